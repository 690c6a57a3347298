"""What is decided about a message without danger: what is asked, and an honest "I don't know" last."""

from __future__ import annotations

import pytest

from nlu.decision import FALLBACK, REFUSAL
from nlu.memory import NOTHING, Memory
from nlu.person import NOBODY, People, Person
from nlu.reading import Probabilities
from nlu.thresholds import THRESHOLDS as T
from tests.unit.readings import AFTER_SLEEP, ASKED_BACK, caution, chances, condition, decided, reading, red_flag

SURE = 0.95


def test_a_clear_question_is_answered() -> None:
    decision = decided(reading("what are your hours", chances(hours=SURE)))
    assert (decision.intent, decision.choices, decision.refusals) == ("hours", (), None)
    assert 0.0 < decision.confidence <= 1.0


def test_a_topic_brings_the_conditions_that_its_reply_is_about() -> None:
    assert decided(reading("does it help sleep", chances(sleep=SURE))).conditions == ("sleep",)


# Conditions and cautions


def test_a_named_condition_is_looked_up() -> None:
    decision = decided(reading("does it help sciatica", chances(ask_condition=SURE), conditions=(condition("sciatica"),)))
    assert (decision.intent, decision.conditions, decision.gap) == ("ask_condition", ("sciatica",), None)


def test_a_condition_that_is_not_covered_is_a_gap() -> None:
    decision = decided(reading("does it help IBS", chances(ask_condition=SURE), conditions=(condition("IBS"),)))
    assert (decision.intent, decision.gap) == ("condition_not_covered", "IBS")


def test_a_condition_unknown_by_name_is_a_gap_in_the_visitors_words() -> None:
    decision = decided(reading("does it help my wobbly spleen", chances(condition_not_covered=SURE)))
    assert (decision.intent, decision.gap) == ("condition_not_covered", "does it help my wobbly spleen")


def test_with_a_caution_even_a_faint_safety_question_is_one_about_safety() -> None:
    decision = decided(reading("i'm on warfarin", chances(safety=0.3, booking=0.25), contraindications=(caution("anticoagulants"),)))
    assert (decision.intent, decision.contraindications) == ("safety", ("anticoagulants",))


def test_a_past_caution_still_counts() -> None:
    past = (caution("recent_surgery", "past"),)
    assert decided(reading("may i", chances(safety=SURE), contraindications=past)).contraindications == ("recent_surgery",)


def test_a_caution_that_the_visitor_denies_is_not_answered() -> None:
    denied = (caution("pregnancy", "denied"),)
    assert decided(reading("i am not pregnant, may i", chances(safety=SURE), contraindications=denied)).contraindications == ()


def test_a_caution_that_the_visitor_denies_makes_no_question_one_about_safety() -> None:
    likely = chances(safety=0.3, booking=0.5)
    asked = {status: reading("?", likely, contraindications=(caution("pregnancy", status),)) for status in ("denied", "present")}
    assert decided(asked["present"]).intent == "safety"
    assert (decided(asked["denied"]).intent, decided(asked["denied"]).contraindications) == ("booking", ())


def test_a_caution_that_the_visitor_denies_is_no_reason_to_answer_what_is_unclear() -> None:
    unclear = chances(price=0.41, duration=0.40)
    assert decided(reading("?", unclear, contraindications=(caution("pregnancy", "denied"),))).intent == FALLBACK


def test_a_caution_that_was_denied_is_not_remembered() -> None:
    decision = decided(reading("i am not pregnant", chances(safety=SURE), contraindications=(caution("pregnancy", "denied"),)))
    assert decision.people.current.cautions == ()
    taken = decided(reading("i am pregnant", chances(safety=SURE), contraindications=(caution("pregnancy"),)))
    assert taken.people.current.cautions == ("pregnancy",)


# Follow-ups


@pytest.mark.parametrize("intent", ["safety", "evidence", "why", "frequency"])
def test_a_follow_up_goes_on_with_the_remembered_condition(intent: str) -> None:
    decision = decided(reading("and is it?", chances(**{intent: SURE})), AFTER_SLEEP)
    assert (decision.intent, decision.conditions) == (intent, ("sleep",))


def test_a_question_about_the_clinic_leans_on_no_condition() -> None:
    assert decided(reading("where are you", chances(location=SURE)), AFTER_SLEEP).conditions == ()


def test_a_follow_up_is_read_behind_the_question_before() -> None:
    message = reading("and for headaches", chances(jobs=0.5), in_context=chances(headaches=SURE))
    assert decided(message, AFTER_SLEEP).intent == "headaches"


def test_a_message_that_is_clear_by_itself_outweighs_what_went_before() -> None:
    message = reading("do you have any jobs", chances(jobs=SURE), in_context=chances(jobs=0.5, sleep=0.4))
    assert decided(message, AFTER_SLEEP).intent == "jobs"


# Buttons and "did you mean"


