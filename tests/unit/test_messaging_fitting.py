"""Answers fit a platform: parts end where sentences end, choices are buttons or numbered lines, links are lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.messaging.fitting import fit, length, split, titles
from channels.messaging.markup import as_plain
from channels.messaging.platform import Limits
from channels.replies import Reply

ROOMY = Limits(characters=200, buttons=3, title=20)
SAFE, WHY = {"title": "Is it safe for me?", "payload": "/safety"}, {"title": "What does the research say?", "payload": "/evidence"}


def test_a_short_answer_is_one_message_with_its_buttons() -> None:
    assert fit(Reply("Yes.", [SAFE]), ROOMY, "Reply with a number:") == [("Yes.", [SAFE])]


def test_buttons_stand_on_the_last_part() -> None:
    first, last = fit(Reply(f"{'A long sentence. ' * 13}\nThe end.", [SAFE]), ROOMY, "Choose:")
    assert (first.text[-9:], list(first.buttons)) == ("sentence.", [])
    assert (last.text[-8:], list(last.buttons)) == ("The end.", [SAFE])


def test_choices_are_numbered_lines_where_the_platform_has_no_buttons() -> None:
    (message,) = fit(Reply("Yes.", [SAFE, WHY]), Limits(200), "Reply with a number:", numbered=True)
    assert message.text == "Yes.\n\nReply with a number:\n1. Is it safe for me?\n2. What does the research say?"
    assert list(message.buttons) == [SAFE, WHY]
    assert titles(message.buttons, Limits(200)) == []


def test_choices_too_long_for_a_button_are_lines_and_the_buttons_their_numbers() -> None:
    (message,) = fit(Reply("Yes.", [SAFE, WHY]), ROOMY, "Reply with a number:")
    assert "2. What does the research say?" in message.text
    assert titles(message.buttons, ROOMY) == ["1", "2"]


def test_a_button_that_is_a_link_becomes_a_line() -> None:
    (message,) = fit(Reply("Call us.", [{"title": "The clinic", "url": "tel:+442079460321"}]), ROOMY, "Choose:")
    assert message == ("Call us.\n\nThe clinic: +442079460321", [])


def test_without_markup_a_links_address_follows_its_words() -> None:
    assert as_plain("**Call** [us](tel:+442079460321).") == "Call us (+442079460321)."


@pytest.mark.parametrize(("text", "parts"), [("One. Two.", ["One.", "Two."]), ("One two three", ["One", "two", "three"]), ("abcdefghi", ["abc", "defghi"])])
def test_a_text_is_split_at_sentences_else_words_else_anywhere(text: str, parts: list[str]) -> None:
    assert list(split(text, 6)) == parts


@given(st.text(max_size=400), st.integers(4, 60))
def test_no_part_is_too_long_and_no_word_is_lost(text: str, most: int) -> None:
    parts = split(text, most)
    assert all(length(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
