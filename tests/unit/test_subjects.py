"""What a message about conditions is about, over the conditions as they stand."""

from __future__ import annotations

import pytest

from nlu.entities import entity_language
from nlu.memory import Memory
from nlu.person import NOBODY
from nlu.reading import Decision, Probabilities, Reading
from tests.unit.readings import CONDITIONS, SUBJECTS, caution, chances, condition, reading

SURE = 0.9
ABOUT_BENEFIT = chances(ask_condition=SURE)


def about(*names: str, likely: Probabilities = ABOUT_BENEFIT, text: str = "does it help") -> Decision | None:
    message = reading(text, likely, conditions=tuple(condition(name) for name in names))
    return SUBJECTS.about_named(message, likely, NOBODY)


def intent_of(*names: str, likely: Probabilities = ABOUT_BENEFIT) -> str | None:
    decision = about(*names, likely=likely)
    return decision.intent if decision else None


def test_where_no_condition_is_named_there_is_nothing_to_decide() -> None:
    assert about() is None


def test_a_denied_condition_is_not_named() -> None:
    message = reading("not sciatica", ABOUT_BENEFIT, conditions=(condition("sciatica", negated=True),))
    assert SUBJECTS.about_named(message, ABOUT_BENEFIT, NOBODY) is None


@pytest.mark.parametrize(
    ("names", "intent"),
    [
        (["sleep"], "sleep"),
        (["insomnia"], "sleep"),
        (["sleep", "insomnia"], "sleep"),
        (["sciatica"], "ask_condition"),
        (["sleep", "headaches"], "ask_condition"),
        (["IBS"], "condition_not_covered"),
        (["IBS", "asthma"], "condition_not_covered"),
        (["IBS", "sciatica"], "ask_condition"),
    ],
)
def test_a_topics_own_reply_answers_what_it_is_about_and_the_rest_is_looked_up(names: list[str], intent: str) -> None:
    assert intent_of(*names) == intent


@pytest.mark.parametrize("name", [name for name in CONDITIONS.conditions if CONDITIONS.must_wait(name)])
def test_with_a_condition_that_must_wait_the_answer_is_about_safety(name: str) -> None:
    assert intent_of(name) == "safety"


@pytest.mark.parametrize("asked", ["safety", "evidence", "why"])
def test_safety_evidence_and_why_are_asked_about_the_condition(asked: str) -> None:
    decision = about("sciatica", likely=chances(**{asked: SURE}))
    assert decision
    assert (decision.intent, decision.conditions) == (asked, ("sciatica",))


@pytest.mark.parametrize("other", ["price", "booking", "what_to_wear", "frequency"])
def test_a_clear_question_about_something_else_is_not_about_the_condition(other: str) -> None:
    assert about("sciatica", likely=chances(**{other: SURE})) is None


def test_who_asks_what_to_wear_with_the_flu_is_told_to_wait() -> None:
    assert intent_of("cold_or_flu", likely=chances(what_to_wear=SURE)) == "safety"


def test_a_bare_pain_yields_to_the_condition_beside_it() -> None:
    decision = about("pain", "sciatica")
    assert decision
    assert decision.conditions == ("sciatica",)


def test_a_bare_pain_yields_to_a_topic_that_the_whole_message_speaks_of() -> None:
    decision = about("pain", likely=chances(headaches=SURE))
    assert decision
    assert decision.intent == "headaches"
    assert intent_of("pain", likely=chances(pain=SURE)) == "pain"


def test_a_condition_told_in_passing_yields_in_a_long_message() -> None:
    told = "i have had IBS for years and now my sciatica is bad, does massage help with that"
    decision = about("IBS", "sciatica", text=told)
    assert decision
    assert (decision.conditions, decision.gap) == (("sciatica",), None)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("does massage help arthritis, diabetes and stress?", ("arthritis", "diabetes", "stress")),
        ("diabetes with a lot of stress at work", ("diabetes",)),
    ],
)
def test_a_condition_in_a_list_is_never_told_in_passing(text: str, meant: tuple[str, ...]) -> None:
    """However sure the classifier is that the whole message is about one of them."""
    likely = chances(diabetes=SURE)
    decision = SUBJECTS.about_named(reading(text, likely, conditions=tuple(entity_language()(text)._.conditions)), likely, NOBODY)
    assert decision
    assert decision.conditions == meant


def test_a_gap_beside_a_covered_condition_is_kept() -> None:
    decision = about("IBS", "sciatica", text="IBS and sciatica?")
    assert decision
    assert (decision.conditions, decision.gap) == (("IBS", "sciatica"), "IBS")


def test_cautions_go_along() -> None:
    message = reading(
        "does it help sciatica, i'm on warfarin",
        ABOUT_BENEFIT,
        conditions=(condition("sciatica"),),
        contraindications=(caution("anticoagulants"),),
    )
    decision = SUBJECTS.about_named(message, ABOUT_BENEFIT, NOBODY)
    assert decision
    assert decision.contraindications == ("anticoagulants",)


def own_mood(text: str, *names: str) -> bool:
    message: Reading = reading(text, conditions=tuple(condition(name) for name in names))
    return SUBJECTS.is_about_own_mood(message)


def test_only_who_speaks_of_their_own_mood_speaks_of_their_own_mood() -> None:
    assert own_mood("i am so anxious", "anxiety")
    assert not own_mood("is anxiety a film", "anxiety")
    assert not own_mood("my knee", "knee_pain")


@pytest.mark.parametrize("intent", ["safety", "evidence", "why", "frequency"])
def test_a_plain_follow_up_takes_the_remembered_condition_unless_a_caution_is_named(intent: str) -> None:
    memory = Memory(conditions=("sciatica",))
    assert SUBJECTS.of_plain(intent, reading(), memory, NOBODY) == (("sciatica",), ())
    assert SUBJECTS.of_plain(intent, reading(contraindications=(caution("pregnancy"),)), memory, NOBODY) == ((), ("pregnancy",))
    assert SUBJECTS.of_plain("sleep", reading(), memory, NOBODY) == (("sleep",), ())
