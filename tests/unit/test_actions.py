"""Each action, run as the action server runs it: a tracker in, messages out."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.clinic import CLINIC, ActionAnswerHours, ActionAnswerPrice
from actions.conditions import (
    LIBRARY,
    MOST_CONDITIONS,
    ActionAnswerCondition,
    ActionAnswerSafety,
    ActionExplainWhy,
    ActionShowEvidence,
)
from actions.did_you_mean import TITLES, ActionDidYouMean
from actions.health import STANDING_LINE
from actions.several import MOST_ANSWERS, ActionAnswerChoice, ActionAnswerSeveral
from content.opening_hours import hours_list
from nlu.decision import NO_CHOICES

DOMAIN: dict[str, Any] = yaml.safe_load((Path(__file__).parents[2] / "domain.yml").read_text(encoding="utf-8"))
ACTIONS: tuple[type[Action], ...] = (
    ActionAnswerHours,
    ActionAnswerPrice,
    ActionAnswerCondition,
    ActionAnswerSafety,
    ActionShowEvidence,
    ActionExplainWhy,
    ActionAnswerSeveral,
    ActionAnswerChoice,
    ActionDidYouMean,
)
# The decider alone sets most of these.
NEVER_A_CHOICE = {"other_language", "other_language_emergency", "other_language_crisis", "crisis_again", "crisis_abuse_again"}
NEVER_A_CHOICE |= {"emergency_still", "several", "ask_condition", *NO_CHOICES}
CHOICES = sorted(set(DOMAIN["intents"]) - NEVER_A_CHOICE)

Messages = list[dict[str, Any]]


def tracker(text: str = "?", events: Messages | None = None, reading: dict[str, Any] | None = None, **entities: list[str]) -> Tracker:
    """A conversation whose last message was read as `entities` (`condition=["sleep"]`) and `reading`."""
    found = [{"entity": name, "value": value} for name, values in entities.items() for value in values]
    message = {"text": text, "intent": {"name": "?"}, "entities": found, "reading": reading or {}}
    return Tracker.from_dict({"sender_id": "visitor", "latest_message": message, "events": events or []})


def needs_domain(action: type[Action]) -> bool:
    """Whether the assistant sends its domain along with the call."""
    return any(isinstance(entry, dict) and action().name() in entry for entry in DOMAIN["actions"])


def run(action: type[Action], conversation: Tracker) -> Messages:
    dispatcher = CollectingDispatcher()
    assert asyncio.run(action().run(dispatcher, conversation, DOMAIN if needs_domain(action) else {})) == []
    return dispatcher.messages


def words(message: dict[str, Any]) -> str:
    """What the visitor reads: what is filled into `utter_fact` or `utter_looked_up`."""
    return str(message["answer"])


def test_the_domain_names_every_action_and_no_other() -> None:
    named = {next(iter(entry)) if isinstance(entry, dict) else entry for entry in DOMAIN["actions"]}
    assert {action().name() for action in ACTIONS} == named


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.__name__)
def test_an_action_only_sends_responses_of_the_domain(action: type[Action]) -> None:
    asked = {"topics": ["sleep", "hours"], "choices": ["sleep", "pain"]}
    for sent in run(action, tracker("when and how much", [], asked, condition=["sleep", "IBS"], contraindication=["pregnancy"])):
        assert sent["response"] in DOMAIN["responses"]
        assert not sent["text"]


def test_a_condition_is_answered_with_its_marks_and_the_quick_replies() -> None:
    (sent,) = run(ActionAnswerCondition, tracker(condition=["frozen_shoulder"]))
    assert (sent["response"], sent["topics"], sent["conditions"]) == ("utter_looked_up", ["pain"], ["frozen_shoulder"])
    assert STANDING_LINE in sent["answer"]


def test_several_conditions_are_each_answered_and_only_the_last_message_has_quick_replies() -> None:
    sent = run(ActionAnswerCondition, tracker(condition=["frozen_shoulder", "sciatica"]))
    assert [message["response"] for message in sent] == ["utter_fact", "utter_looked_up"]
    assert [message["conditions"] for message in sent] == [["frozen_shoulder"], ["sciatica"]]


def test_a_condition_named_twice_is_answered_once() -> None:
    assert len(run(ActionAnswerCondition, tracker(condition=["sciatica", "sciatica"]))) == 1


def test_of_very_many_conditions_the_first_are_answered_and_none_is_called_a_gap() -> None:
    named = ["sciatica", "frozen_shoulder", "tennis_elbow", "knee_pain", "hip_pain", "gout"]
    sent = run(ActionAnswerCondition, tracker(condition=named))
    assert [message["conditions"] for message in sent] == [[name] for name in named[:MOST_CONDITIONS]]


def test_a_condition_that_the_content_does_not_cover_is_a_gap() -> None:
    (sent,) = run(ActionAnswerCondition, tracker(condition=["IBS"]))
    assert (sent["response"], sent["topics"]) == ("utter_condition_not_covered", ["condition_not_covered"])
    assert (sent["condition"], sent["gap"]) == ("IBS", "IBS")


def test_a_gap_keeps_the_visitors_words_for_the_staff_and_out_of_the_reply() -> None:
    (sent,) = run(ActionAnswerCondition, tracker(reading={"gap": "does it help my wobbly spleen"}))
    assert (sent["gap"], sent["condition"]) == ("does it help my wobbly spleen", "that")


def test_a_gap_beside_a_covered_condition_is_said_after_the_answer() -> None:
    answer, gap = run(ActionAnswerCondition, tracker(condition=["IBS", "sciatica"]))
    assert answer["conditions"] == ["sciatica"]
    assert (gap["response"], gap["condition"]) == ("utter_condition_not_covered", "IBS")


def test_safety_answers_the_caution_that_was_named() -> None:
    (sent,) = run(ActionAnswerSafety, tracker(contraindication=["anticoagulants"]))
    assert sent["answer"] == LIBRARY.safety.contraindication("anticoagulants").answer
    assert sent["topics"] == ["safety"]


def test_safety_with_a_condition_is_marked_with_it_so_that_a_follow_up_knows() -> None:
    (sent,) = run(ActionAnswerSafety, tracker(condition=["sciatica"]))
    assert (sent["topics"], sent["conditions"]) == (["safety"], ["sciatica"])


def test_every_caution_of_the_content_has_an_answer() -> None:
    for entry in LIBRARY.safety.contraindications:
        assert words(run(ActionAnswerSafety, tracker(contraindication=[entry.id]))[-1]) == entry.answer


@pytest.mark.parametrize(
    ("action", "response"),
    [
        (ActionAnswerSafety, "utter_safety"),
        (ActionShowEvidence, "utter_evidence"),
        (ActionExplainWhy, "utter_evidence_how_it_works"),
    ],
)
@pytest.mark.parametrize("named", [[], ["IBS"]], ids=["nothing named", "a gap named"])
def test_where_nothing_can_be_looked_up_the_general_answer_comes(action: type[Action], response: str, named: list[str]) -> None:
    (sent,) = run(action, tracker(condition=named))
    assert sent["response"] == response


def test_an_answer_about_another_says_whose_question_it_answers() -> None:
    mother = {"people": {"about": "mother", "persons": {}}}
    (sent,) = run(ActionAnswerSafety, tracker(reading=mother, contraindication=["anticoagulants"]))
    assert sent["answer"] == f"For your mother, this is what we tell everyone: {LIBRARY.safety.contraindication('anticoagulants').answer}"


def test_an_answer_about_the_visitor_says_nothing_of_whom_it_is_about() -> None:
    myself = {"people": {"about": "self", "persons": {}}}
    (sent,) = run(ActionAnswerSafety, tracker(reading=myself, contraindication=["anticoagulants"]))
    assert sent["answer"] == LIBRARY.safety.contraindication("anticoagulants").answer


def test_evidence_names_a_source() -> None:
    (sent,) = run(ActionShowEvidence, tracker(condition=["low_back_pain"]))
    assert "Sources: " in sent["answer"]
    assert sent["topics"] == ["evidence", "pain"]


def test_why_is_answered_for_the_condition() -> None:
    (sent,) = run(ActionExplainWhy, tracker(condition=["sleep"]))
    assert LIBRARY.evidence.topics["sleep"].careful in sent["answer"]
    assert (sent["topics"], sent["conditions"]) == (["evidence", "sleep"], ["sleep"])


def test_hours_of_the_day_that_was_asked_about() -> None:
    (sent,) = run(ActionAnswerHours, tracker("are you open on sunday?"))
    assert "Sunday" in words(sent)
    assert hours_list(CLINIC.hours) not in words(sent)
    assert sent["topics"] == ["hours"]


def test_the_price_of_the_length_that_was_asked_about() -> None:
    (sent,) = run(ActionAnswerPrice, tracker("how much is a 90 minute massage?"))
    (long,) = [service for service in CLINIC.prices.services if service.minutes == 90]
    assert str(long.price) in words(sent)
    assert sent["topics"] == ["price"]


def test_several_questions_are_answered_in_the_order_in_which_they_were_asked() -> None:
    sent = run(ActionAnswerSeveral, tracker("where are you and are you open on sunday", reading={"topics": ["location", "hours"]}))
    assert [message["response"] for message in sent] == ["utter_location", "utter_fact"]
    assert sent[1]["topics"] == ["hours"]


def test_of_very_many_questions_the_first_are_answered() -> None:
    asked = ["location", "sleep", "tipping", "jobs", "gift"]
    sent = run(ActionAnswerSeveral, tracker(reading={"topics": asked}))
    assert [message["response"] for message in sent] == [f"utter_{topic}" for topic in asked[:MOST_ANSWERS]]


def test_did_you_mean_asks_in_words_and_by_buttons_and_marks_the_choices() -> None:
    (sent,) = run(ActionDidYouMean, tracker(reading={"choices": ["price", "duration"]}))
    assert sent["response"] == "utter_did_you_mean"
    assert (sent["first"], sent["second"]) == (TITLES.topics["price"].title, TITLES.topics["duration"].title)
    assert [button["payload"] for button in sent["buttons"]] == ["/price", "/duration"]
    assert sent["choices"] == ["price", "duration"]
    assert "topics" not in sent


@pytest.mark.parametrize("intent", CHOICES)
def test_every_intent_that_may_be_a_choice_has_a_title_and_an_answer(intent: str) -> None:
    assert run(ActionDidYouMean, tracker(reading={"choices": [intent, "sleep"]}))
    (sent,) = run(ActionAnswerChoice, tracker("yes", [asked(intent, "sleep")]))
    assert sent["response"] in DOMAIN["responses"]


def asked(*choices: str) -> dict[str, Any]:
    """The event of a "did you mean A or B?"."""
    return {"event": "bot", "text": "Did you mean …?", "metadata": {"choices": list(choices)}}


def test_a_yes_takes_the_likelier_choice() -> None:
    (sent,) = run(ActionAnswerChoice, tracker("yes", [asked("sleep", "pain")]))
    assert sent["response"] == "utter_sleep"


def test_a_yes_to_the_latest_of_two_questions_back() -> None:
    other = {"event": "bot", "text": "We are open.", "metadata": {"topics": ["hours"]}}
    (sent,) = run(ActionAnswerChoice, tracker("yes", [asked("sleep", "pain"), {"event": "user"}, other, asked("jobs", "gift")]))
    assert sent["response"] == "utter_jobs"


def test_a_yes_that_answers_no_question_is_left_to_the_rules() -> None:
    assert run(ActionAnswerChoice, tracker("yes", [{"event": "bot", "text": "Hello", "metadata": {}}])) == []
