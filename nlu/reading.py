"""What was read in one message, and what was decided about it: the two records that the decider works between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping

from nlu.conditions import ConditionMention
from nlu.contraindications import ContraindicationMention
from nlu.person import NOBODY, People
from nlu.red_flags import RedFlagHit

Probabilities = Mapping[str, float]


@dataclass(frozen=True)
class Part:
    """A part of a message that may be a question of its own, and the intents that it may have."""

    text: str
    probabilities: Probabilities


@dataclass(frozen=True)
class Reading:
    """Everything that the matchers and the classifier found in one message.

    `probabilities` are of the message alone, `in_context` of the message behind the one before (None where there is none).
    `danger` are the chances of the alarms, the highest over all windows of a long message. `joined_flags` are red flags that
    only show when the message is read together with the one before. `who` is whom the message names, by relation.
    """

    text: str
    probabilities: Probabilities
    danger: Probabilities | None = None
    parts: tuple[Part, ...] = ()
    in_context: Probabilities | None = None
    conditions: tuple[ConditionMention, ...] = ()
    contraindications: tuple[ContraindicationMention, ...] = ()
    red_flags: tuple[RedFlagHit, ...] = ()
    joined_flags: tuple[RedFlagHit, ...] = ()
    who: str | None = None
    week: int | None = None
    button: str | None = None
    language: str | None = None
    foreign_danger: str | None = None

    @property
    def cautions(self) -> tuple[str, ...]:
        """Ids of the contraindications that the visitor has or had; one that is denied needs no answer."""
        return tuple(mention.id for mention in self.contraindications if mention.status != "denied")

    @property
    def meant(self) -> tuple[str, ...]:
        """Ids of the conditions that are meant, each once."""
        return tuple(dict.fromkeys(mention.id for mention in self.conditions if not mention.negated))


@dataclass(frozen=True)
class Decision:
    """The intent that the policies see, and what the answer needs to know.

    `topics` are the several intents of a message with several questions; `choices` the two to ask between; `gap` the
    visitor's words for a condition that the content does not cover; `refusals` is `first` or `again` on a refusal.
    `people` and `open_danger` are what the conversation knows from here on.
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
    language: str | None = None
    people: People = NOBODY
    open_danger: str | None = None
