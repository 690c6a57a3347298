"""Danger goes before whatever else a message asks, and stays open until somebody has dealt with it."""

from __future__ import annotations

import pytest

from nlu.danger import AGAIN, ALARMS, CRISES
from nlu.decision import DANGER_OVER, STILL_OPEN
from nlu.memory import Memory
from nlu.thresholds import THRESHOLDS as T
from tests.unit.readings import AFTER_SLEEP, ASKED_BACK, chances, decided, part, reading, red_flag

SURE = 0.95
# Low, but no lower than a danger's score is: a pattern's alarm holds.
LIKE_A_DANGER = 0.01


@pytest.mark.parametrize("intent", ALARMS)
def test_danger_by_intent_is_answered_with_its_alarm(intent: str) -> None:
    assert decided(reading("it hurts", chances(**{intent: SURE}))).intent == intent


def test_danger_by_pattern_goes_before_whatever_the_classifier_reads() -> None:
    message = reading("chest pain, does massage help", chances(pain=0.9, emergency=LIKE_A_DANGER), red_flags=(red_flag("chest_pain"),))
    decision = decided(message)
    assert (decision.intent, decision.red_flag) == ("emergency", "chest_pain")
    assert decision.conditions == decision.topics == ()


def test_danger_that_several_intents_share_adds_up() -> None:
    shared = chances(emergency=0.45, emergency_urgent=0.45)
    assert decided(reading("it hurts so much", shared)).intent in ALARMS


@pytest.mark.parametrize("memory", [ASKED_BACK, AFTER_SLEEP], ids=["asked back", "after an answer"])
def test_danger_goes_before_context_and_several_questions_and_off_topic(memory: Memory) -> None:
    parts = (part("how much is it", price=SURE), part("where are you", location=SURE))
    message = reading("and chest pain", chances(several=0.9, emergency=LIKE_A_DANGER), parts=parts, red_flags=(red_flag("chest_pain"),))
    assert decided(message, memory).intent == "emergency"


@pytest.mark.parametrize("text", ["the first", "2", "price, but i have chest pain"])
def test_danger_while_the_assistant_waits_for_a_choice_is_no_choice(text: str) -> None:
    by_pattern = reading(text, chances(price=0.9, emergency=LIKE_A_DANGER), red_flags=(red_flag("chest_pain"),))
    by_score = reading(text, chances(price=0.2), danger={"emergency": SURE})
    for message in (by_pattern, by_score):
        decision = decided(message, ASKED_BACK)
        assert (decision.intent, decision.choices, decision.open_danger) == ("emergency", (), "emergency")


def test_of_two_dangers_the_more_pressing_one_is_answered() -> None:
    hits = (red_flag("suicidal"), red_flag("dvt"), red_flag("chest_pain"))
    assert decided(reading("?", red_flags=hits)).red_flag == "chest_pain"
    assert decided(reading("?", red_flags=hits[:2])).red_flag == "suicidal"


def test_a_visitor_who_denies_chest_pain_gets_an_answer_and_no_alarm() -> None:
    denied = (red_flag("chest_pain", denied=True),)
    assert decided(reading("no chest pain, does it help sleep", chances(sleep=SURE), red_flags=denied)).intent == "sleep"
    doubted = chances(emergency=T.danger_denied - 0.05, sleep=0.15)
    assert decided(reading("no chest pain, does it help sleep", doubted)).intent == "emergency"
    assert decided(reading("no chest pain, does it help sleep", doubted, red_flags=denied)).intent == "sleep"


def test_a_sign_for_the_doctor_some_day_stands_beside_the_answer() -> None:
    decision = decided(reading("does it help", chances(pain=SURE), red_flags=(red_flag("see_doctor"),)))
    assert (decision.intent, decision.red_flag) == ("pain", "see_doctor")


# A danger of before that is still open


def in_danger(danger: str) -> Memory:
    return Memory(topics=("emergency",), visitor_said="?", open_danger=danger)


@pytest.mark.parametrize("asked", ["booking", "massage_types", "safety", "sleep", "benefits_overview"])
def test_while_a_danger_is_open_no_massage_is_offered(asked: str) -> None:
    decision = decided(reading("ok for tomorrow?", chances(**{asked: SURE})), in_danger("emergency"))
    assert (decision.intent, decision.open_danger) == (STILL_OPEN, "emergency")


@pytest.mark.parametrize("asked", ["location", "hours", "contact", "thanks"])
def test_a_plain_fact_is_told_while_a_danger_is_open_and_the_danger_stays_open(asked: str) -> None:
    decision = decided(reading("?", chances(**{asked: SURE})), in_danger("emergency_urgent"))
    assert (decision.intent, decision.open_danger) == (asked, "emergency_urgent")


@pytest.mark.parametrize("asked", ["location", "thanks", "sleep", "out_of_scope"])
@pytest.mark.parametrize("crisis", sorted(CRISES))
def test_a_crisis_is_never_followed_by_another_topics_text(crisis: str, asked: str) -> None:
    decision = decided(reading("?", chances(**{asked: SURE})), in_danger(crisis))
    assert (decision.intent, decision.open_danger) == (AGAIN[crisis], crisis)


def test_a_danger_that_has_been_dealt_with_is_over() -> None:
    decision = decided(reading("the paramedics have been", chances(danger_over=SURE)), in_danger("emergency"))
    assert (decision.intent, decision.open_danger) == (DANGER_OVER, None)


def test_where_no_danger_was_told_none_is_over() -> None:
    assert decided(reading("my gp says its fine", chances(danger_over=SURE))).intent != DANGER_OVER


def test_a_crisis_told_again_is_answered_more_urgently() -> None:
    decision = decided(reading("im serious", chances(crisis=SURE)), in_danger("crisis"))
    assert (decision.intent, decision.open_danger) == ("crisis_again", "crisis")


def test_of_two_open_dangers_the_more_pressing_one_stays() -> None:
    decision = decided(reading("and my calf is hot", chances(emergency_urgent=SURE)), in_danger("emergency"))
    assert (decision.intent, decision.open_danger) == ("emergency_urgent", "emergency")
