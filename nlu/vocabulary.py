"""The words that the typo corrector knows: those of English, and those that the content itself uses."""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from pathlib import Path
from typing import Iterable

from content.conditions import load_conditions
from content.safety import load_safety
from nlu.encoder import SentenceEncoder

WORDS = Path(__file__).parent / "words"


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Return the English words of SCOWL and of the encoder's vocabulary, in lower case; `words/README.md` says which."""
    return frozenset(gzip.decompress((WORDS / "english.txt.gz").read_bytes()).decode().split()) | SentenceEncoder.english_words()


@lru_cache(maxsize=1)
def content_words() -> frozenset[str]:
    """Return what a typo may mean: words of four letters or more in names of conditions and contraindications and in word groups."""
    safety = load_safety()
    names = (*load_conditions().names(), *(name for entry in safety.contraindications for name in entry.names))
    return _words([*names, *(word for words in safety.words.values() for word in words)])


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Return such words from anywhere in the content, and short ones of daily life that no list of English has: right as they stand."""
    daily = (WORDS / "daily.txt").read_text(encoding="utf-8").split()
    return content_words() | _words(load_safety().patterns()) | frozenset(daily)


def _words(names: Iterable[str]) -> frozenset[str]:
    return frozenset(word for name in names for word in re.findall(r"[a-z]{4,}", name.lower()) if "*" not in name)
