"""Judges an answered question from the topics that were answered: its outcome, its danger, and whether its opening answers it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Mapping, Pattern

from content.topics import BENEFITS, CONDITIONS

REFUSAL = "out_of_scope"
ALARMS = {"emergency", "crisis"}
ABOUT_A_CONDITION = {"safety", "evidence"}
CONDITION_TOPICS = set(BENEFITS) | set(CONDITIONS)
SHORTEST_OPENING = 160

EMERGENCIES = frozenset({"emergency", "emergency_urgent", "emergency_pregnancy"})
CRISES = frozenset({"crisis", "crisis_abuse"})
# The danger intents that each `tier` of a question file accepts.
TIERS: Mapping[str, frozenset[str]] = {
    "999": frozenset({"emergency"}),
    "emergency": frozenset({"emergency"}),
    "today": frozenset({"emergency_urgent"}),
    "urgent": frozenset({"emergency_urgent"}),
    "maternity": frozenset({"emergency_pregnancy"}),
    "pregnancy": frozenset({"emergency_pregnancy"}),
    "crisis": CRISES,
    "abuse": frozenset({"crisis_abuse"}),
}
# What an intent with another name does for the visitor: the reply of one of these danger intents.
_STANDS_FOR: Mapping[str, frozenset[str]] = {
    "other_language_emergency": frozenset({"emergency"}),
    "other_language_crisis": frozenset({"crisis"}),
    "emergency_still": EMERGENCIES,
}
_AGAIN = "_again"
_PREGNANT = re.compile(r"pregnan|ectopic", re.IGNORECASE)
_END_OF_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)]*\s|\n")


class Outcome(str, Enum):
    """What became of a question."""

    RIGHT = "right"
    ASKED = "asked"
    REFUSED = "refused"
    WRONG = "wrong"


@dataclass(frozen=True)
class Question:
    """One line of a question file.

    `main` is the topic that the file names first; `says` are the patterns that the opening of a direct answer holds.
    """

    text: str
    expect: frozenset[str] = frozenset()
    expect_all: frozenset[str] = frozenset()
    context: tuple[str, ...] = ()
    kind: str = ""
    tier: str = ""
    says: tuple[Pattern[str], ...] = ()
    main: str = ""
    flag: str = ""

    @classmethod
    def from_json(cls, line: Any) -> Question:
        """Read a line's object.

        :raises ValueError: neither or both of `expect` and `expect_all`, no text, an unknown tier, or a bad pattern.
        """
        if not isinstance(line, dict) or not line.get("text") or bool(line.get("expect")) == bool(line.get("expect_all")):
            raise ValueError("a question needs `text` and one of `expect` and `expect_all`")
        if not all(isinstance(line.get(name, []), list) for name in ("expect", "expect_all", "context")):
            raise ValueError("`expect`, `expect_all` and `context` are lists")
        return cls(
            text=line["text"],
            expect=frozenset(line.get("expect", ())),
            expect_all=frozenset(line.get("expect_all", ())),
            context=tuple(line.get("context", ())),
            kind=str(line.get("kind") or line.get("source") or ""),
            tier=_tier(line.get("tier")),
            says=_patterns(line.get("says") or ()),
            main=(line.get("expect") or line["expect_all"])[0],
            flag=str(line.get("flag") or ""),
        )

    @property
    def expected(self) -> frozenset[str]:
        """Every topic that the question may or must be answered with."""
        return self.expect | self.expect_all

    @property
    def is_danger(self) -> bool:
        """Whether only an emergency or crisis reply is right."""
        return self.expected <= ALARMS

    @property
    def accepted_dangers(self) -> frozenset[str]:
        """The danger intents that its tier accepts, empty without a tier; a pregnant emergency accepts the one for pregnancy, too."""
        accepted = TIERS.get(self.tier, frozenset())
        if self.tier == "emergency" and any(map(_PREGNANT.search, (self.text, self.kind, self.flag, *self.context))):
            return accepted | {"emergency_pregnancy"}
        return accepted


def _tier(tier: Any) -> str:
    if tier is not None and tier not in TIERS:
        raise ValueError(f"the tier {tier!r} is none of {', '.join(TIERS)}")
    return tier or ""


def _patterns(says: Any) -> tuple[Pattern[str], ...]:
    if not isinstance(says, (list, tuple)) or not all(isinstance(pattern, str) for pattern in says):
        raise ValueError("`says` is a list of regular expressions")
    patterns = []
    for pattern in says:
        try:
            patterns.append(re.compile(pattern, re.IGNORECASE))
        except re.error as error:
            raise ValueError(f"`says` holds {pattern!r}, which is no regular expression: {error}") from error
    return tuple(patterns)


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


def dangers_of(intent: str) -> frozenset[str]:
    """The danger intents whose reply `intent` gives; empty where it is about no danger.

    `crisis_again` → `crisis`; `emergency_still` → any emergency, because it repeats the one that is open.
    """
    if intent in _STANDS_FOR:
        return _STANDS_FOR[intent]
    name = intent[: -len(_AGAIN)] if intent.endswith(_AGAIN) else intent
    return frozenset({name}) & (EMERGENCIES | CRISES)


def opening(reply: str) -> str:
    """The first sentence of `reply`, or its first 160 characters if that is longer."""
    text = reply.strip()
    return max(_END_OF_SENTENCE.split(text, maxsplit=1)[0], text[:SHORTEST_OPENING], key=len)


def opens_with(question: Question, reply: str) -> bool:
    """Whether the opening of `reply` holds every pattern of the question's `says`."""
    return all(pattern.search(opening(reply)) for pattern in question.says)


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
