"""Graph component: a pressed button, which arrives as `/topic`, is read as the sentence that it stands for."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from content.topic_titles import load_topic_titles
from nlu.component import UntrainedComponent

BUTTON = "button"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class ButtonReader(UntrainedComponent):
    """Marks a button's message with its intent, so that the decider need not guess what was pressed."""

    def __init__(self) -> None:
        self._topics = load_topic_titles().topics

    def process(self, messages: list[Message]) -> list[Message]:
        """Turn `/topic` into the topic's sentence; leave everything else alone."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            intent = text[1:]
            if text.startswith("/") and intent in self._topics:
                message.set(BUTTON, intent)
                message.set(TEXT, self._topics[intent].ask)
        return messages
