"""Ten conversations, and what a visitor sees of them on a channel."""

from __future__ import annotations

import html
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Protocol, Sequence

from tools.website_client import Answer, WebsiteChat, WebsiteClient, messages_of

SECONDS_TO_ANSWER, SECONDS_OF_SILENCE = 60.0, 1.5
HELLO = "hello"
# Where choices are lines of the text, and no buttons.
NUMBERED = ("whatsapp", "sms")


@dataclass(frozen=True)
class Turn:
    """What a visitor does: types `text`, or presses the button in this place (from 1) of the last that were offered."""

    text: str = ""
    press: int = 0


@dataclass(frozen=True)
class Conversation:
    """A visitor's turns; each begins after a hello."""

    title: str
    turns: Sequence[Turn]


@dataclass(frozen=True)
class Seen:
    """One message as a visitor sees it."""

    text: str
    buttons: Sequence[str] = ()


@dataclass(frozen=True)
class Exchange:
    """One turn: what the visitor typed or the title that they pressed, and what they saw then."""

    did: str
    pressed: bool
    saw: Sequence[Seen]


class Visitor(Protocol):
    """Somebody on some channel."""

    def say(self, text: str) -> Sequence[Seen]:
        """Type; what comes back."""

    def press(self, title: str) -> Sequence[Seen]:
        """Press a button, or reply with its number; what comes back."""


class FarPlatform(Protocol):
    """A messaging platform, as the tests' fakes are one."""

    name: str

    def say(self, person: Any, text: str) -> Any:
        """A person types."""

    def press(self, person: Any, title: str) -> Any:
        """A person presses the button with this title, or replies with its number."""

    def answers(self, person: Any) -> Sequence[Any]:
        """All messages to this person so far, oldest first, each with its `text` and its `choices`, which have a `title`."""


def _typed(*texts: str) -> Sequence[Turn]:
    return [Turn(text) for text in texts]


CONVERSATIONS = (
    Conversation("A benefit, then a condition", _typed("does massage help sleep", "is it safe with diabetes?")),
    Conversation("Prices", _typed("how much is an hour?", "do you have gift vouchers")),
    Conversation("An emergency", _typed("my chest is tight and my left arm is numb")),
    Conversation("A crisis", _typed("i don't want to live any more")),
    Conversation("An unclear question", [Turn("how long before i feel it"), Turn(press=1)]),
    Conversation("Off topic, twice", _typed("who won the world cup", "what is the capital of peru")),
    Conversation("A list of conditions, and one that is not on it", _typed("which conditions do you know about?", "does it help asthma?")),
    Conversation("Booking", _typed("can i book for saturday?", "where are you?")),
    Conversation("Why", _typed("does massage help with headaches?", "why?")),
    Conversation("A person, please", _typed("i want to talk to a person")),
)


class OnWebsite:
    """A visitor of the website's chat."""

    def __init__(self, client: WebsiteClient) -> None:
        """Open the chat."""
        self._chat: WebsiteChat = client.chat()
        self._ids: dict[str, str] = {}

    def say(self, text: str) -> Sequence[Seen]:
        """Type."""
        return self._seen(self._chat.ask(text))

    def press(self, title: str) -> Sequence[Seen]:
        """Press a button."""
        return self._seen(self._chat.press(self._ids[title]))

    def _seen(self, answer: Answer) -> Sequence[Seen]:
        messages = messages_of(answer)
        for button in (button for message in messages for button in message.get("buttons") or ()):
            self._ids[button["title"]] = button["id"]
        return [Seen(message["text"], tuple(button["title"] for button in message.get("buttons") or ())) for message in messages]


class OnPlatform:
    """A person on a messaging platform."""

    def __init__(self, platform: FarPlatform, person: Any) -> None:
        """Nothing has been said yet."""
        self._platform, self._person, self._read = platform, person, 0
        self._is_numbered = platform.name in NUMBERED

    def say(self, text: str) -> Sequence[Seen]:
        """Type."""
        self._platform.say(self._person, text)
        return self._new()

    def press(self, title: str) -> Sequence[Seen]:
        """Press a button, or reply with its number."""
        self._platform.press(self._person, title)
        return self._new()

    def _new(self) -> Sequence[Seen]:
        answers = settled(lambda: self._platform.answers(self._person), self._read)
        new, self._read = answers[self._read :], len(answers)
        return [Seen(answer.text, () if self._is_numbered else tuple(choice.title for choice in answer.choices)) for answer in new]


def settled(answers: Callable[[], Sequence[Any]], known: int) -> Sequence[Any]:
    """`answers()` once there are more than `known` and no more have come for a moment.

    :raises SystemExit: none came.
    """
    deadline, now = time.monotonic() + SECONDS_TO_ANSWER, answers()
    since = time.monotonic()
    while len(now) <= known or time.monotonic() - since < SECONDS_OF_SILENCE:
        if len(now) <= known and time.monotonic() > deadline:
            raise SystemExit(f"No answer came within {SECONDS_TO_ANSWER:.0f} seconds.")
        time.sleep(0.05)
        before, now = len(now), answers()
        since = time.monotonic() if len(now) != before else since
    return now


def held(conversation: Conversation, visitor: Visitor, like: Sequence[Exchange] | None = None) -> list[Exchange]:
    """Hold `conversation`; the hello comes first.

    :param like: the same conversation on another channel, whose buttons are pressed by the same titles.
    :raises SystemExit: the assistant offered no such button.
    """
    exchanges = [Exchange(HELLO, False, visitor.say(HELLO))]
    for place, turn in enumerate(conversation.turns, start=1):
        if not turn.press:
            exchanges.append(Exchange(turn.text, False, visitor.say(turn.text)))
            continue
        title = like[place].did if like else _title(exchanges[-1], turn.press)
        exchanges.append(Exchange(title, True, visitor.press(title)))
    return exchanges


def as_shown(channel: str, text: str) -> str:
    """`text` as the channel's app shows it: bold between asterisks, a link by its words and address."""
    if channel == "telegram":
        text = re.sub(r'<a href="([^"]*)">(.*?)</a>', r"\2 (\1)", text)
        return html.unescape(re.sub(r"</?b>", "*", text))
    if channel == "slack":
        text = re.sub(r"<([^|>]+)\|([^>]*)>", r"\2 (\1)", text)
        return html.unescape(text)
    if channel == "website":
        text = re.sub(r"\[([^\]\n]+)\]\(([^\s()]+)\)", r"\1 (\2)", text)
        return re.sub(r"\*\*(.+?)\*\*", r"*\1*", text)
    return text


def _title(exchange: Exchange, place: int) -> str:
    titles = [title for message in exchange.saw for title in message.buttons]
    if len(titles) < place:
        raise SystemExit(f'"{exchange.did}" was answered without a button {place}; choose another one in {Path(__file__).name}.')
    return titles[place - 1]
