"""Graph component: turns everything that was read into one intent, entities, and the `reading` of the turn."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from content.conditions import load_conditions
from nlu.buttons import BUTTON
from nlu.decision import decide
from nlu.intent_classifier import IN_CONTEXT, OFF_TOPIC_CHANCE, PARTS, PROBABILITIES
from nlu.matchers import CONDITIONS, CONTRAINDICATIONS, RED_FLAGS
from nlu.memory import NOTHING, recall
from nlu.reading import Decision, Reading
from nlu.speller import corrected_text
from nlu.subjects import Subjects

READING = "reading"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TurnDecider(GraphComponent):
    """Decides last: red flags before everything, then named conditions, context, thresholds."""

    def __init__(self) -> None:
        """Load what each condition is about."""
        self._subjects = Subjects(load_conditions())

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TurnDecider:
        """Build the component; see `GraphComponent`."""
        return cls()

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
        off_topic=message.get(OFF_TOPIC_CHANCE),
        parts=message.get(PARTS) or (),
        in_context=message.get(IN_CONTEXT),
        conditions=tuple(message.get(CONDITIONS) or ()),
        contraindications=tuple(message.get(CONTRAINDICATIONS) or ()),
        red_flags=tuple(message.get(RED_FLAGS) or ()),
        button=message.get(BUTTON),
    )


def write(decision: Decision, message: Message) -> None:
    """Put `decision` on `message` as intent, entities and reading; the classifier's ranking stays as it was."""
    message.set(INTENT, {"name": decision.intent, "confidence": decision.confidence}, add_to_output=True)
    message.set(ENTITIES, entities_of(decision), add_to_output=True)
    reading = {"topics": list(decision.topics), "choices": list(decision.choices), "gap": decision.gap}
    message.set(READING, {name: value for name, value in reading.items() if value}, add_to_output=True)


def entities_of(decision: Decision) -> list[dict[str, Any]]:
    """The decision's entities; ids of the content, so they carry no place in the text."""
    named = [("condition", value) for value in decision.conditions]
    named += [("contraindication", value) for value in decision.contraindications]
    named += [("red_flag", decision.red_flag)] if decision.red_flag else []
    named += [("refusals", decision.refusals)] if decision.refusals else []
    return [
        {"entity": entity, "value": value, "start": 0, "end": 0, "extractor": "TurnDecider"}
        for entity, value in dict.fromkeys(named)
    ]
