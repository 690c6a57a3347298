"""What the assistant says, in no channel's shape yet: gathered while Rasa takes a turn, or read from a turn that Rasa has saved."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Mapping, Sequence

import sqlalchemy as sa
from rasa.core.channels.channel import OutputChannel
from rasa.shared.core.events import BotUttered, Event, UserUttered
from sqlalchemy.engine import Connection

from channels.database import events

_turns = sa.select(events.c.data).where(
    events.c.sender_id == sa.bindparam("of"), events.c.type_name.in_((UserUttered.type_name, BotUttered.type_name))
)
_turns = _turns.order_by(events.c.id)


@dataclass(frozen=True)
class Reply:
    """What the assistant says, not stored yet; each button has a `title` and a `payload` or `url`."""

    text: str
    buttons: Sequence[Mapping[str, str]] = ()
    topic: str | None = None


class Gathered(OutputChannel):
    """Keeps what the assistant says, in order; nothing of it is shown before its turn is saved."""

    def __init__(self, channel: str) -> None:
        """Stand for the channel of this name."""
        self._channel = channel
        self.said: list[Reply] = []

    def name(self) -> str:
        """The channel for which responses may have words of their own; Rasa asks the object, never the class."""
        return self._channel

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Say `text`."""
        self._say(text, (), kwargs)

    async def send_text_with_buttons(self, recipient_id: str, text: str, buttons: list[dict[str, Any]], **kwargs: Any) -> None:
        """Say `text` and offer `buttons`."""
        self._say(text, buttons, kwargs)

    def _say(self, text: str, buttons: Sequence[Mapping[str, Any]], marks: Mapping[str, Any]) -> None:
        kept = [{name: str(button[name]) for name in ("title", "payload", "url") if button.get(name)} for button in buttons]
        topics = marks.get("topics") or [None]
        self.said.append(Reply(text, tuple(button for button in kept if "title" in button), topics[0]))


def saved_answer(connection: Connection, conversation: str, message_id: str) -> Sequence[BotUttered] | None:
    """What the assistant has said to the message that Rasa knows as `message_id`; None where Rasa has not saved its turn.

    Rasa saves a turn in one transaction, so it is there whole or not at all.
    """
    answer: list[BotUttered] | None = None
    for (data,) in connection.execute(_turns, {"of": conversation}):
        event = json.loads(data)
        if event["event"] == UserUttered.type_name:
            if answer is not None:
                break
            answer = [] if event.get("message_id") == message_id else None
        elif answer is not None:
            answer.append(Event.from_parameters(event))
    return answer


async def said_again(channel: str, answer: Sequence[BotUttered]) -> Sequence[Reply]:
    """The replies that Rasa would have made of `answer` in its turn."""
    gathered = Gathered(channel)
    for event in answer:
        await gathered.send_response("", event.message())
    return gathered.said
