"""Makes of decisions a patch that a developer applies with `git apply` in the project's folder."""

from __future__ import annotations

import difflib
import json
import re
from pathlib import Path
from typing import Callable, Iterable, Sequence

from review.environment import PROJECT
from review.training.material import QUESTIONS, TRAINING
from review.training.models import Decision

HELD_OUT = f"{QUESTIONS}/held_out_visitors.jsonl"
_INTENT = re.compile(r"^- intent: *(\S+)\s*$")
_EXAMPLE = "    - "


def patch_of(decisions: Sequence[Decision], project: Path = PROJECT) -> str:
    """The patch; empty where nothing is to be added.

    :raises ValueError: an intent has no place in the training file.
    """
    learned = [decision for decision in decisions if decision.target == Decision.Target.TRAINING]
    tested = [decision for decision in decisions if decision.target == Decision.Target.HELD_OUT]
    return _difference(TRAINING, project, lambda old: with_sentences(old, learned)) + _difference(
        HELD_OUT, project, lambda old: old + [_question(decision) for decision in tested]
    )


def with_sentences(lines: Sequence[str], decisions: Iterable[Decision]) -> list[str]:
    """The training file's lines with each decision's sentence at the end of its intent's examples; all else as it was.

    :raises ValueError: an intent has no examples there.
    """
    found = list(lines)
    for decision in decisions:
        at = _end_of(found, decision.intent)
        found.insert(at, f"{_EXAMPLE}{decision.sentence}\n")
    return found


def _end_of(lines: Sequence[str], intent: str) -> int:
    """The place after the last example of `intent`."""
    end, is_inside = 0, False
    for number, line in enumerate(lines, start=1):
        if match := _INTENT.match(line):
            is_inside = match[1] == intent
        elif is_inside and line.startswith(_EXAMPLE):
            end = number
    if not end:
        raise ValueError(f"{TRAINING} has no examples of the intent {intent!r}; add it there first")
    return end


def _question(decision: Decision) -> str:
    question = {"text": decision.sentence, "expect": [decision.intent], "source": "visitors", "kind": "plain"}
    return json.dumps(question, ensure_ascii=False) + "\n"


def _difference(name: str, project: Path, changed: Callable[[list[str]], list[str]]) -> str:
    file = project / name
    old = file.read_text(encoding="utf-8").splitlines(keepends=True) if file.exists() else []
    before = f"a/{name}" if file.exists() else "/dev/null"
    return "".join(difflib.unified_diff(old, changed(old), before, f"b/{name}"))