def test_a_pressed_button_is_certain() -> None:
    decision = decided(reading("Is it safe?", chances(jobs=SURE), button="safety"), AFTER_SLEEP)
    assert (decision.intent, decision.confidence, decision.conditions) == ("safety", 1.0, ("sleep",))


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("the first", "price"),
        ("The first one!", "price"),
        ("1", "price"),
        ("a", "price"),
        ("the second", "duration"),
        ("the second one", "duration"),
        ("2", "duration"),
        ("the other one please", "duration"),
    ],
)
def test_first_or_second_chooses(text: str, chosen: str) -> None:
    assert decided(reading(text), ASKED_BACK).intent == chosen


def test_words_that_fit_a_choice_choose_it() -> None:
    assert decided(reading("the length i mean", chances(duration=0.4, hours=0.5)), ASKED_BACK).intent == "duration"


def test_another_question_is_no_choice() -> None:
    assert decided(reading("where are you", chances(location=SURE)), ASKED_BACK).intent == "location"


def test_first_means_nothing_where_nothing_was_asked() -> None:
    assert decided(reading("the first", chances(jobs=SURE)), NOTHING).intent == "jobs"


def test_between_two_close_topics_the_assistant_asks() -> None:
    decision = decided(reading("long?", chances(price=0.41, duration=0.40)))
    assert (decision.intent, decision.choices) == (FALLBACK, ("price", "duration"))


@pytest.mark.parametrize("never", ["emergency", "crisis", REFUSAL, "several", "ask_condition", "affirm", "deny"])
def test_what_nobody_can_be_asked_about_is_never_a_choice(never: str) -> None:
    decision = decided(reading("hm", chances(**{never: 0.33, "price": 0.32, "duration": 0.31})))
    assert never not in decision.choices


# Refusals


def test_a_message_about_something_else_is_refused_once_and_then_again() -> None:
    message = reading("who won the match", chances(out_of_scope=SURE))
    assert (decided(message).intent, decided(message).refusals) == (REFUSAL, "first")
    assert decided(message, Memory(refused=True)).refusals == "again"


def test_a_message_that_is_like_nothing_is_refused_rather_than_guessed() -> None:
    assert decided(reading("hm hm")).intent == REFUSAL


def test_those_who_speak_of_their_own_low_mood_are_answered_however_they_put_it() -> None:
    low = (condition("depression"),)
    message = reading("i feel so depressed about the football", chances(out_of_scope=0.45, depression=0.4), conditions=low)
    assert decided(message).intent == "depression"


def test_an_answer_after_a_refusal_is_no_refusal() -> None:
    assert decided(reading("what are your hours", chances(hours=SURE)), Memory(refused=True)).refusals is None


def test_a_message_that_names_a_caution_or_a_condition_is_answered_though_it_sounds_off_topic() -> None:
    likely = chances(out_of_scope=(T.off_topic + T.refusal_beside_a_name) / 2, safety=0.2, ask_condition=0.2)
    assert decided(reading("?", likely)).intent == REFUSAL
    assert decided(reading("i take warfarin", likely, contraindications=(caution("anticoagulants"),))).intent == "safety"
    assert decided(reading("sciatica", likely, conditions=(condition("sciatica"),))).intent != REFUSAL


def test_a_message_that_is_clearly_about_something_else_is_refused_whatever_it_names() -> None:
    likely = chances(out_of_scope=SURE)
    assert decided(reading("does hiv give you headaches", likely, conditions=(condition("headaches"),))).intent == REFUSAL


@pytest.mark.parametrize(
    "likely",
    [chances(out_of_scope=SURE), chances(price=0.41, duration=0.40), chances()],
    ids=["off topic", "between two", "like nothing"],
)
def test_a_sign_for_the_doctor_is_never_refused_nor_asked_back(likely: Probabilities) -> None:
    decision = decided(reading("?", likely, red_flags=(red_flag("see_doctor"),)))
    assert (decision.intent, decision.red_flag, decision.refusals, decision.choices) == ("safety", "see_doctor", None, ())


def test_a_sign_for_the_doctor_brings_the_reasons_to_wait_along_instead_of_a_refusal() -> None:
    message = reading("?", chances(), red_flags=(red_flag("see_doctor"),), contraindications=(caution("anticoagulants"),))
    assert decided(message).contraindications == ("anticoagulants",)


# Whom it is about


def test_is_it_safe_has_every_reason_to_wait_that_was_told_before() -> None:
    people = NOBODY.hear("i have a dvt", None, (), ("dvt",), None)
    decision = decided(reading("is it safe then", chances(safety=SURE)), Memory(people=people, visitor_said="i have a dvt"))
    assert (decision.intent, decision.contraindications) == ("safety", ("dvt",))


def test_what_was_told_of_another_is_not_the_visitors_reason_to_wait() -> None:
    people = People("father", {"father": Person(cautions=("dvt",))})
    decision = decided(reading("is it safe for me", chances(safety=SURE)), Memory(people=people))
    assert decision.contraindications == ()
    assert decided(reading("is it safe for him", chances(safety=SURE)), Memory(people=people)).contraindications == ("dvt",)


def test_a_message_in_another_language_is_answered_in_it_and_its_danger_first() -> None:
    assert decided(reading("chcę umówić wizytę", chances(booking=SURE), language="pl")).intent == "other_language"
    decision = decided(reading("quiero morir", language="es", foreign_danger="crisis"))
    assert (decision.intent, decision.language, decision.open_danger) == ("other_language_crisis", "es", "crisis")
