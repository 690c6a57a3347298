"""What is decided about a message: danger first, then what is asked, and an honest "I don't know" last."""

from __future__ import annotations

import pytest

from nlu.decision import ALARMS, FALLBACK, REFUSAL, decide
from nlu.memory import NOTHING, Memory
from nlu.reading import Decision, Reading
from tests.unit.readings import SUBJECTS, caution, chances, condition, part, reading, red_flag

SURE, UNSURE = 0.95, 0.25
AFTER_SLEEP = Memory(topics=("sleep",), conditions=("sleep",), question="benefit", visitor_said="does it help sleep")
ASKED_BACK = Memory(choices=("price", "duration"), visitor_said="massage?")


def decided(message: Reading, memory: Memory = NOTHING) -> Decision:
    return decide(message, memory, SUBJECTS)


def test_a_clear_question_is_answered() -> None:
    decision = decided(reading("what are your hours", chances(hours=SURE)))
    assert (decision.intent, decision.choices, decision.refusals) == ("hours", (), None)
    assert 0.0 < decision.confidence <= 1.0


def test_a_topic_brings_the_conditions_that_its_reply_is_about() -> None:
    assert decided(reading("does it help sleep", chances(sleep=SURE))).conditions == ("sleep",)


# Danger


@pytest.mark.parametrize("intent", ALARMS)
def test_danger_by_intent_is_answered_with_its_alarm(intent: str) -> None:
    assert decided(reading("it hurts", chances(**{intent: SURE}))).intent == intent


def test_danger_by_pattern_goes_before_whatever_the_classifier_reads() -> None:
    message = reading("chest pain, does massage help", chances(pain=SURE), red_flags=(red_flag("chest_pain"),))
    decision = decided(message)
    assert (decision.intent, decision.red_flag) == ("emergency", "chest_pain")
    assert decision.conditions == decision.topics == ()


def test_danger_that_several_intents_share_adds_up() -> None:
    shared = chances(emergency=0.45, emergency_urgent=0.45)
    assert decided(reading("it hurts so much", shared)).intent in ALARMS


@pytest.mark.parametrize("memory", [ASKED_BACK, AFTER_SLEEP], ids=["asked back", "after an answer"])
def test_danger_goes_before_context_and_several_questions_and_off_topic(memory: Memory) -> None:
    parts = (part("how much is it", price=SURE), part("where are you", location=SURE))
    message = reading("and chest pain", chances(several=SURE), parts=parts, off_topic=1.0, red_flags=(red_flag("chest_pain"),))
    assert decided(message, memory).intent == "emergency"


def test_of_two_dangers_the_more_pressing_one_is_answered() -> None:
    hits = (red_flag("suicidal"), red_flag("dvt"), red_flag("chest_pain"))
    assert decided(reading("?", red_flags=hits)).red_flag == "chest_pain"
    assert decided(reading("?", red_flags=hits[:2])).red_flag == "suicidal"


def test_a_visitor_who_denies_chest_pain_gets_an_answer_and_no_alarm() -> None:
    denied = (red_flag("chest_pain", denied=True),)
    assert decided(reading("no chest pain, does it help sleep", chances(sleep=SURE), red_flags=denied)).intent == "sleep"
    doubted = chances(emergency=SURE - 0.05, sleep=0.08)
    assert decided(reading("no chest pain, does it help sleep", doubted, red_flags=denied)).intent not in ALARMS


def test_a_sign_for_the_doctor_some_day_stands_beside_the_answer() -> None:
    decision = decided(reading("does it help", chances(pain=SURE), red_flags=(red_flag("see_doctor"),)))
    assert (decision.intent, decision.red_flag) == ("pain", "see_doctor")


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


# Follow-ups


@pytest.mark.parametrize("intent", ["safety", "evidence", "why", "frequency"])
def test_a_follow_up_goes_on_with_the_remembered_condition(intent: str) -> None:
    decision = decided(reading("and is it?", chances(**{intent: SURE})), AFTER_SLEEP)
    assert (decision.intent, decision.conditions) == (intent, ("sleep",))


def test_a_question_about_the_clinic_leans_on_no_condition() -> None:
    assert decided(reading("where are you", chances(location=SURE)), AFTER_SLEEP).conditions == ()


def test_a_short_follow_up_is_read_behind_the_question_before() -> None:
    message = reading("and for headaches", chances(jobs=0.5), in_context=chances(headaches=SURE))
    assert decided(message, AFTER_SLEEP).intent == "headaches"


def test_a_message_that_stands_alone_is_not_read_behind_the_question_before() -> None:
    message = reading("do you have any jobs", chances(jobs=SURE), in_context=chances(sleep=SURE))
    assert decided(message, AFTER_SLEEP).intent == "jobs"


@pytest.mark.parametrize("text", ["tell me more", "Tell me more please!", "go on", "more info"])
def test_tell_me_more_gives_the_research_behind_the_answer(text: str) -> None:
    decision = decided(reading(text), AFTER_SLEEP)
    assert (decision.intent, decision.conditions) == ("evidence", ("sleep",))


def test_what_else_gives_the_other_benefits() -> None:
    assert decided(reading("what else does it help?"), AFTER_SLEEP).intent == "benefits_overview"


def test_tell_me_more_about_nothing_is_no_question_about_research() -> None:
    assert decided(reading("tell me more"), NOTHING).intent != "evidence"


# Buttons and "did you mean"


def test_a_pressed_button_is_certain() -> None:
    decision = decided(reading("Is it safe?", chances(jobs=SURE), off_topic=1.0, button="safety"), AFTER_SLEEP)
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
    message = reading("who won the match", chances(out_of_scope=SURE), off_topic=SURE)
    assert (decided(message).intent, decided(message).refusals) == (REFUSAL, "first")
    assert decided(message, Memory(refused=True)).refusals == "again"


def test_an_unfamiliar_message_is_refused_however_sure_the_classifier_is() -> None:
    assert decided(reading("are androids expensive", chances(price=SURE), off_topic=SURE)).intent == REFUSAL


def test_a_message_that_is_like_nothing_is_refused_rather_than_guessed() -> None:
    assert decided(reading("hm hm")).intent == REFUSAL


def test_those_who_speak_of_their_own_low_mood_are_answered_however_they_put_it() -> None:
    low = (condition("depression"),)
    message = reading("i feel so depressed about the football", chances(depression=0.5), off_topic=SURE, conditions=low)
    assert decided(message).intent == "depression"


def test_an_answer_after_a_refusal_is_no_refusal() -> None:
    assert decided(reading("what are your hours", chances(hours=SURE)), Memory(refused=True)).refusals is None


def test_somebody_who_speaks_of_their_own_low_mood_is_never_told_i_do_not_know() -> None:
    mine = reading("my depression is ruining my life", chances(out_of_scope=0.9), off_topic=0.9, conditions=(condition("depression"),))
    theirs = reading("is depression genetic", chances(out_of_scope=0.9), off_topic=0.9, conditions=(condition("depression"),))
    assert decided(mine).intent == "depression"
    assert decided(theirs).intent == REFUSAL
