"""How an answer is judged, case by case."""

from __future__ import annotations

import pytest

from tools.judging import Answer, Outcome, Question, judge


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
