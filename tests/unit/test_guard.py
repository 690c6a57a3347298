"""What a visitor types reaches the assistant as plain words: cleaned, its beginning and its end if it is long, and never as a command."""

from __future__ import annotations

import pytest

from channels.guard import BUTTONS, MOST_CHARACTERS, MOST_OF_THE_BEGINNING, MOST_OF_THE_END, Accepted, Declined, admit, readable
from content.topic_titles import load_topic_titles

ARABIC = "هل يساعد التدليك على النوم؟"
FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    "text",
    ["", " ", " \t\r\n ", "\u00a0\u2003", "\x00", "\x00\x00 \x07", "\u202e\u202d", "\u200b\ufeff", "\u200d", "\ud800"],
    ids=ascii,
)
def test_a_message_without_anything_to_see_is_empty(text: str) -> None:
    assert admit(text) == Declined()


@pytest.mark.parametrize("emoji", ["🙂", "❤️", "👍🏽", "😀😀😀", FAMILY, "🏴\u200d☠️", "1️⃣", "☹", "\U0001fae0"], ids=ascii)
def test_a_message_of_emoji_alone_is_not_empty(emoji: str) -> None:
    assert admit(emoji) == Accepted(emoji)


@pytest.mark.parametrize("text", ["x" * MOST_CHARACTERS, "sleep " * 666 + "ends", "🙂" * MOST_CHARACTERS], ids=["letters", "words", "emoji"])
def test_a_visitors_long_story_is_read_whole(text: str) -> None:
    assert admit(text) == Accepted(text)
    assert readable(text) == text


@pytest.mark.parametrize("length", [MOST_CHARACTERS + 1, 10_000, 64_000])
def test_of_a_still_longer_one_the_beginning_and_the_end_are_read(length: int) -> None:
    text = ("b" * MOST_OF_THE_BEGINNING).ljust(length - MOST_OF_THE_END, "-") + "e" * MOST_OF_THE_END
    read = f"{'b' * MOST_OF_THE_BEGINNING} … {'e' * MOST_OF_THE_END}"
    assert admit(text) == Accepted(read)
    assert readable(text) == read


@pytest.mark.parametrize("number", ["07911 123456", "ann.of.the.long.name@mail.example.com", "4111 1111 1111 1111"])
@pytest.mark.parametrize("length", range(0, 40, 3))
def test_no_cut_through_a_long_message_leaves_a_piece_of_personal_data(number: str, length: int) -> None:
    before, after = "so " * 820 + "x" * length + " ", " " + "x" * length + " so" * 480
    admitted = admit(f"{before}{number} {'and ' * 400}{number}{after}")
    assert isinstance(admitted, Accepted)
    assert not [piece for piece in ("079", "791", "123", "456", "ann.", "@", "411", "111") if piece in admitted.text]


def test_a_reply_to_a_mail_is_read_without_the_mail() -> None:
    assert admit("<p>how much is it&nbsp;?</p>") == Accepted("how much is it ?")
    assert admit("is sunday fine?\n\nOn Mon, 3 Mar 2025 at 10:00, Willow Lane wrote:\n> see you\n> soon") == Accepted("is sunday fine?")


@pytest.mark.parametrize("text", ["> i want to die", "<p></p>", "-- \nhelp", "\u200b\n> help"], ids=ascii)
def test_where_all_is_quoted_the_quotation_is_the_message(text: str) -> None:
    assert isinstance(admit(text), Accepted)


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
        ("<script>alert(1)</script>", "alert(1)"),
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
