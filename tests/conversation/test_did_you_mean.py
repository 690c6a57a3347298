""" "Did you mean A or B?" through the running assistant, and every way to answer it."""

from __future__ import annotations

import pytest

from content.topic_titles import load_topic_titles
from content.topics import topic_of_response
from tests.conversation.visitor import Visitor
from tools.running import Running
from tools.turns import RecordedTurn

# Which of them is unclear changes with what the model was taught; the first that it asks back about is taken.
UNCLEAR = ("the rules", "so what then", "what if", "time", "the session", "what can i get", "is it late")
TITLES = load_topic_titles()


def topic_of(choice: str) -> str:
    within = {"why": "evidence", "embarrassing": "what_to_expect", "side_effects": "safety"}
    return str(within.get(choice) or topic_of_response(f"utter_{choice}") or choice)


@pytest.fixture
def visitor(assistant: Running) -> Visitor:
    """Somebody who has just been asked which of two they meant."""
    for text in UNCLEAR:
        visitor = Visitor(assistant)
        visitor.question = visitor.asks(text)
        if visitor.question.choices:
            return visitor
    raise AssertionError(f"none of {UNCLEAR} was unclear; choose other ones")


@pytest.fixture
def asked(visitor: Visitor) -> RecordedTurn:
    """The turn in which the assistant asked back."""
    assert visitor.question is not None
    return visitor.question


def test_the_two_are_named_in_words_and_stand_as_buttons(visitor: Visitor, asked: RecordedTurn) -> None:
    assert len(asked.choices) == len(set(asked.choices)) == 2
    for choice in asked.choices:
        assert TITLES.topics[choice].title in asked.reply
    assert [button["payload"] for button in visitor.buttons][:2] == [f"/{choice}" for choice in asked.choices]


@pytest.mark.parametrize("answer", ["the first", "first one", "the former", "1"])
def test_the_first_is_the_first(visitor: Visitor, asked: RecordedTurn, answer: str) -> None:
    assert visitor.asks(answer).topics == (topic_of(asked.choices[0]),)


@pytest.mark.parametrize("answer", ["the second", "2nd one please", "the latter", "2"])
def test_the_second_is_the_second(visitor: Visitor, asked: RecordedTurn, answer: str) -> None:
    assert visitor.asks(answer).topics == (topic_of(asked.choices[1]),)


@pytest.mark.parametrize("place", [0, 1])
def test_a_pressed_button_is_that_topic(visitor: Visitor, asked: RecordedTurn, place: int) -> None:
    assert visitor.asks(visitor.buttons[place]["payload"]).topics == (topic_of(asked.choices[place]),)


@pytest.mark.parametrize("place", [0, 1])
def test_the_question_on_a_button_may_be_typed(visitor: Visitor, asked: RecordedTurn, place: int) -> None:
    assert visitor.asks(TITLES.topics[asked.choices[place]].ask).topics == (topic_of(asked.choices[place]),)


@pytest.mark.parametrize("answer", ["no", "neither", "none of them"])
def test_neither_gets_no_answer_of_either(visitor: Visitor, asked: RecordedTurn, answer: str) -> None:
    turn = visitor.asks(answer)
    assert turn.reply
    assert not {topic_of(choice) for choice in asked.choices} & set(turn.topics)


def test_a_plain_yes_is_taken_for_the_likelier_one(visitor: Visitor, asked: RecordedTurn) -> None:
    assert visitor.asks("yes").topics == (topic_of(asked.choices[0]),)


def test_another_question_instead_is_answered(visitor: Visitor) -> None:
    turn = visitor.asks("where do i park")
    assert (turn.topics, turn.choices) == (("location",), ())
