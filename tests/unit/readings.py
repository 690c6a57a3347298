"""Hand-made readings of messages, for tests of what is decided about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from content.conditions import load_conditions
from content.safety import load_safety
from nlu.conditions import ConditionMention
from nlu.contraindications import ContraindicationMention, Status
from nlu.decision import decide
from nlu.memory import NOTHING, Memory
from nlu.reading import Decision, Part, Probabilities, Reading
from nlu.red_flags import RedFlagHit
from nlu.subjects import Subjects

INTENTS: list[str] = yaml.safe_load((Path(__file__).parents[2] / "domain.yml").read_text(encoding="utf-8"))["intents"]
CONDITIONS = load_conditions()
SAFETY = load_safety()
SUBJECTS = Subjects(CONDITIONS)
AFTER_SLEEP = Memory(topics=("sleep",), conditions=("sleep",), visitor_said="does it help sleep")
ASKED_BACK = Memory(choices=("price", "duration"), visitor_said="massage?")


def chances(**likely: float) -> Probabilities:
    """A probability for each intent of the domain; what `likely` leaves is spread over the others."""
    rest = max(0.0, 1.0 - sum(likely.values())) / (len(INTENTS) - len(likely))
    return {intent: likely.get(intent, rest) for intent in INTENTS}


def reading(text: str = "?", likely: Probabilities | None = None, **found: Any) -> Reading:
    """A message that was read as `likely`; `found` are further fields of `Reading`."""
    return Reading(text=text, probabilities=likely or chances(), **found)


def condition(name: str, negated: bool = False) -> ConditionMention:
    return ConditionMention(name, 0, 1, negated)


def caution(name: str, status: Status = "present") -> ContraindicationMention:
    return ContraindicationMention(name, status, 0, 1)


def red_flag(name: str, denied: bool = False) -> RedFlagHit:
    return RedFlagHit(name, SAFETY.red_flag(name).reply, "caution" if denied else "alarm", 0, 1)


def part(text: str, **likely: float) -> Part:
    return Part(text, chances(**likely))


def decided(message: Reading, memory: Memory = NOTHING) -> Decision:
    return decide(message, memory, SUBJECTS)
