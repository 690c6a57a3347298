"""The words that the content itself uses for conditions and cautions, so that a typo may be mended to them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Iterator

from content.conditions import load_conditions
from content.safety import load_safety


@lru_cache(maxsize=1)
def content_words() -> frozenset[str]:
    """Every word of four letters or more in the names of conditions, contraindications and red flags."""
    return frozenset(word for name in _names() for word in re.findall(r"[a-z]{4,}", name.lower()) if "*" not in name)


def _names() -> Iterator[str]:
    yield from load_conditions().names()
    safety = load_safety()
    for entry in safety.contraindications:
        yield from entry.names
    for words in safety.words.values():
        yield from words
