"""A message of the website chat: as it is asked, as it is stored, and as the visitor's browser gets it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Literal, Mapping, NamedTuple, Sequence

Sender = Literal["visitor", "assistant"]


@dataclass(frozen=True)
class Asked:
    """What a request asks: a text, or a button by its id; a starter's button brings its text and payload along."""

    client_msg_id: str
    text: str = ""
    button: str | None = None
    payload: str | None = None

    @classmethod
    def starter(cls, client_msg_id: str, topic: str, title: str) -> Asked:
        """The wish of somebody who pressed the button of a topic."""
        return cls(client_msg_id, title, topic, f"/{topic}")


@dataclass(frozen=True)
class Message:
    """One stored message of a conversation."""

    id: str
    seq: int
    sender: Sender
    client_msg_id: str
    text: str
    buttons: Sequence[Mapping[str, str]]
    topic: str | None
    created: float

    def as_data(self) -> dict[str, Any]:
        """What the browser gets; a button's payload stays here."""
        data = {"id": self.id, "seq": self.seq, "from": self.sender, "text": self.text, "time": self.created}
        if self.sender == "visitor":
            return {**data, "client_msg_id": self.client_msg_id}
        return {**data, "buttons": self._shown_buttons(), "topic": self.topic}

    def _shown_buttons(self) -> list[dict[str, str]]:
        shown = []
        for number, button in enumerate(self.buttons):
            link = {"url": button["url"]} if button.get("url") else {}
            shown.append({"id": f"{self.id}.{number}", "title": button["title"], **link})
        return shown


@dataclass(frozen=True)
class Claim:
    """What became of the wish to ask.

    `payload` is what the assistant shall read now; it is None where this was asked before. Then `replies` holds the
    answer, or nothing while another worker is at it. `was_begun` says that a turn was begun that had no end.
    """

    visitor: Message
    payload: str | None
    replies: Sequence[Message] = ()
    was_begun: bool = False


class History(NamedTuple):
    """What was said, whether an answer is under way, and what a worker began to answer that is not there any more."""

    messages: Sequence[Message]
    running: bool
    left_over: Sequence[Asked]


def new_message_id() -> str:
    """An id for a message."""
    return secrets.token_hex(8)
