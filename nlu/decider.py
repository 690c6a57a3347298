"""Graph component: turns everything that was read into one intent, entities, and the `reading` of the turn."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from content.conditions import load_conditions
from nlu.buttons import BUTTON
from nlu.component import UntrainedComponent
from nlu.decision import decide
from nlu.intent_classifier import DANGER, IN_CONTEXT, PARTS, PROBABILITIES
from nlu.language_reader import FOREIGN_DANGER, LANGUAGE
from nlu.matchers import CONDITIONS, CONTRAINDICATIONS, JOINED_FLAGS, PREGNANCY_WEEK, RED_FLAGS, WHO
from nlu.memory import NOTHING, READING, recall
from nlu.person import NOBODY
from nlu.reading import Decision, Reading
from nlu.speller import corrected_text
from nlu.subjects import Subjects


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TurnDecider(UntrainedComponent):
    """Decides last: red flags before everything, then named conditions, context, thresholds."""

    def __init__(self) -> None:
        self._subjects = Subjects(load_conditions())

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Set intent, entities and reading of each message."""
        memory = recall(tracker.applied_events()) if tracker else NOTHING
        for message in messages:
            if message.get(TEXT) and message.get(PROBABILITIES):
                write(decide(read(message), memory, self._subjects), message)
        return messages


def read(message: Message) -> Reading:
    """Everything that the components before found in `message`."""
    return Reading(
        text=corrected_text(message),
        probabilities=message.get(PROBABILITIES),
        danger=message.get(DANGER),
        parts=message.get(PARTS) or (),
        in_context=message.get(IN_CONTEXT),
        conditions=tuple(message.get(CONDITIONS) or ()),
        contraindications=tuple(message.get(CONTRAINDICATIONS) or ()),
        red_flags=tuple(message.get(RED_FLAGS) or ()),
        joined_flags=tuple(message.get(JOINED_FLAGS) or ()),
        who=message.get(WHO),
        week=message.get(PREGNANCY_WEEK),
        language=message.get(LANGUAGE),
        foreign_danger=message.get(FOREIGN_DANGER),
        button=message.get(BUTTON),
    )


def write(decision: Decision, message: Message) -> None:
    """Put `decision` on `message` as intent, entities and reading; the classifier's ranking stays as it was."""
    message.set(INTENT, {"name": decision.intent, "confidence": decision.confidence}, add_to_output=True)
    named = [
        *(("condition", value) for value in decision.conditions),
        *(("contraindication", value) for value in decision.contraindications),
        ("red_flag", decision.red_flag),
        ("refusals", decision.refusals),
        ("language", decision.language),
    ]
    nowhere = {"start": 0, "end": 0, "extractor": "TurnDecider"}  # an id of the content has no place in the text
    entities = [{"entity": entity, "value": value, **nowhere} for entity, value in dict.fromkeys(named) if value]
    message.set(ENTITIES, entities, add_to_output=True)
    reading = {
        "topics": list(decision.topics),
        "choices": list(decision.choices),
        "gap": decision.gap,
        "people": decision.people.as_json() if decision.people != NOBODY else None,
        "open_danger": decision.open_danger,
    }
    message.set(READING, {name: value for name, value in reading.items() if value}, add_to_output=True)
