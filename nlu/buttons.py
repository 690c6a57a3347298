"""Graph component: a pressed button, which arrives as `/topic`, is read as the sentence that it stands for."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from content.topic_titles import TopicTitles, load_topic_titles

BUTTON = "button"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class ButtonReader(GraphComponent):
    """Marks a button's message with its intent, so that the decider need not guess what was pressed."""

    def __init__(self, titles: TopicTitles) -> None:
        """Remember the sentence of each button."""
        self._titles = titles

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ButtonReader:
        """Build the component; see `GraphComponent`."""
        return cls(load_topic_titles())

    def process(self, messages: list[Message]) -> list[Message]:
        """Turn `/topic` into the topic's sentence; leave everything else alone."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            intent = text[1:]
            if text.startswith("/") and intent in self._titles.topics:
                message.set(BUTTON, intent)
                message.set(TEXT, self._titles.topics[intent].ask)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training sentences hold no buttons."""
        return training_data
