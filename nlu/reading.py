"""What was read in one message, and what was decided about it: the two records that the decider works between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping

from nlu.conditions import ConditionMention
from nlu.contraindications import ContraindicationMention
from nlu.red_flags import RedFlagHit

Probabilities = Mapping[str, float]


@dataclass(frozen=True)
class Part:
    """A part of a message that may be a question of its own, and the intents that it may have."""

    text: str
    probabilities: Probabilities


@dataclass(frozen=True)
class Reading:
    """Everything that the matchers and the classifier found in one message."""

    text: str
    probabilities: Probabilities
    off_topic: float = 0.0
    parts: tuple[Part, ...] = ()
    in_context: Probabilities | None = None
    conditions: tuple[ConditionMention, ...] = ()
    contraindications: tuple[ContraindicationMention, ...] = ()
    red_flags: tuple[RedFlagHit, ...] = ()
    button: str | None = None

    @property
    def cautions(self) -> tuple[str, ...]:
        """Ids of the contraindications that the visitor has or had; one that is denied needs no answer."""
        return tuple(mention.id for mention in self.contraindications if mention.status != "denied")


@dataclass(frozen=True)
class Decision:
    """The intent that the policies see, and what the answer needs to know.

    `topics` are the several intents of a message with several questions; `choices` the two to ask between; `gap` the
    visitor's words for a condition that the content does not cover; `refusals` is `first` or `again` on a refusal.
    """

    intent: str
    confidence: float
    conditions: tuple[str, ...] = ()
    contraindications: tuple[str, ...] = ()
    red_flag: str | None = None
    topics: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    gap: str | None = None
    refusals: str | None = None
