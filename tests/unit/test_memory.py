"""What the next message may lean on, read from a conversation's events."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered

from nlu.memory import NOTHING, TURNS_REMEMBERED, recall
from nlu.person import NOBODY


def said(text: str) -> UserUttered:
    return UserUttered(text)


def replied(**marks: Any) -> BotUttered:
    return BotUttered("…", metadata=marks)


def turn(text: str, **marks: Any) -> list[Event]:
    """One question and its answer, with what Rasa records between them."""
    return [said(text), ActionExecuted("utter_it"), replied(**marks), ActionExecuted("action_listen")]


def test_before_the_first_message_there_is_nothing_to_remember() -> None:
    assert recall([]) == NOTHING
    assert recall([ActionExecuted("action_session_start"), replied(topics=["greet"])]) == NOTHING


def test_the_last_answer_is_remembered_with_its_topic_and_condition() -> None:
    memory = recall(turn("does it help a stiff neck", topics=["pain"], conditions=["stiff_neck"]))
    assert (memory.topics, memory.topic, memory.conditions) == (("pain",), "pain", ("stiff_neck",))
    assert memory.visitor_said == "does it help a stiff neck"
    assert not memory.refused


def test_a_condition_is_remembered_past_a_question_about_the_clinic() -> None:
    memory = recall([*turn("does it help sciatica", topics=["pain"], conditions=["sciatica"]), *turn("where are you", topics=["location"])])
    assert memory.topics == ("location",)
    assert memory.conditions == ("sciatica",)


def test_the_latest_condition_goes_before_an_earlier_one() -> None:
    earlier, later = ("sleep", ["sleep"]), ("pain", ["sciatica"])
    events = [event for topic, named in (earlier, later) for event in turn("?", topics=[topic], conditions=named)]
    assert recall(events).conditions == ("sciatica",)


def test_a_general_answer_about_health_leaves_the_condition_in_mind() -> None:
    events = [*turn("does it help sleep", topics=["sleep"], conditions=["sleep"]), *turn("is it safe", topics=["safety"])]
    memory = recall(events)
    assert memory.conditions == ("sleep",)


def test_the_choices_of_a_question_back_hold_for_the_next_message_only() -> None:
    asked = turn("massage?", choices=["price", "duration"])
    assert recall(asked).choices == ("price", "duration")
    assert recall([*asked, *turn("hello", topics=["greet"])]).choices == ()


def test_a_refusal_is_remembered_until_something_is_answered() -> None:
    refused = turn("who won the match", topics=["out_of_scope"])
    assert recall(refused).refused
    assert not recall([*refused, *turn("hello", topics=["greet"])]).refused


def test_several_replies_to_one_message_are_all_remembered() -> None:
    events = [said("?"), replied(topics=["location"]), replied(topics=["sleep"], conditions=["sleep"])]
    memory = recall(events)
    assert memory.topics == ("location", "sleep")
    assert memory.conditions == ("sleep",)


def test_a_condition_of_long_ago_is_forgotten() -> None:
    events = turn("does it help sleep", topics=["sleep"], conditions=["sleep"])
    for _ in range(TURNS_REMEMBERED):
        events += turn("where are you", topics=["location"])
    assert recall(events).conditions == ()


def test_a_restart_forgets_everything() -> None:
    events = [*turn("does it help sleep", topics=["sleep"], conditions=["sleep"]), ActionExecuted("action_restart")]
    assert recall(events) == NOTHING


def test_replies_without_marks_and_messages_without_text_do_no_harm() -> None:
    events: list[Event] = [UserUttered(None), SlotSet("any", 1), BotUttered("Hello"), BotUttered(None, metadata=None)]
    assert recall(events) == NOTHING


def test_people_and_an_open_danger_travel_with_each_message() -> None:
    people = NOBODY.hear("my mum has a clot", "mother", (), ("dvt",), None)
    heard = UserUttered("?", parse_data={"reading": {"people": people.as_json(), "open_danger": "emergency_urgent"}})
    memory = recall([heard, replied(topics=["emergency"])])
    assert (memory.people, memory.open_danger) == (people, "emergency_urgent")
