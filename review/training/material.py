"""What the assistant has learned from and is tested with so far, read from its files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple, Sequence

import yaml
from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from review.environment import PROJECT
from review.training.normalise import normalised

TRAINING, DOMAIN, QUESTIONS = "data/nlu.yml", "domain.yml", "tests/questions"
NEAR = 92


class Known(NamedTuple):
    """A sentence that is there already, where, and for which intents."""

    text: str
    file: str
    intents: Sequence[str]


def intents(project: Path = PROJECT) -> list[str]:
    """The names of everything that the assistant can understand, in the domain's order."""
    domain = yaml.safe_load((project / DOMAIN).read_text(encoding="utf-8"))
    return [next(iter(each)) if isinstance(each, dict) else each for each in domain["intents"]]


def known_sentences(project: Path = PROJECT) -> dict[str, Known]:
    """All sentences in use, by their normalised text."""
    found: dict[str, Known] = {}
    for entry in yaml.safe_load((project / TRAINING).read_text(encoding="utf-8"))["nlu"]:
        for line in str(entry.get("examples", "")).splitlines():
            text = line.removeprefix("- ").strip()
            if entry.get("intent") and text:
                found[normalised(text)] = Known(text, TRAINING, [entry["intent"]])
    for file in sorted((project / QUESTIONS).glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            question = json.loads(line)
            text = str(question.get("text", ""))
            found.setdefault(normalised(text), Known(text, f"{QUESTIONS}/{file.name}", question.get("expect") or []))
    return found


def double_of(text: str, known: dict[str, Known]) -> Known | None:
    """The sentence that `text` doubles, word by word or nearly."""
    wanted = normalised(text)
    if wanted in known:
        return known[wanted]
    best = process.extractOne(wanted, list(known), scorer=ratio, score_cutoff=NEAR)
    return known[best[0]] if best else None
