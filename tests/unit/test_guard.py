"""What a visitor types reaches the assistant as plain words: cleaned, short enough, and never as a command."""

from __future__ import annotations

import pytest

from channels.guard import BUTTONS, MOST_CHARACTERS, Accepted, Declined, admit
from content.topic_titles import load_topic_titles

ARABIC = "هل يساعد التدليك على النوم؟"
FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    "text",
    ["", " ", " \t\r\n ", "\u00a0\u2003", "\x00", "\x00\x00 \x07", "\u202e\u202d", "\u200b\ufeff", "\u200d", "\ud800"],
    ids=ascii,
)
def test_a_message_without_anything_to_see_is_empty(text: str) -> None:
    assert admit(text) == Declined("empty")


@pytest.mark.parametrize(
    "text",
    ["x" * (MOST_CHARACTERS + 1), "x" * 10_000, "sleep " * 2_000, "🙂" * (MOST_CHARACTERS + 1), "/" * 10_000],
    ids=["one too many", "10 kB", "10 kB of words", "emoji", "slashes"],
)
def test_a_message_that_is_too_long_is_declined(text: str) -> None:
    assert admit(text) == Declined("too_long")


def test_the_length_is_that_of_the_cleaned_text() -> None:
    words = "x" * MOST_CHARACTERS
    assert admit(f"\x00 {words} \u202e") == Accepted(words)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("does massage help sleep", "does massage help sleep"),
        ("🙂", "🙂"),
        (FAMILY, FAMILY),
        ("  does\n\nmassage\thelp \u00a0 sleep ", "does massage help sleep"),
        ("sle\x00ep", "sleep"),
        ("sle\x07\x1b[31mep", "sle[31mep"),
        ("\u202egnp.exe\u202c help me", "gnp.exe help me"),
        ("\u2066sleep\u2069\u200f\u200e", "sleep"),
        ("\ufeffsl\u200bee\u00adp", "sleep"),
        ("help\ud800 me", "help me"),
        ("\ue000sleep", "sleep"),
        (ARABIC, ARABIC),
        (f"\u200f{ARABIC}\u202e", ARABIC),
        ("cafe\u0301 migran\u0303a", "caf\u00e9 migra\u00f1a"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("'; DROP TABLE events; --", "'; DROP TABLE events; --"),
        ("first line\rsecond line", "first line second line"),
        ("first line\x0bsecond\x0cthird\x85fourth", "first line second third fourth"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
    ],
    ids=ascii,
)
def test_a_message_is_read_without_what_nobody_sees(typed: str, read: str) -> None:
    assert admit(typed) == Accepted(read)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/restart", "restart"),
        ("/session_start", "session_start"),
        ('/intent{"x":1}', 'intent{"x":1}'),
        ('/sleep{"condition":"diabetes"}', 'sleep{"condition":"diabetes"}'),
        ("/sleep@0.2", "sleep@0.2"),
        ("/Sleep", "Sleep"),
        ("/sleep please", "sleep please"),
        ("/nlu_fallback", "nlu_fallback"),
        ("/several", "several"),
        ("//restart", "restart"),
        ("/ /restart", "restart"),
        ("\\/restart", "restart"),
        ("\x00/restart", "restart"),
        ("\u202e/\u200brestart", "restart"),
        (" \n/restart", "restart"),
        ("/", "?"),
        ("//", "?"),
        ("/ / /", "?"),
        ("/🙂", "🙂"),
        ("and/or", "and/or"),
        ("is it 50/60 minutes", "is it 50/60 minutes"),
    ],
    ids=ascii,
)
def test_a_typed_command_is_read_as_words(typed: str, read: str) -> None:
    assert admit(typed) == Accepted(read)


@pytest.mark.parametrize(
    "typed", ["/\u200d/restart", "\u200d/restart", "/\u200c/restart", "\\\\//\t/restart", "/\u2028/restart"], ids=ascii
)
def test_no_trick_with_unseen_characters_makes_a_command(typed: str) -> None:
    admitted = admit(typed)
    assert isinstance(admitted, Accepted)
    assert not admitted.text.strip().startswith("/")


@pytest.mark.parametrize("button", ["/sleep", "/side_effects", "/why", "/embarrassing", "/condition_not_covered"])
def test_a_pressed_button_keeps_its_slash(button: str) -> None:
    assert admit(button) == Accepted(button)
    assert admit(f" {button}\n") == Accepted(button)


def test_every_button_of_the_guard_is_one_that_the_assistant_can_read() -> None:
    assert {button[1:] for button in BUTTONS} <= set(load_topic_titles().topics)
