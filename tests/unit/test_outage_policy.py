"""A look-up that failed is never met with silence: the policy speaks up, once, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from content.loading import CONTENT_FOLDER
from core.outage_policy import OUTAGE_REPLY, PRIORITY, OutagePolicy, is_silent_lookup

DOMAIN = Domain.load(str(CONTENT_FOLDER.parent / "domain.yml"))
LISTEN, LOOK_UP = ActionExecuted("action_listen"), ActionExecuted("action_answer_hours")
QUESTION = UserUttered("are you open on sunday", {"name": "hours", "confidence": 1.0})
LOOKED_UP = BotUttered("We are closed on Sunday.")
OUTAGE = [ActionExecuted(OUTAGE_REPLY), BotUttered("I can't look that up at the moment.")]


def conversation(*events: Event) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("visitor", [ActionExecuted("action_session_start"), *events], DOMAIN.slots)


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> OutagePolicy:
    storage = LocalModelStorage.create(tmp_path_factory.mktemp("model"))
    context = ExecutionContext(GraphSchema({}), "model")
    return OutagePolicy.load(OutagePolicy.get_default_config(), storage, Resource("outage"), context)


SILENT = {
    "the look-up said nothing": [LISTEN, QUESTION, LOOK_UP],
    "it set a slot and said nothing": [LISTEN, QUESTION, LOOK_UP, SlotSet("anything", 1)],
    "it answered before and is silent now": [LISTEN, QUESTION, LOOK_UP, LOOKED_UP, LISTEN, QUESTION, LOOK_UP],
    "an outage before, and again": [LISTEN, QUESTION, LOOK_UP, *OUTAGE, LISTEN, QUESTION, LOOK_UP],
}
NOT_SILENT = {
    "nobody has asked": [],
    "the conversation has begun": [LISTEN],
    "the question waits for its answer": [LISTEN, QUESTION],
    "the look-up answered": [LISTEN, QUESTION, LOOK_UP, LOOKED_UP],
    "it answered and set a slot": [LISTEN, QUESTION, LOOK_UP, LOOKED_UP, SlotSet("anything", 1)],
    "the outage was told": [LISTEN, QUESTION, LOOK_UP, *OUTAGE],
    "one of Rasa's own actions": [LISTEN, QUESTION, ActionExecuted("action_restart")],
    "the turn is over": [LISTEN, QUESTION, LOOK_UP, *OUTAGE, LISTEN],
    "a fixed reply": [LISTEN, QUESTION, ActionExecuted("utter_sleep"), BotUttered("Massage may help.")],
    "a fixed reply that failed": [LISTEN, QUESTION, ActionExecuted("utter_sleep")],
}


@pytest.mark.parametrize("events", SILENT.values(), ids=SILENT)
def test_a_silent_look_up_is_followed_by_the_outage_reply(policy: OutagePolicy, events: list[Event]) -> None:
    tracker = conversation(*events)
    prediction = policy.predict_action_probabilities(tracker, DOMAIN)
    assert is_silent_lookup(tracker)
    assert prediction.max_confidence == 1.0
    assert DOMAIN.action_names_or_texts[prediction.max_confidence_index] == OUTAGE_REPLY
    assert sum(prediction.probabilities) == 1.0


@pytest.mark.parametrize("events", NOT_SILENT.values(), ids=NOT_SILENT)
def test_in_every_other_turn_the_policy_has_nothing_to_say(policy: OutagePolicy, events: list[Event]) -> None:
    tracker = conversation(*events)
    assert not is_silent_lookup(tracker)
    assert not any(policy.predict_action_probabilities(tracker, DOMAIN).probabilities)


def test_the_policy_goes_before_the_rules(policy: OutagePolicy) -> None:
    assert policy.predict_action_probabilities(conversation(), DOMAIN).policy_priority == PRIORITY > 6


def test_training_learns_nothing_and_stores_nothing(policy: OutagePolicy) -> None:
    assert policy.train([], DOMAIN) == Resource("outage")


def test_the_outage_reply_stands_in_the_domain_and_the_policy_in_the_configuration() -> None:
    assert OUTAGE_REPLY in DOMAIN.responses
    config = Path(CONTENT_FOLDER.parent / "config.yml").read_text(encoding="utf-8")
    assert "core.outage_policy.OutagePolicy" in config
