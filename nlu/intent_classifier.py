"""Graph component: ranks the intents of each message, of its parts, and of it behind the message before."""

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

from nlu.danger import ALARMS
from nlu.encoder import SentenceEncoder
from nlu.intent_model import IntentModel
from nlu.memory import NOTHING, Memory, recall
from nlu.parts import parts_of, windows_of
from nlu.questions import may_be_several
from nlu.reading import Part, Probabilities
from nlu.speller import corrected_text
from nlu.training_sentences import Sentence, in_context, with_strange_contexts

PROBABILITIES = "intent_probabilities"
PARTS = "message_parts"
DANGER = "danger_probabilities"
IN_CONTEXT = "intent_probabilities_in_context"
RANKING_LENGTH = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(RasaIntentClassifier, GraphComponent):
    """Reads the corrected text, and looks for danger in the visitor's own words as well."""

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
        taught = [sentence_of(example) for example in training_data.intent_examples if example.get(TEXT)]
        sentences = with_strange_contexts(taught)
        self._model.fit([sentence.read for sentence in sentences], [sentence.intent for sentence in sentences])
        with self._model_storage.write_to(self._resource) as folder:
            self._model.write(folder)
        return self._resource

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Set the intent, its ranking and what the decider needs on each message."""
        memory = recall(tracker.applied_events()) if tracker else NOTHING
        for message in messages:
            if message.get(TEXT):
                self._classify(message, memory)
        return messages

    def _classify(self, message: Message, memory: Memory) -> None:
        written, text = str(message.get(TEXT)), corrected_text(message)
        whole = self._read(text)
        message.set(PROBABILITIES, whole)
        message.set(DANGER, self._danger(written, text, whole))
        parts = parts_of(text) if may_be_several(whole) else []
        message.set(PARTS, tuple(Part(part, self._read(part)) for part in parts) if len(parts) > 1 else ())
        behind = in_context(text, memory.visitor_said, memory.topic) if memory.visitor_said else None
        message.set(IN_CONTEXT, self._read(behind) if behind else None)
        ranking = sorted(whole.items(), key=lambda item: -item[1])[:RANKING_LENGTH]
        named = [{"name": intent, "confidence": chance} for intent, chance in ranking]
        message.set(INTENT, named[0], add_to_output=True)
        message.set("intent_ranking", named, add_to_output=True)

    def _danger(self, written: str, text: str, whole: Probabilities) -> Probabilities:
        """Chances of the alarms in the window of a long text that sounds most dangerous, or in the whole, also as it was written."""
        readings = [whole, *(self._read(piece) for piece in (*windows_of(text), *([written] if written != text else ())))]
        worst = max(readings, key=lambda reading: sum(reading.get(name, 0.0) for name in ALARMS))
        return {name: worst.get(name, 0.0) for name in ALARMS}

    def _read(self, text: str) -> Probabilities:
        chances = self._model.probabilities(text)
        return {intent: float(chance) for intent, chance in zip(self._model.intents, chances)}


def sentence_of(example: Message) -> Sentence:
    """A training example with the conversation that `data/` gives it."""
    around = (example.get("metadata") or {}).get("example") or {}
    return Sentence(corrected_text(example), str(example.get(INTENT)), str(around.get("before", "")), str(around.get("topic", "")))
