"""How an answer is judged, case by case."""

from __future__ import annotations

import pytest

from tools.judging import Answer, Outcome, Question, dangers_of, judge, opening, opens_with


def question(*expect: str, all_of: tuple[str, ...] = ()) -> Question:
    """A question that expects any of `expect`, or all of `all_of`."""
    return Question("?", frozenset(expect), frozenset(all_of))


def answer(*topics: str, choices: tuple[str, ...] = ()) -> Answer:
    """An answer with these topics, or a question back with these choices."""
    return Answer(frozenset(topics), frozenset(choices))


@pytest.mark.parametrize(
    ("asked", "given", "outcome"),
    [
        (question("sleep"), answer("sleep"), Outcome.RIGHT),
        (question("sleep", "pain"), answer("sleep", "pain"), Outcome.RIGHT),
        (question("sleep"), answer("sleep", "pain"), Outcome.WRONG),
        (question("sleep"), answer(), Outcome.WRONG),
        (question("sleep"), answer("out_of_scope"), Outcome.REFUSED),
        (question("out_of_scope"), answer("out_of_scope"), Outcome.RIGHT),
        (question("sleep"), answer(choices=("sleep", "pain")), Outcome.ASKED),
        (question("sleep"), answer(choices=("hours", "pain")), Outcome.WRONG),
        (question("out_of_scope"), answer(choices=("hours", "pain")), Outcome.ASKED),
        (question("out_of_scope", "pain"), answer(choices=("hours", "price")), Outcome.WRONG),
        (question("safety"), answer("safety", "circulation"), Outcome.RIGHT),
        (question("circulation"), answer("safety", "circulation"), Outcome.RIGHT),
        (question("hours"), answer("safety", "circulation"), Outcome.WRONG),
        (question("circulation"), answer("safety", "circulation", "sleep"), Outcome.WRONG),
        (question("safety"), answer("emergency"), Outcome.WRONG),
        (question("emergency"), answer("emergency"), Outcome.RIGHT),
        (question("emergency", "safety"), answer("emergency", "safety"), Outcome.WRONG),
        (question(all_of=("sleep", "pain")), answer("sleep", "pain"), Outcome.RIGHT),
        (question(all_of=("sleep", "pain")), answer("sleep"), Outcome.WRONG),
        (question(all_of=("sleep", "pain")), answer("sleep", "pain", "hours"), Outcome.WRONG),
    ],
)
def test_an_answer_is_judged_by_its_topics(asked: Question, given: Answer, outcome: Outcome) -> None:
    assert judge(asked, given) is outcome


@pytest.mark.parametrize("line", [{"text": "?"}, {"expect": ["sleep"]}, {"text": "?", "expect": ["a"], "expect_all": ["b"]}])
def test_a_question_that_cannot_be_judged_is_refused(line: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="expect"):
        Question.from_json(line)


@pytest.mark.parametrize(
    ("intent", "dangers"),
    [
        ("emergency", {"emergency"}),
        ("emergency_pregnancy", {"emergency_pregnancy"}),
        ("crisis_again", {"crisis"}),
        ("crisis_abuse_again", {"crisis_abuse"}),
        ("other_language_emergency", {"emergency"}),
        ("other_language_crisis", {"crisis"}),
        ("emergency_still", {"emergency", "emergency_urgent", "emergency_pregnancy"}),
        ("sleep", set()),
        ("ask_again", set()),
        ("", set()),
    ],
)
def test_a_danger_is_known_by_every_name_of_its_intent(intent: str, dangers: set[str]) -> None:
    assert dangers_of(intent) == dangers


@pytest.mark.parametrize(
    ("tier", "accepted"),
    [
        ("999", {"emergency"}),
        ("emergency", {"emergency"}),
        ("today", {"emergency_urgent"}),
        ("urgent", {"emergency_urgent"}),
        ("maternity", {"emergency_pregnancy"}),
        ("pregnancy", {"emergency_pregnancy"}),
        ("crisis", {"crisis", "crisis_abuse"}),
        ("abuse", {"crisis_abuse"}),
    ],
)
def test_a_tier_accepts_its_own_dangers(tier: str, accepted: set[str]) -> None:
    assert Question.from_json({"text": "?", "expect": ["emergency"], "tier": tier}).accepted_dangers == accepted


@pytest.mark.parametrize("told", [{"text": "29 weeks pregnant and bleeding"}, {"text": "?", "flag": "pregnancy_emergency"}, {"text": "?", "context": ["I'm pregnant"]}])
def test_a_pregnant_emergency_may_get_the_reply_for_pregnancy(told: dict[str, object]) -> None:
    line = {"expect": ["emergency"], "tier": "emergency", **told}
    assert Question.from_json(line).accepted_dangers == {"emergency", "emergency_pregnancy"}
    assert Question.from_json({**line, "tier": "999"}).accepted_dangers == {"emergency"}


@pytest.mark.parametrize(
    ("expect", "is_danger"), [(["emergency"], True), (["crisis", "emergency"], True), (["emergency", "safety"], False), (["sleep"], False)]
)
def test_a_danger_question_allows_no_other_topic(expect: list[str], is_danger: bool) -> None:
    assert Question.from_json({"text": "?", "expect": expect}).is_danger is is_danger


LONG = "Yes, " + "on most days " * 20 + "we are open."


@pytest.mark.parametrize(
    ("reply", "held"),
    [
        ("Yes. Ask your doctor first.", "Yes. Ask your doctor first."),
        ("Yes. " + "x" * 300, ("Yes. " + "x" * 300)[:160]),
        (f"{LONG} Call us.", LONG),
        ("", ""),
    ],
)
def test_the_opening_is_the_first_sentence_or_160_characters(reply: str, held: str) -> None:
    assert opening(reply) == held


def test_every_pattern_must_stand_in_the_opening_in_capitals_or_not() -> None:
    asked = Question.from_json({"text": "?", "expect": ["safety"], "says": [r"\bdoctor\b", "^yes"]})
    assert opens_with(asked, "YES, but ask your Doctor.")
    assert not opens_with(asked, "Yes, you can.")
    assert not opens_with(asked, "Yes. " + "x" * 160 + " doctor")


@pytest.mark.parametrize("wrong", [{"says": ["(doctor"]}, {"says": "doctor"}, {"says": [7]}, {"tier": "soon"}, {"expect": "safety"}, {"context": "hello"}])
def test_a_pattern_or_a_tier_that_is_none_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="says|tier|lists"):
        Question.from_json({"text": "?", "expect": ["safety"], **wrong})
