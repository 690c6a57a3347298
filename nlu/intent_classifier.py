"""Graph component: the intent model as Rasa's intent classifier, over the whole message, its parts and its context."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.encoder import SentenceEncoder
from nlu.intent_model import IntentModel
from nlu.memory import recall
from nlu.parts import leans_on_context, parts_of
from nlu.questions import may_be_several
from nlu.reading import Part, Probabilities
from nlu.speller import corrected_text

PROBABILITIES = "intent_probabilities"
PARTS = "message_parts"
OFF_TOPIC_CHANCE = "off_topic_chance"
IN_CONTEXT = "intent_probabilities_in_context"
RANKING_LENGTH = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(RasaIntentClassifier, GraphComponent):
    """Ranks the intents of a message, of each of its parts, and of the message read behind the one before."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, model: IntentModel) -> None:
        """Wrap `model`, trained or not."""
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """Build an untrained component; see `GraphComponent`."""
        return cls(model_storage, resource, IntentModel(SentenceEncoder()))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        """Load the trained model; an absent or broken one is an error, never an untrained classifier."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, IntentModel.read(folder, SentenceEncoder()))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the training sentences and store the model."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts = [corrected_text(example) for example in examples]
        self._model.fit(texts, [str(example.get(INTENT)) for example in examples])
        with self._model_storage.write_to(self._resource) as folder:
            self._model.write(folder)
        return self._resource

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Set the intent, its ranking and what the decider needs on each message."""
        before = recall(tracker.applied_events()).visitor_said if tracker else ""
        for message in messages:
            if message.get(TEXT):
                self._classify(message, before)
        return messages

    def _classify(self, message: Message, before: str) -> None:
        text = corrected_text(message)
        whole = self._read(text)
        message.set(PROBABILITIES, whole)
        message.set(OFF_TOPIC_CHANCE, self._model.off_topic(text, whole))
        parts = parts_of(text) if may_be_several(whole) else []
        message.set(PARTS, tuple(Part(part, self._read(part)) for part in parts) if len(parts) > 1 else ())
        goes_on = bool(before) and leans_on_context(text)
        message.set(IN_CONTEXT, self._read(f"{before} {text}") if goes_on else None)
        ranking = sorted(whole.items(), key=lambda item: -item[1])[:RANKING_LENGTH]
        named = [{"name": intent, "confidence": chance} for intent, chance in ranking]
        message.set(INTENT, named[0], add_to_output=True)
        message.set("intent_ranking", named, add_to_output=True)

    def _read(self, text: str) -> Probabilities:
        chances = self._model.probabilities(text)
        return {intent: float(chance) for intent, chance in zip(self._model.intents, chances)}
