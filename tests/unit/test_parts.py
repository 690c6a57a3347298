"""How a message is split where it may hold several questions."""

from __future__ import annotations

import pytest

from nlu.parts import MOST_PARTS, WORDS_A_WINDOW, parts_of, windows_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("where are you and what do i wear", ["where are you", "what do i wear"]),
        ("How much is it? Also, do you take cards?", ["How much is it", "do you take cards"]),
        ("does it help sleep", ["does it help sleep"]),
        ("hi, opening times please", ["hi", "opening times please"]),
        ("lol anyway what are your hours", ["what are your hours"]),
        ("", []),
        ("...!!!", []),
    ],
)
def test_a_message_is_split_where_a_new_question_may_begin(text: str, parts: list[str]) -> None:
    assert parts_of(text) == parts


def test_an_endless_message_gives_a_bounded_number_of_parts() -> None:
    assert len(parts_of("is it open now? " * 500)) == MOST_PARTS


@pytest.mark.parametrize("count", [0, 1, WORDS_A_WINDOW])
def test_a_message_that_is_no_longer_than_a_window_has_none(count: int) -> None:
    assert windows_of("word " * count) == []


@pytest.mark.parametrize("count", [41, 59, 60, 61, 80, 100, 333])
def test_every_few_words_of_a_long_message_stand_together_in_some_window(count: int) -> None:
    words = [f"w{place}" for place in range(count)]
    windows = windows_of(" ".join(words))
    assert all(len(window.split()) <= WORDS_A_WINDOW for window in windows)
    half = WORDS_A_WINDOW // 2
    for start in range(count - half + 1):
        told = " ".join(words[start : start + half])
        assert any(f"{told} " in f"{window} " for window in windows), told


def test_windows_overlap_by_half_and_none_is_the_end_of_another_alone() -> None:
    windows = [window.split() for window in windows_of(" ".join(map(str, range(100))))]
    assert [window[0] for window in windows] == ["0", "20", "40", "60"]
    assert windows[-1][-1] == "99"
