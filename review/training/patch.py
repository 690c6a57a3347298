"""Makes of decisions a patch that a developer applies with `git apply` in the project's folder."""

from __future__ import annotations

import difflib
import io
import json
import re
from pathlib import Path
from typing import Callable, Iterable, NamedTuple, Sequence

from review.environment import PROJECT
from review.training.material import QUESTIONS, TRAINING, Known, double_of, key_of, known_sentences
from review.training.models import Decision

HELD_OUT = f"{QUESTIONS}/held_out_visitors.jsonl"
_INTENT = re.compile(r"^- intent: *(\S+)\s*$")
_EXAMPLE = "    - "
_NO_NEWLINE = "\\ No newline at end of file\n"


class Accepted(NamedTuple):
    """A decision whose sentence may go out, and the sentence that it doubles."""

    decision: Decision
    double: Known | None
    is_new: bool


def checked(decisions: Iterable[Decision], project: Path = PROJECT) -> list[Accepted]:
    """`decisions` with what each doubles, in the files or among those before it; what is there word by word is not new."""
    known = dict(known_sentences(project))
    found = []
    for decision in decisions:
        is_new = key_of(decision.sentence) not in known
        found.append(Accepted(decision, double_of(decision.sentence, known), is_new))
        if is_new:
            known[key_of(decision.sentence)] = Known(decision.sentence, "this patch", [decision.intent])
    return found


def patch_of(decisions: Sequence[Decision], project: Path = PROJECT) -> str:
    """The patch with those of `decisions` that are new; empty where none is.

    :raises ValueError: an intent has no place in the training file.
    """
    new = [each.decision for each in checked(decisions, project) if each.is_new]
    learned = [decision for decision in new if decision.target == Decision.Target.TRAINING]
    tested = [decision for decision in new if decision.target == Decision.Target.HELD_OUT]
    return _difference(TRAINING, project, lambda old: with_sentences(old, learned)) + _difference(
        HELD_OUT, project, lambda old: with_questions(old, tested)
    )


def with_sentences(lines: Sequence[str], decisions: Iterable[Decision]) -> list[str]:
    """The training file's lines with each decision's sentence at the end of its intent's examples; all else as it was.

    :raises ValueError: an intent has no examples there.
    """
    found, end_of_line = list(lines), _end_of_line(lines)
    for decision in decisions:
        at = _end_of_examples(found, decision.intent)
        found = _with_end(found, at)
        found.insert(at, f"{_EXAMPLE}{decision.sentence}{end_of_line}")
    return found


def with_questions(lines: Sequence[str], decisions: Sequence[Decision]) -> list[str]:
    """The question file's lines with each decision's sentence at the end."""
    found = _with_end(lines, len(lines)) if decisions else list(lines)
    return found + [_question(decision) + _end_of_line(lines) for decision in decisions]


def _end_of_examples(lines: Sequence[str], intent: str) -> int:
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
    return json.dumps(question, ensure_ascii=False)


def _end_of_line(lines: Sequence[str]) -> str:
    return "\r\n" if lines and lines[0].endswith("\r\n") else "\n"


def _with_end(lines: Sequence[str], at: int) -> list[str]:
    """`lines`, of which the one before `at` has an end, so that another can follow."""
    found = list(lines)
    if at and not found[at - 1].endswith("\n"):
        found[at - 1] += _end_of_line(found)
    return found


def _difference(name: str, project: Path, changed: Callable[[list[str]], list[str]]) -> str:
    file = project / name
    # Lines as git sees them: other ends of line, and signs that Python takes for one, stay as they are.
    old = io.StringIO(file.read_bytes().decode("utf-8") if file.exists() else "", newline="\n").readlines()
    before = f"a/{name}" if file.exists() else "/dev/null"
    lines = difflib.unified_diff(old, changed(old), before, f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}" for line in lines)
