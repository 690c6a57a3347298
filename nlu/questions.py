"""Finds the several questions of one message: "where are you, and what do I wear?"."""

from __future__ import annotations

import re

from content.topics import BENEFITS, CLINIC, CONDITIONS, VISIT
from nlu.reading import Decision, Part, Probabilities, Reading
from nlu.thresholds import THRESHOLDS as T

ANSWERABLE = frozenset(BENEFITS + CONDITIONS + VISIT + CLINIC) | {"safety", "evidence", "side_effects", "embarrassing"}
HEALTH = frozenset(BENEFITS + CONDITIONS)
# A part asks when a question word stands at its beginning; a story that leads up to the question does not.
_ASKS = re.compile(
    r"^(?:\w+ )?(?:what|where|when|how|who|which|why|do|does|can|could|is|are|will|would|may|should|any|need)\b",
    re.IGNORECASE,
)


def several_questions(reading: Reading) -> Decision | None:
    """Two or more different questions, each clear by itself; conditions among themselves are not split here.

    Where one intent is clear for the whole message, it is one question with much around it.
    """
    if not may_be_several(reading.probabilities):
        return None
    found: dict[str, float] = {}
    for part in reading.parts:
        topic, chance = _question_of(part)
        if topic:
            found.setdefault(topic, chance)
    if len(found) < 2 or found.keys() <= HEALTH:
        return None
    return Decision("several", min(found.values()), topics=tuple(found))


def may_be_several(probabilities: Probabilities) -> bool:
    """Whether no single intent is clear for the whole message, so that its parts are worth reading."""
    return all(chance < T.one_question for intent, chance in probabilities.items() if intent != "several")


def _question_of(part: Part) -> tuple[str | None, float]:
    topic, chance = max(part.probabilities.items(), key=lambda item: item[1])
    if chance < T.part or topic not in ANSWERABLE or not _ASKS.search(part.text):
        return None, 0.0
    return topic, chance
