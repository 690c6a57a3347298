"""Graph component: finds conditions, contraindications and red flags of the content in each message."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from content.conditions import load_conditions
from content.safety import load_safety
from nlu.blank_language import blank_language
from nlu.conditions import ConditionMatcher
from nlu.contraindications import ContraindicationMatcher
from nlu.encoder import SentenceEncoder
from nlu.red_flags import RedFlagMatcher
from nlu.speller import corrected_text

CONDITIONS = "condition_mentions"
CONTRAINDICATIONS = "contraindication_mentions"
RED_FLAGS = "red_flag_hits"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ContentMatcher(GraphComponent):
    """Runs the three matchers over the corrected text; the decider reads what they found.

    Red flags are looked for in the visitor's own text as well, so that a wrong correction hides no danger.
    """

    def __init__(self) -> None:
        """Compile the content's vocabularies."""
        self._language = blank_language("en")
        vocab, safety = self._language.vocab, load_safety()
        english = SentenceEncoder.english_words()
        self._conditions = ConditionMatcher(load_conditions(), vocab, lambda word: word.lower() in english)
        self._contraindications = ContraindicationMatcher(safety, vocab)
        self._red_flags = RedFlagMatcher(safety, vocab)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ContentMatcher:
        """Build the component; see `GraphComponent`."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set what was found on each message."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                self._match(message, str(text), corrected_text(message))
        return messages

    def _match(self, message: Message, written: str, corrected: str) -> None:
        doc = self._language(corrected)
        message.set(CONDITIONS, self._conditions.find(doc))
        words = self._red_flags.read(doc)  # both read with the typos and cues of the same content
        message.set(CONTRAINDICATIONS, self._contraindications.find_in(*words))
        hits = self._red_flags.find_in(*words)
        if written != corrected:
            hits = [*hits, *self._red_flags.find(self._language(written))]
        message.set(RED_FLAGS, hits)
