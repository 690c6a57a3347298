"""The page of example conversations: how a conversation is held, and how it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pytest

from tools import example_conversations
from tools.channel_examples import WEBSITE, difference, lines_of, page, section
from tools.example_conversations import CONVERSATIONS, Conversation, Exchange, OnPlatform, Seen, Turn, as_shown, held, settled

SLEEP = Conversation("Sleep", [Turn("does it help sleep"), Turn(press=2)])


@dataclass
class Guest:
    """A visitor of an assistant that always offers the same two buttons."""

    did: list[str] = field(default_factory=list)

    def say(self, text: str) -> Sequence[Seen]:
        self.did.append(text)
        return [Seen(f"You said {text}. Anything else?", ["Prices", "Book a visit"])]

    def press(self, title: str) -> Sequence[Seen]:
        return self.say(f"[{title}]")


class Choice(NamedTuple):
    """What can be pressed."""

    title: str


class Message(NamedTuple):
    """What a person got."""

    text: str
    choices: Sequence[Choice] = ()


class Far:
    """A platform that answers in two messages."""

    name = "telegram"

    def __init__(self) -> None:
        self.said: list[Message] = []

    def say(self, person: str, text: str) -> None:
        self.said += [Message(f"{person} said {text}."), Message("And now?", [Choice("Prices")])]

    def press(self, person: str, title: str) -> None:
        self.say(person, title)

    def answers(self, person: str) -> Sequence[Message]:
        return list(self.said)


def test_there_are_ten_conversations_of_many_kinds() -> None:
    assert len(CONVERSATIONS) == 10
    asked = " ".join(turn.text for conversation in CONVERSATIONS for turn in conversation.turns)
    assert all(words in asked for words in ("is it safe with diabetes", "how much", "chest", "want to live", "book", "why", "person"))
    assert any(turn.press for conversation in CONVERSATIONS for turn in conversation.turns)


def test_a_conversation_begins_with_a_hello_and_presses_what_stands_in_that_place() -> None:
    guest = Guest()
    exchanges = held(SLEEP, guest)
    assert guest.did == ["hello", "does it help sleep", "[Book a visit]"]
    assert [exchange.pressed for exchange in exchanges] == [False, False, True]


def test_the_other_channels_press_what_was_pressed_on_the_website() -> None:
    website, other = held(SLEEP, Guest()), Guest()
    website[2] = Exchange("Prices", True, website[2].saw)
    held(SLEEP, other, website)
    assert other.did[-1] == "[Prices]"


def test_a_person_on_a_platform_sees_each_message_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(example_conversations, "SECONDS_OF_SILENCE", 0.01)
    visitor = OnPlatform(Far(), "Ann")
    assert visitor.say("hello") == [Seen("Ann said hello."), Seen("And now?", ("Prices",))]
    assert [message.text for message in visitor.press("Prices")] == ["Ann said Prices.", "And now?"]


def test_without_an_answer_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(example_conversations, "SECONDS_TO_ANSWER", 0.05)
    with pytest.raises(SystemExit):
        settled(lambda: [], 0)


@pytest.mark.parametrize(
    ("channel", "text", "shown"),
    [
        ("website", "**Call** [us](tel:+44) now", "*Call* us (tel:+44) now"),
        ("telegram", '<b>Call</b> <a href="https://a.example/?b=1&amp;c">us</a> &lt;now&gt;', "*Call* us (https://a.example/?b=1&c) <now>"),
        ("slack", "*Call* <tel:+44|us> &amp; wait", "*Call* us (tel:+44) & wait"),
        ("sms", "Call us (+44) <now>", "Call us (+44) <now>"),
    ],
)
def test_a_message_is_shown_as_the_app_shows_it(channel: str, text: str, shown: str) -> None:
    assert as_shown(channel, text) == shown


def test_lines_are_sentences_buttons_and_what_was_done() -> None:
    exchange = Exchange("Prices", True, [Seen("An hour is £60. See you!\n\nBye.", ["Book"]), Seen("One more.")])
    assert lines_of(WEBSITE, [exchange]) == ["> [Prices]", "An hour is £60.", "See you!", "Bye.", "[Book]", "·", "One more."]


def test_a_numbered_choice_is_one_line() -> None:
    seen = Seen("Reply with a number:\n1. Is it safe for me?\n12. Book a visit")
    assert lines_of("sms", [Exchange("hello", False, [seen])])[2:] == ["1. Is it safe for me?", "12. Book a visit"]


def test_a_button_that_is_not_offered_ends_it() -> None:
    with pytest.raises(SystemExit, match="without a button 3"):
        held(Conversation("None", [Turn("prices"), Turn(press=3)]), Guest())


def test_what_differs_is_shown_and_nothing_else() -> None:
    assert difference(["a", "b", "c", "d"], ["a", "b", "c", "d"]) == []
    assert difference(["a", "b", "[c]", "d"], ["a", "b", "1. c", "d"]) == ["  …", "  b", "- [c]", "+ 1. c", "  d"]


def test_channels_that_show_the_same_stand_together() -> None:
    text = section("1. Sleep", {WEBSITE: ["a"], "telegram": ["a"], "slack": ["a"], "whatsapp": ["b"], "sms": ["b"]})
    assert "**Telegram, Slack**: the same." in text
    assert "**WhatsApp, SMS**\n\n```diff\n  …\n- a\n+ b\n```" in text


def test_the_page_has_the_hello_once_and_each_conversation() -> None:
    spoken = [{channel: held(conversation, Guest()) for channel in (WEBSITE, "telegram")} for conversation in (SLEEP, SLEEP)]
    text = page([SLEEP, SLEEP], spoken)
    assert text.count("> hello") == 1
    assert "## 1. Sleep" in text and "## 2. Sleep" in text and "> [Book a visit]" in text
