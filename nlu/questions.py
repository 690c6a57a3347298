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
    """Two or more different questions; conditions among themselves are not split here.

    Where one intent is clear for the whole message, it is one question with much around it. Where the classifier says that there
    are several, each part need not be as clear by itself.
    """
    if not may_be_several(reading.probabilities):
        return None
    sure = reading.probabilities.get("several", 0.0) >= T.several
    found: dict[str, float] = {}
    for part in reading.parts:
        topic, chance = _question_of(part, sure)
        if topic:
            found.setdefault(topic, chance)
    if sure and len(found) == 1:  # "what do you charge, and how can I pay" is two questions about prices
        topic, chance = next(iter(found.items()))
        return Decision(topic, chance)
    if len(found) < 2 or found.keys() <= HEALTH:
        return None
    return Decision("several", min(found.values()), topics=tuple(found))


def may_be_several(probabilities: Probabilities) -> bool:
    """Whether no single intent is clear for the whole message, so that its parts are worth reading."""
    return all(chance < T.one_question for intent, chance in probabilities.items() if intent != "several")


def _question_of(part: Part, sure: bool) -> tuple[str | None, float]:
    alone = {intent: chance for intent, chance in part.probabilities.items() if intent != "several"}
    topic, chance = max(alone.items(), key=lambda item: item[1])
    is_clear = chance >= T.part_of_several if sure else chance >= T.part and _ASKS.search(part.text)
    return (topic, chance) if is_clear and topic in ANSWERABLE else (None, 0.0)
