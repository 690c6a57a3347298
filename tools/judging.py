"""Judges an answered question: right, asked, refused or wrong, from the topics that were answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from content.topics import BENEFITS, CONDITIONS

REFUSAL = "out_of_scope"
ALARMS = {"emergency", "crisis"}
ABOUT_A_CONDITION = {"safety", "evidence"}
CONDITION_TOPICS = set(BENEFITS) | set(CONDITIONS)


class Outcome(str, Enum):
    """What became of a question."""

    RIGHT = "right"
    ASKED = "asked"
    REFUSED = "refused"
    WRONG = "wrong"


@dataclass(frozen=True)
class Question:
    """One line of a question file."""

    text: str
    expect: frozenset[str] = frozenset()
    expect_all: frozenset[str] = frozenset()
    context: tuple[str, ...] = ()
    kind: str = ""

    @classmethod
    def from_json(cls, line: Any) -> Question:
        """Read a line's object.

        :raises ValueError: neither or both of `expect` and `expect_all`, or no text.
        """
        if not isinstance(line, dict) or not line.get("text") or bool(line.get("expect")) == bool(line.get("expect_all")):
            raise ValueError("a question needs `text` and one of `expect` and `expect_all`")
        return cls(
            text=line["text"],
            expect=frozenset(line.get("expect", ())),
            expect_all=frozenset(line.get("expect_all", ())),
            context=tuple(line.get("context", ())),
            kind=str(line.get("kind") or line.get("source") or ""),
        )

    @property
    def expected(self) -> frozenset[str]:
        """Every topic that the question may or must be answered with."""
        return self.expect | self.expect_all


@dataclass(frozen=True)
class Answer:
    """What the assistant did: the topics that it answered, and the choices where it asked back."""

    topics: frozenset[str] = field(default_factory=frozenset)
    choices: frozenset[str] = field(default_factory=frozenset)


def judge(question: Question, answer: Answer) -> Outcome:
    """Outcome of `answer` to `question`.

    An emergency or crisis reply must stand alone. `safety` and `evidence` speak about a condition: beside the
    condition's own topic they make one answer with it, right if either is expected.
    """
    if not answer.topics and answer.choices:
        fits = answer.choices & question.expected or question.expected == {REFUSAL}
        return Outcome.ASKED if fits else Outcome.WRONG
    if answer.topics == {REFUSAL} and REFUSAL not in question.expected:
        return Outcome.REFUSED
    return Outcome.RIGHT if answer.topics and _is_right(question, answer.topics) else Outcome.WRONG


def _is_right(question: Question, topics: frozenset[str]) -> bool:
    if topics & ALARMS and len(topics) > 1:
        return False
    expected = question.expected
    excused = _excused(topics, expected)
    if question.expect_all and not question.expect_all <= topics:
        return False
    return topics - excused <= expected


def _excused(topics: frozenset[str], expected: frozenset[str]) -> frozenset[str]:
    """The half of a two-part answer about a condition that needs no expectation of its own."""
    about, conditions = topics & ABOUT_A_CONDITION, topics & CONDITION_TOPICS
    if not about or not conditions:
        return frozenset()
    if conditions & expected:
        return about
    return conditions if about & expected else frozenset()
