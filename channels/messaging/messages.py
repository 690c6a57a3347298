"""What passes between a messaging platform and the assistant, in words of no platform."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Literal, Mapping, Sequence

# text: words of the person. button: the id of one of our buttons. begin: the platform's own "start" of a chat.
# no_text: a picture, voice, place, sticker and the like. private_only: somebody spoke to us where others read along.
# stop, help, start: the words by which a phone's owner ends, questions and renews text messages. empty, too_fast: what the guard
# makes of a text.
Kind = Literal["text", "button", "begin", "no_text", "private_only", "stop", "help", "start", "empty", "too_fast"]

Button = Mapping[str, str]


@dataclass(frozen=True)
class Incoming:
    """One thing that a person did, as a platform tells it.

    `message_id` is the platform's own name for it, the same when it sends it again; `address` is where an answer goes;
    `text` holds the person's words, or a button's id.
    """

    message_id: str
    address: str
    kind: Kind
    text: str = ""


@dataclass(frozen=True)
class Outgoing:
    """One message for a platform: it fits the platform's limits, and its buttons are known by `id` and their place."""

    id: str
    address: str
    text: str
    buttons: Sequence[Button] = ()

    def button_id(self, place: int) -> str:
        """The id by which the platform tells us that this button was pressed; the payload stays here."""
        return f"{self.id}.{place}"


@dataclass(frozen=True)
class Post:
    """The HTTP request that hands an `Outgoing` to a platform: JSON, or the fields of a form."""

    url: str
    headers: Mapping[str, str]
    json: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Outcome:
    """What the platform said to a `Post`: taken, try again (after so many seconds, where it says), or refused for good."""

    state: Literal["taken", "again", "refused"]
    problem: str = ""
    after: float | None = None


def new_id() -> str:
    """A short id for a message; with a button's place it fits the 64 bytes that the strictest platform allows."""
    return secrets.token_hex(8)
