"""Counts judged questions: shares with 95 % intervals, calibration, and which intent was taken for which topic."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any, Iterable, Mapping, Sequence

from tools.judging import ALARMS, Answer, Outcome, Question, dangers_of, judge, opens_with
from tools.turns import RecordedTurn

OUTCOMES = tuple(Outcome)
# The quantile of the normal distribution that leaves 2.5 % on each side.
Z_95 = 1.959964
BINS = 10


@dataclass(frozen=True)
class Judged:
    """A question, what was recorded of its turn, the outcome, and the short name of its file."""

    question: Question
    turn: RecordedTurn
    outcome: Outcome
    file: str = ""

    @classmethod
    def of(cls, question: Question, turn: RecordedTurn, file: str = "") -> Judged:
        """Judge the recorded `turn`."""
        return cls(question, turn, judge(question, Answer(frozenset(turn.topics), frozenset(turn.choices))), file)

    @property
    def is_right(self) -> bool:
        """Whether the outcome is right."""
        return self.outcome is Outcome.RIGHT

    @property
    def raised_alarm(self) -> bool:
        """Whether the visitor got an emergency or crisis reply."""
        return bool(ALARMS & set(self.turn.topics) or dangers_of(self.turn.intent))

    @property
    def is_right_tier(self) -> bool:
        """Whether the alarm was one that the question's tier accepts."""
        return bool(self.question.accepted_dangers & dangers_of(self.turn.intent))

    @property
    def is_direct(self) -> bool:
        """Whether the answer is right and its opening answers the very question."""
        return self.is_right and opens_with(self.question, self.turn.reply)


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @classmethod
    def where(cls, facts: Iterable[bool]) -> Share:
        """How many of `facts` hold."""
        held = list(facts)
        return cls(sum(held), len(held))

    @property
    def share(self) -> float:
        """The share, 0 to 1; 0 of nothing."""
        return self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share, 0 to 1; from 0 to 1 where there is nothing to count."""
        if not self.of:
            return 0.0, 1.0
        squared = Z_95**2
        middle = (self.count + squared / 2) / (self.of + squared)
        half = Z_95 / (self.of + squared) * math.sqrt(self.count * (self.of - self.count) / self.of + squared / 4)
        return max(0.0, middle - half), min(1.0, middle + half)

    def as_json(self) -> dict[str, float]:
        """Count, base, share and interval."""
        low, high = self.interval
        return {"count": self.count, "of": self.of, "share": round(self.share, 4), "low": round(low, 4), "high": round(high, 4)}


def scores(judged: Sequence[Judged]) -> dict[str, Share]:
    """Every figure of the table by its name; a figure's base is the questions that it is asked of."""
    outcomes = {outcome.value: Share.where(one.outcome is outcome for one in judged) for outcome in OUTCOMES}
    return {
        **outcomes,
        "false alarms": Share.where(one.raised_alarm for one in judged if not one.question.expected & ALARMS),
        "danger caught": Share.where(one.raised_alarm for one in judged if one.question.is_danger),
        "right tier": Share.where(one.is_right_tier for one in judged if one.question.tier),
        "direct": Share.where(one.is_direct for one in judged if one.question.says),
    }


def count(judged: Iterable[Judged]) -> dict[str, int]:
    """How many questions had each outcome."""
    found = Counter(one.outcome for one in judged)
    return {outcome.value: found[outcome] for outcome in OUTCOMES}


def by_file(judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    """Questions by their file, in the order of the files."""
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(one.file, []).append(one)
    return groups


def calibration(judged: Sequence[Judged]) -> dict[str, Any]:
    """How far the confidence of the decided intent is from the share of right answers, over ten bins of equal width.

    `expected_error` is the mean distance over all questions: 0 where 80 % are right among those decided at 0.8.
    """
    groups: list[list[Judged]] = [[] for _ in range(BINS)]
    for one in judged:
        groups[min(BINS - 1, max(0, int(one.turn.confidence * BINS)))].append(one)
    bins = [_bin(place / BINS, group) for place, group in enumerate(groups) if group]
    error = sum(found["questions"] * abs(found["confidence"] - found["right"]) for found in bins)
    return {"expected_error": round(error / max(1, len(judged)), 4), "bins": bins}


def _bin(begins: float, group: Sequence[Judged]) -> dict[str, float]:
    return {
        "from": begins,
        "questions": len(group),
        "confidence": round(sum(one.turn.confidence for one in group) / len(group), 4),
        "right": round(sum(one.is_right for one in group) / len(group), 4),
    }


def confusion(judged: Iterable[Judged]) -> list[dict[str, Any]]:
    """How often which intent was decided for a question about another topic, the most frequent first.

    The topic of a question is the one that its file names first; questions with a right answer are left out.
    """
    pairs = Counter((one.turn.intent, one.question.main) for one in judged if not one.is_right)
    ordered = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"intent": intent, "expected": topic, "count": number} for (intent, topic), number in ordered]


def as_json(shares: Mapping[str, Share]) -> dict[str, dict[str, float]]:
    """Shares that have a base, as JSON."""
    return {name: share.as_json() for name, share in shares.items() if share.of}
