"""A measurement as it is printed, as it is written to a file, and beside an earlier one."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any, Iterable, NamedTuple, Sequence

from tools.judging import Outcome
from tools.scores import Judged, Share, as_json, by_file, calibration, confusion, count, scores

# From the worst to the best.
ORDER = (Outcome.WRONG.value, Outcome.REFUSED.value, Outcome.ASKED.value, Outcome.RIGHT.value)
WIDEST_NAME, WIDTH = 26, 14
Key = tuple[str, tuple[str, ...], str]


def table(judged: Sequence[Judged]) -> str:
    """A row a file, and one for all where there are several; each figure in % with its 95 % interval."""
    groups = {name or "questions": group for name, group in by_file(judged).items()}
    if len(groups) != 1:
        groups["all questions"] = list(judged)
    rows = {name: scores(group) for name, group in groups.items()}
    shown = [name for name in scores(()) if any(row[name].of for row in rows.values())]
    lines = [f"{'':{WIDEST_NAME}}{'questions':>9}" + "".join(f"{name:>{WIDTH}}" for name in shown)]
    for name, row in rows.items():
        cells = "".join(f"{_cell(row[figure]):>{WIDTH}}" for figure in shown)
        lines.append(f"{name[-WIDEST_NAME + 1 :]:{WIDEST_NAME}}{len(groups[name]):9}{cells}")
    return "\n".join([*lines, f"{'':{WIDEST_NAME}}in %, with Wilson's 95 % interval"])


def failures(judged: Iterable[Judged]) -> str:
    """The questions that were not right, and those that were but did not say so directly, each with what was read."""
    return "\n".join(_failure(one) for one in judged if not one.is_right or not one.is_direct)


def report(judged: Sequence[Judged]) -> dict[str, Any]:
    """The whole measurement as one JSON object."""
    return {
        "totals": count(judged),
        "scores": as_json(scores(judged)),
        "files": {name: {"questions": len(group), **as_json(scores(group))} for name, group in by_file(judged).items()},
        "by_topic": {name: count(group) for name, group in by_topic(judged).items()},
        "by_kind": {name: count(group) for name, group in by_kind(judged).items()},
        "calibration": calibration(judged),
        "confusion": confusion(judged),
        "questions": [entry(one) for one in judged],
    }


def entry(one: Judged) -> dict[str, Any]:
    """A question's entry in the report; what it does not have is left out."""
    question = one.question
    optional = {
        "file": one.file,
        "context": list(question.context),
        "kind": question.kind,
        "tier": question.tier,
        "expect": sorted(question.expect),
        "expect_all": sorted(question.expect_all),
    }
    return {
        "text": question.text,
        **{name: value for name, value in optional.items() if value},
        "answered": list(one.turn.topics),
        "choices": list(one.turn.choices),
        "outcome": one.outcome.value,
        **({"direct": one.is_direct} if question.says else {}),
        **({"right_tier": one.is_right_tier} if question.tier else {}),
        "intent": one.turn.intent,
        "confidence": one.turn.confidence,
        "reply": one.turn.reply,
    }


def by_topic(judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    """Questions by each topic that they may be answered with."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        for topic in sorted(one.question.expected):
            groups[topic].append(one)
    return dict(sorted(groups.items()))


def by_kind(judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    """Questions by their kind."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[one.question.kind or "-"].append(one)
    return dict(sorted(groups.items()))


class Changes(NamedTuple):
    """Questions whose outcome is another than in an earlier report, and how many only one of the two has."""

    better: list[tuple[str, Judged]]
    worse: list[tuple[str, Judged]]
    unmatched: int

    def __str__(self) -> str:
        told = [f"{len(self.better)} better, {len(self.worse)} worse; {self.unmatched} questions only in one of the two"]
        for name, changed in (("better", self.better), ("worse", self.worse)):
            told += [f"{name:8} {before} → {_failure(one)}" for before, one in changed]
        return "\n".join(told)


def changes(earlier: dict[str, Any], judged: Sequence[Judged]) -> Changes:
    """What changed since the report `earlier`; a question is known by its file, its text and its context.

    Files that are not measured now are left out.
    """
    now = {_key(entry(one)): one for one in judged}
    files = {one.file for one in judged}
    before = {_key(found): found["outcome"] for found in earlier["questions"] if found.get("file", "") in files}
    both = [(before[key], one) for key, one in now.items() if key in before]
    steps = [(ORDER.index(one.outcome.value) - ORDER.index(then), then, one) for then, one in both]
    return Changes(
        better=[(then, one) for step, then, one in steps if step > 0],
        worse=[(then, one) for step, then, one in steps if step < 0],
        unmatched=len(before.keys() ^ now.keys()),
    )


def read_report(file: Path) -> dict[str, Any]:
    """A report that `make eval` wrote.

    :raises SystemExit: the file is none.
    """
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
        if {"text", "outcome"} <= read["questions"][0].keys():
            return dict(read)
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise SystemExit(f"{file} is no report of `make eval`: {error}") from error
    raise SystemExit(f"{file} is no report of `make eval`.")


def _key(found: dict[str, Any]) -> Key:
    return found.get("file", ""), tuple(found.get("context", ())), found["text"]


def _cell(share: Share) -> str:
    low, high = share.interval
    return f"{100 * share.share:.0f} [{100 * low:.0f}–{100 * high:.0f}]" if share.of else "–"


def _failure(one: Judged) -> str:
    what = "indirect" if one.is_right and not one.is_direct else one.outcome.value
    given = ", ".join(one.turn.topics) or f"asked: {', '.join(one.turn.choices)}"
    expected = ", ".join(sorted(one.question.expected))
    context = " ← ".join(["", *reversed(one.question.context)])
    read_as = f"{one.turn.intent} {one.turn.confidence:.2f}"
    return f"{what:8} {one.question.text}{context}\n{'':9}expected {expected}; answered {given} ({read_as})"
