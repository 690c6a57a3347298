"""A channel can tell whether a text sounds dangerous before it refuses it."""

from __future__ import annotations

import pytest

from nlu.danger_check import sounds_dangerous

STORY = "i have had a stiff neck for years and work at a desk all day. "


@pytest.mark.parametrize(
    "text",
    [
        "my chest hurts and my left arm is numb",
        "I'm pregnant and bleeding heavily",
        "i want to kill myself",
        "my husband hits me",
        "my calf is hot and swollen",
    ],
)
def test_each_danger_that_sends_a_visitor_to_help_is_heard(text: str) -> None:
    assert sounds_dangerous(text)
    assert sounds_dangerous(f"{STORY * 30}{text}")
    assert sounds_dangerous(f"{text}. {STORY * 30}")


@pytest.mark.parametrize("text", ["", "🙂", "how much is an hour", STORY, "my chest does not hurt", "i have a bruise, is massage safe?", "you're killing me, so funny"])
def test_ordinary_messages_are_calm(text: str) -> None:
    assert not sounds_dangerous(text)
