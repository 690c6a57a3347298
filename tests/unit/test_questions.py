"""Several questions in one message, and one question with a story around it."""

from __future__ import annotations

import pytest

from nlu.questions import ANSWERABLE, may_be_several, several_questions
from nlu.reading import Part
from nlu.thresholds import THRESHOLDS as T
from tests.unit.readings import chances, part, reading

SURE = 0.95
WHERE = part("where are you", location=SURE)
WEAR = part("what do i wear", what_to_wear=SURE)
SLEEP = part("does it help sleep", sleep=SURE)
PAIN = part("does it help pain", pain=SURE)


def asked(*parts: Part, **likely: float) -> tuple[str, ...]:
    decision = several_questions(reading("?", chances(**likely), parts=parts))
    return decision.topics if decision else ()


def test_two_questions_are_found_in_the_order_in_which_they_are_asked() -> None:
    assert asked(WEAR, WHERE) == ("what_to_wear", "location")


def test_a_question_about_health_and_one_about_the_clinic_are_two() -> None:
    assert asked(SLEEP, WHERE) == ("sleep", "location")


def test_the_same_question_twice_is_one() -> None:
    assert asked(WHERE, part("where do i find you", location=SURE)) == ()


def test_conditions_among_themselves_are_left_to_those_who_know_conditions() -> None:
    assert asked(SLEEP, PAIN) == ()


def test_one_part_alone_is_one_question() -> None:
    assert asked(WHERE) == ()
    assert asked() == ()


def test_a_part_that_is_not_clear_by_itself_is_no_question() -> None:
    assert asked(WHERE, part("what do i wear", what_to_wear=0.3, price=0.3)) == ()


@pytest.mark.parametrize("told", ["my shoulders hurt", "i live in the next town"])
def test_a_story_that_leads_up_to_a_question_is_no_question(told: str) -> None:
    assert asked(part(told, location=SURE), WEAR) == ()


@pytest.mark.parametrize("intent", ["greet", "thanks", "out_of_scope", "emergency", "affirm"])
def test_small_talk_off_topic_and_danger_are_no_part_of_several(intent: str) -> None:
    assert intent not in ANSWERABLE
    assert asked(part("is that so", **{intent: SURE}), WHERE) == ()


def test_where_one_intent_is_clear_for_the_whole_message_it_is_one_question() -> None:
    assert asked(WHERE, WEAR, location=0.99) == ()
    assert not may_be_several(chances(location=0.99))


def test_a_message_that_sounds_like_several_may_be_several() -> None:
    assert may_be_several(chances(several=0.99))
    assert asked(WHERE, WEAR, several=0.99) == ("location", "what_to_wear")


def test_several_questions_are_as_certain_as_the_least_certain_of_them() -> None:
    decision = several_questions(reading("?", parts=(WHERE, part("what do i wear", what_to_wear=0.7))))
    assert decision
    assert decision.confidence == pytest.approx(0.7)


FAINT = part("what do i wear", what_to_wear=0.4, price=0.2)


def test_where_the_message_as_a_whole_is_several_a_part_need_not_be_as_clear() -> None:
    assert asked(WHERE, FAINT) == ()
    assert asked(WHERE, FAINT, several=T.several) == ("location", "what_to_wear")
    assert asked(WHERE, FAINT, several=T.several - 0.01) == ()


def test_where_the_message_as_a_whole_is_several_a_part_need_not_begin_like_a_question() -> None:
    told = part("your address please", location=SURE)
    assert asked(told, WEAR) == ()
    assert asked(told, WEAR, several=SURE) == ("location", "what_to_wear")


def test_even_then_a_part_that_could_be_anything_is_no_question() -> None:
    assert asked(WHERE, part("what do i wear", what_to_wear=T.part_of_several - 0.01, price=0.2), several=SURE) == ()
