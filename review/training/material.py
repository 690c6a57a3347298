"""What the assistant has learned from and is tested with so far, read from its files."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Mapping, NamedTuple, Sequence

import yaml
from rapidfuzz import process
from rapidfuzz.fuzz import ratio, token_sort_ratio

from review.environment import PROJECT
from review.training.normalise import normalised

TRAINING, DOMAIN, QUESTIONS = "data/nlu.yml", "domain.yml", "tests/questions"
NEAR = 92
# The decider sets these from the conversation, and a message alone does not say that a danger is over; no sentence teaches them.
NOT_TAUGHT = frozenset({"danger_over", "emergency_still", "crisis_again", "crisis_abuse_again"})
NOT_TAUGHT |= {"other_language", "other_language_emergency", "other_language_crisis"}


class Known(NamedTuple):
    """A sentence that is there already, where, and for which intents."""

    text: str
    file: str
    intents: Sequence[str]


def key_of(sentence: str) -> str:
    """What two sentences share when they are the same."""
    return normalised(sentence) or sentence


def intents(project: Path = PROJECT) -> list[str]:
    """The names of the intents that a sentence can be taught for, in the domain's order."""
    return list(_intents(project, _stamp([project / DOMAIN])))


def known_sentences(project: Path = PROJECT) -> Mapping[str, Known]:
    """All sentences in use, by their key; read again only when a file has changed."""
    questions = sorted((project / QUESTIONS).glob("*.jsonl"))
    return _known(project, _stamp([project / TRAINING, *questions]))


def double_of(text: str, known: Mapping[str, Known]) -> Known | None:
    """The sentence that `text` doubles: word by word, nearly, or with the same words in another order."""
    wanted = key_of(text)
    if wanted in known:
        return known[wanted]
    for scorer in (ratio, token_sort_ratio):
        if best := process.extractOne(wanted, known.keys(), scorer=scorer, score_cutoff=NEAR):
            return known[best[0]]
    return None


_Stamp = tuple[tuple[Path, int], ...]


def _stamp(files: Sequence[Path]) -> _Stamp:
    return tuple((file, file.stat().st_mtime_ns) for file in files)


@lru_cache(maxsize=2)
def _intents(project: Path, stamp: _Stamp) -> Sequence[str]:
    domain = yaml.load((project / DOMAIN).read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    names = [next(iter(each)) if isinstance(each, dict) else each for each in domain["intents"]]
    return [name for name in names if name not in NOT_TAUGHT]


@lru_cache(maxsize=2)
def _known(project: Path, stamp: _Stamp) -> Mapping[str, Known]:
    found: dict[str, Known] = {}
    data = yaml.load((project / TRAINING).read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for entry in data["nlu"]:
        for line in str(entry.get("examples", "")).splitlines():
            text = line.removeprefix("-").strip()
            if entry.get("intent") and text:
                found[key_of(text)] = Known(text, TRAINING, [entry["intent"]])
    for file, _ in stamp[1:]:
        for line in filter(str.strip, file.read_text(encoding="utf-8").splitlines()):
            question = json.loads(line)
            text = str(question.get("text", ""))
            expected = question.get("expect") or question.get("expect_all") or []
            found.setdefault(key_of(text), Known(text, f"{QUESTIONS}/{file.name}", expected))
    return found
