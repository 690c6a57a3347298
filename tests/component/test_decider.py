"""The decider puts one intent, the entities and the reading on a message, and remembers by the tracker alone."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.buttons import BUTTON
from nlu.decider import TurnDecider
from nlu.intent_classifier import PROBABILITIES
from nlu.matchers import CONDITIONS, RED_FLAGS
from nlu.memory import READING
from tests.component.conftest import Bench
from tests.unit.readings import chances, condition, red_flag

DECIDER = TurnDecider()
SURE = 0.95
RANKING = [{"name": "sleep", "confidence": 0.5}]
AFTER_SLEEP = (UserUttered("does it help sleep"), BotUttered("It may.", metadata={"topics": ["sleep"], "conditions": ["sleep"]}))


def decided(text: str, *before: Event, likely: dict[str, float], **found: Any) -> Message:
    """`text`, read as `likely`, after the decider; `before` are the conversation's events."""
    message = Message({TEXT: text, PROBABILITIES: chances(**likely), **found})
    tracker = DialogueStateTracker.from_events("visitor", list(before)) if before else None
    return DECIDER.process([message], tracker)[0]


def entities(message: Message) -> set[tuple[str, str]]:
    return {(found["entity"], found["value"]) for found in message.get(ENTITIES)}


def test_the_intent_is_set_for_the_policies_and_the_ranking_left_for_the_staff() -> None:
    message = decided("what are your hours", likely={"hours": SURE}, intent_ranking=RANKING)
    assert message.get(INTENT)["name"] == "hours"
    assert 0.0 < message.get(INTENT)["confidence"] <= 1.0
    assert message.get("intent_ranking") == RANKING
    assert message.get(READING) == {}


def test_conditions_and_a_gap_reach_the_actions() -> None:
    mentions = [condition("sciatica"), condition("IBS")]
    message = decided("sciatica and IBS?", likely={"ask_condition": SURE}, **{CONDITIONS: mentions})
    assert {("condition", "sciatica"), ("condition", "IBS")} <= entities(message)
    assert message.get(READING)["gap"] == "IBS"


def test_whom_a_condition_is_about_and_an_open_danger_are_kept_for_the_next_message() -> None:
    told = decided("i have sciatica", likely={"ask_condition": SURE}, **{CONDITIONS: [condition("sciatica")]})
    assert told.get(READING)["people"]["persons"]["self"]["conditions"] == ["sciatica"]
    danger = decided("chest pain", likely={"emergency": SURE})
    assert danger.get(READING)["open_danger"] == "emergency"
    before = UserUttered("chest pain", {"name": "emergency"}, parse_data={"reading": danger.get(READING)})
    after = decided("what are your hours", before, BotUttered("Call.", metadata={"topics": ["emergency"]}), likely={"hours": SURE})
    assert (after.get(INTENT)["name"], after.get(READING)) == ("hours", {"open_danger": "emergency"})


def test_an_alarm_names_its_red_flag_and_nothing_else() -> None:
    found = {RED_FLAGS: [red_flag("chest_pain")], CONDITIONS: [condition("sciatica")]}
    message = decided("chest pain", likely={"pain": 0.9, "emergency": 0.05}, **found)
    assert message.get(INTENT)["name"] == "emergency"
    assert entities(message) == {("red_flag", "chest_pain")}


def test_a_follow_up_leans_on_what_the_tracker_remembers() -> None:
    assert entities(decided("and is it safe?", *AFTER_SLEEP, likely={"safety": SURE})) == {("condition", "sleep")}
    assert entities(decided("and is it safe?", likely={"safety": SURE})) == set()


def test_a_second_refusal_knows_that_it_is_the_second() -> None:
    refused = (UserUttered("who won"), BotUttered("Sorry.", metadata={"topics": ["out_of_scope"]}))
    likely = {"out_of_scope": SURE}
    assert entities(decided("who won", likely=likely)) == {("refusals", "first")}
    assert entities(decided("who won", *refused, likely=likely)) == {("refusals", "again")}


def test_a_question_back_carries_its_choices() -> None:
    message = decided("long?", likely={"price": 0.41, "duration": 0.40})
    assert message.get(INTENT)["name"] == "nlu_fallback"
    assert message.get(READING) == {"choices": ["price", "duration"]}


def test_a_pressed_button_needs_no_guess() -> None:
    message = decided("Is it safe?", likely={"jobs": SURE}, **{BUTTON: "safety"})
    assert message.get(INTENT) == {"name": "safety", "confidence": 1.0}


def test_what_was_decided_is_sent_out_and_can_be_stored() -> None:
    message = decided("IBS?", likely={"ask_condition": SURE}, **{CONDITIONS: [condition("IBS")]})
    assert {INTENT, ENTITIES, READING} <= message.as_dict(only_output_properties=True).keys()


@pytest.mark.parametrize("data", [{TEXT: ""}, {TEXT: "hello"}, {}])
def test_a_message_that_nobody_has_read_is_left_alone(data: dict[str, Any]) -> None:
    assert DECIDER.process([Message(data)])[0].get(INTENT) is None


def test_rasa_builds_it_as_any_component(bench: Bench) -> None:
    message = Message({TEXT: "hours", PROBABILITIES: chances(hours=SURE)})
    assert bench.create(TurnDecider).process([message])[0].get(INTENT)["name"] == "hours"
