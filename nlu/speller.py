"""Graph component: gives each message a corrected text for those who come after it."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any, Iterable

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.encoder import SentenceEncoder
from nlu.spelling import Speller
from nlu.vocabulary import content_words

CORRECTED_TEXT = "corrected_text"
OFTEN_ENOUGH = 3
_FILE = "lexicon.json"


def corrected_text(message: Message) -> str:
    """The message's corrected text, or its text where no speller ran."""
    return str(message.get(CORRECTED_TEXT) or message.get(TEXT) or "")


def lexicon_of(sentences: Iterable[str], english: frozenset[str]) -> list[str]:
    """Words that a typo may have meant: English ones that the training sentences use often, and the content's names."""
    counts = Counter(word for text in sentences for word in re.findall(r"[a-z]{4,}", text.lower()))
    used = {word for word, count in counts.items() if count >= OFTEN_ENOUGH and word in english}
    return sorted(used | content_words())


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SpellingCorrector(GraphComponent):
    """Mends typos before the encoder and the matchers read; the visitor's own text stays as it is."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, lexicon: list[str] | None = None) -> None:
        """Build a speller over `lexicon`; without one it only knows the content's names until trained."""
        self._model_storage = model_storage
        self._resource = resource
        self._english = SentenceEncoder.english_words()
        self._lexicon = lexicon if lexicon is not None else lexicon_of([], self._english)
        self._speller = Speller(self._english, self._lexicon)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpellingCorrector:
        """Build an untrained component; see `GraphComponent`."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SpellingCorrector:
        """Load the lexicon that training stored."""
        with model_storage.read_from(resource) as folder:
            lexicon = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return cls(model_storage, resource, lexicon)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the lexicon from the training sentences and store it."""
        sentences = [str(example.get(TEXT) or "") for example in training_data.intent_examples]
        self._lexicon = lexicon_of(sentences, self._english)
        self._speller = Speller(self._english, self._lexicon)
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(self._lexicon), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the corrected text of each message."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                message.set(CORRECTED_TEXT, self._speller.correct(text))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Set the corrected text of each training sentence."""
        self.process(training_data.training_examples)
        return training_data
