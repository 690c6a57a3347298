"""Graph component: finds conditions, contraindications and red flags of the content in each message."""

from __future__ import annotations

import re

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.component import UntrainedComponent
from nlu.entities import entity_language
from nlu.memory import recall
from nlu.red_flags import RedFlagHit
from nlu.speller import corrected_text

CONDITIONS = "condition_mentions"
CONTRAINDICATIONS = "contraindication_mentions"
RED_FLAGS = "red_flag_hits"
JOINED_FLAGS = "joined_red_flag_hits"
WHO = "named_person"
PREGNANCY_WEEK = "pregnancy_week"
_JOINT = " , "
# A key held down, a row of emoji: a tokenizer takes seconds over thousands of them.
_LONG_RUN = re.compile(r"(.)\1{3,}")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ContentMatcher(UntrainedComponent):
    """Runs the spaCy pipeline over the corrected text; the decider reads what it found.

    Red flags are looked for in the visitor's own text as well, so that a wrong correction hides no danger.
    """

    def __init__(self) -> None:
        self._language = entity_language()

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Set what was found on each message."""
        before = recall(tracker.applied_events()).visitor_said if tracker else ""
        for message in messages:
            if not message.get(TEXT):
                continue
            written, corrected = _LONG_RUN.sub(r"\1\1\1", str(message.get(TEXT))), corrected_text(message)
            doc = self._language(corrected)
            message.set(WHO, doc._.context.named)
            message.set(PREGNANCY_WEEK, doc._.pregnancy_week)
            message.set(CONDITIONS, doc._.conditions)
            message.set(CONTRAINDICATIONS, doc._.contraindications)
            message.set(RED_FLAGS, [*doc._.red_flags, *(self._red_flags(written) if written != corrected else ())])
            message.set(JOINED_FLAGS, self._joined(before, written) if before else [])
        return messages

    def _joined(self, before: str, text: str) -> list[RedFlagHit]:
        """Red flags that take words of the message before and of this one."""
        start = len(before) + len(_JOINT)
        hits = self._red_flags(f"{before}{_JOINT}{text}")
        return [hit for hit in hits if hit.start_char < len(before) and hit.end_char > start]

    def _red_flags(self, text: str) -> list[RedFlagHit]:
        hits: list[RedFlagHit] = self._language(text, disable=["contraindications", "conditions"])._.red_flags
        return hits
