"""The chat in the terminal shows replies and numbered choices, and takes a number for a choice."""

from __future__ import annotations

from typing import Any

import pytest

from tools.chat import WIDTH, meant, shown

BOOK = {"title": "Book a visit", "payload": "/booking"}
SAFE = {"title": "Is it safe for me?", "payload": "/safety"}


def test_replies_are_shown_one_under_the_other() -> None:
    assert shown([{"text": "Hello."}, {"text": "How can I help?"}]) == ("  Hello.\n  How can I help?", [])


def test_buttons_are_numbered_below_the_text() -> None:
    text, buttons = shown([{"text": "Massage may help.", "buttons": [SAFE, BOOK]}])
    assert text == "  Massage may help.\n    1) Is it safe for me?\n    2) Book a visit"
    assert buttons == [SAFE, BOOK]


def test_the_buttons_of_the_last_reply_that_has_some_count() -> None:
    replies: list[dict[str, Any]] = [{"text": "One.", "buttons": [SAFE]}, {"text": "Two.", "buttons": [BOOK]}, {"text": "Three."}]
    assert shown(replies)[1] == [BOOK]


def test_a_long_reply_is_wrapped_and_its_paragraphs_stay_apart() -> None:
    text, _ = shown([{"text": "sleep " * 40 + "\n\nSecond paragraph."}])
    lines = text.splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert lines[-2:] == ["", "  Second paragraph."]


@pytest.mark.parametrize("replies", [[], [{}], [{"text": None}], [{"image": "https://example.com/a.png"}]])
def test_a_reply_without_text_shows_nothing(replies: list[dict[str, Any]]) -> None:
    assert shown(replies) == ("", [])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1", "/safety"),
        (" 2 ", "/booking"),
        ("\u0661", "/safety"),  # 1 in Arabic digits
        ("0", "0"),
        ("3", "3"),
        ("12", "12"),
        ("-1", "-1"),
        ("1.", "1."),
        ("²", "²"),
        ("", ""),
        ("is it safe", "is it safe"),
    ],
)
def test_the_number_of_a_choice_stands_for_the_choice_and_all_else_for_itself(typed: str, said: str) -> None:
    assert meant(typed, [SAFE, BOOK]) == said


def test_without_choices_a_number_is_a_number() -> None:
    assert meant("1", []) == "1"
