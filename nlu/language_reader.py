"""Graph component: notes on each message which language it is in, and danger in one that is not English."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.component import UntrainedComponent
from nlu.languages import find_danger, language_of
from nlu.speller import corrected_text

LANGUAGE = "language"
FOREIGN_DANGER = "foreign_danger"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class LanguageReader(UntrainedComponent):
    """Reads the visitor's own text; another language must still show after spelling was corrected towards English.

    So badly spelt English ("do u do hom visets") stays English.
    """

    def __init__(self) -> None:
        language_of("")  # reads the content now, so that no visitor waits for it
        find_danger("")

    def process(self, messages: list[Message]) -> list[Message]:
        """Set language and danger of each message; danger tells the language where the words alone do not."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            danger, code = find_danger(text) or (None, None)
            message.set(LANGUAGE, (language_of(text) if language_of(corrected_text(message)) else None) or code)
            message.set(FOREIGN_DANGER, danger)
        return messages
