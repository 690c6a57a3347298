"""How a message is split where it may hold several questions."""

from __future__ import annotations

import pytest

from nlu.parts import MOST_PARTS, parts_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("where are you and what do i wear", ["where are you", "what do i wear"]),
        ("How much is it? Also, do you take cards?", ["How much is it", "do you take cards"]),
        ("does it help sleep", ["does it help sleep"]),
        ("hi, opening times please", ["opening times please"]),
        ("lol anyway what are your hours", ["what are your hours"]),
        ("", []),
        ("...!!!", []),
    ],
)
def test_a_message_is_split_where_a_new_question_may_begin(text: str, parts: list[str]) -> None:
    assert parts_of(text) == parts


def test_an_endless_message_gives_a_bounded_number_of_parts() -> None:
    assert len(parts_of("is it open now? " * 500)) == MOST_PARTS
