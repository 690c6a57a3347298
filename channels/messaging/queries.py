"""The statements of the messaging channels: each function does one thing in the transaction of its `connection`."""

from __future__ import annotations

import re
import uuid
from typing import Any, NamedTuple, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from channels.database import events
from channels.messaging.fitting import Fitted
from channels.messaging.messages import Button, Incoming, new_id
from channels.messaging.tables import contacts, received, sent

# As long as Rasa's own lock on a conversation: after that the worker that began to answer is taken for dead.
SECONDS_OF_A_CLAIM = 60.0
# A message that is on its way to the platform is nobody else's for so long.
SECONDS_OF_A_DELIVERY = 60.0
MOST_AT_ONCE = 50
# A digit answers a choice that stands so many messages back, and not one that has scrolled away.
MESSAGES_LOOKED_BACK = 3
# What is never held back while a member of staff is talking.
URGENT = ("emergency", "crisis")
_BUTTON = re.compile(r"(?P<id>[0-9a-f]{16})\.(?P<place>[0-9]{1,2})")


class Task(NamedTuple):
    """Something that a person sent and that waits for its turn."""

    number: int
    conversation: str
    kind: str
    text: str


class Said(NamedTuple):
    """One message to be sent, with the topic of the answer to which it belongs."""

    fitted: Fitted
    topic: str | None


def conversation_of(connection: Connection, channel: str, address: str) -> str | None:
    """The conversation with the person at `address`, if there is one."""
    whose = sa.and_(contacts.c.channel == channel, contacts.c.address == address)
    return connection.execute(sa.select(contacts.c.conversation).where(whose)).scalar()


def receive(connection: Connection, channel: str, shown: str, incoming: Incoming, now: float) -> Task | None:
    """Keep what a person sent; None where the platform has sent it before."""
    known = sa.and_(received.c.channel == channel, received.c.message_id == incoming.message_id)
    if connection.execute(sa.select(received.c.number).where(known)).first():
        return None
    conversation = _heard_from(connection, channel, shown, incoming.address, now)
    row = {
        "channel": channel,
        "message_id": incoming.message_id,
        "conversation": conversation,
        "kind": incoming.kind,
        "text": incoming.text,
        "received": now,
        "claimed": 0.0,
    }
    number = connection.execute(received.insert().values(row)).inserted_primary_key[0]
    return Task(number, conversation, incoming.kind, incoming.text)


def unanswered(connection: Connection, channel: str, before: float) -> Sequence[Task]:
    """What nobody has begun to answer since `before`, oldest first."""
    is_old = sa.and_(received.c.claimed < before, received.c.received < before)
    waiting = sa.and_(received.c.channel == channel, received.c.answered.is_(None), is_old)
    columns = (received.c.number, received.c.conversation, received.c.kind, received.c.text)
    return [Task(*row) for row in connection.execute(sa.select(*columns).where(waiting).order_by(received.c.number).limit(MOST_AT_ONCE))]


def claim(connection: Connection, number: int, now: float) -> bool:
    """Begin to answer; False where somebody else is at it, or it is answered."""
    free = sa.and_(received.c.number == number, received.c.answered.is_(None), received.c.claimed < now - SECONDS_OF_A_CLAIM)
    return bool(connection.execute(received.update().where(free).values(claimed=now)).rowcount)


def is_first(connection: Connection, conversation: str) -> bool:
    """Whether the assistant has said nothing yet to this person."""
    return connection.execute(sa.select(sent.c.number).where(sent.c.conversation == conversation).limit(1)).first() is None


def is_opted_out(connection: Connection, conversation: str) -> bool:
    """Whether the person wants no more messages."""
    mine = contacts.c.conversation == conversation
    return bool(connection.execute(sa.select(contacts.c.opted_out).where(mine)).scalar())


def opt(connection: Connection, conversation: str, out_at: float | None) -> None:
    """Note that the person wants no more messages, or wants them again."""
    connection.execute(contacts.update().where(contacts.c.conversation == conversation).values(opted_out=out_at))


def pressed(connection: Connection, conversation: str, button_id: str) -> Button | None:
    """The button with this id, if this person was ever offered it."""
    found = _BUTTON.fullmatch(button_id)
    if not found:
        return None
    mine = sa.and_(sent.c.conversation == conversation, sent.c.id == found["id"])
    return _at(connection.execute(sa.select(sent.c.buttons).where(mine)).scalar(), int(found["place"]))


def chosen(connection: Connection, conversation: str, place: int) -> Button | None:
    """The choice with this number, counted from 1, of what was offered last, if that is not long ago."""
    last = sa.select(sent.c.buttons).where(sent.c.conversation == conversation).order_by(sent.c.number.desc()).limit(MESSAGES_LOOKED_BACK)
    return _at(next((buttons for (buttons,) in connection.execute(last) if buttons), None), place - 1)


def answer(connection: Connection, task: Task, channel: str, said: Sequence[Said], now: float) -> bool:
    """Put what was said into the post, and the task away; False where the person was erased meanwhile."""
    mine = contacts.c.conversation == task.conversation
    contact = connection.execute(sa.select(contacts.c.quiet_until).where(mine).with_for_update()).first()
    done = received.update().where(received.c.number == task.number)
    connection.execute(done.values(answered=now, text=""))
    if contact is None:
        return False
    is_quiet = (contact.quiet_until or 0.0) > now
    for fitted, topic in said:
        state = "held" if is_quiet and topic not in URGENT else "waiting"
        connection.execute(sent.insert().values(_sent_row(channel, task.conversation, fitted, topic, state, now)))
    return True


def give_up(connection: Connection, number: int) -> None:
    """Let somebody else answer."""
    connection.execute(received.update().where(received.c.number == number).values(claimed=0.0))


def due(connection: Connection, channel: str, now: float) -> Sequence[Row]:
    """What may be sent now: of each person's messages the oldest that waits, with the person's address."""
    waiting = sa.and_(sent.c.channel == channel, sent.c.state == "waiting")
    first = sa.select(sa.func.min(sent.c.number)).where(waiting).group_by(sent.c.conversation)
    columns = (sent, contacts.c.address, contacts.c.last_heard, contacts.c.opted_out)
    joined = sent.outerjoin(contacts, contacts.c.conversation == sent.c.conversation)
    ready = sa.and_(sent.c.number.in_(first), sent.c.due <= now)
    return connection.execute(sa.select(*columns).select_from(joined).where(ready).order_by(sent.c.number).limit(MOST_AT_ONCE)).all()


def take(connection: Connection, number: int, now: float) -> bool:
    """Begin to send; False where somebody else does."""
    free = sa.and_(sent.c.number == number, sent.c.state == "waiting", sent.c.due <= now)
    return bool(connection.execute(sent.update().where(free).values(due=now + SECONDS_OF_A_DELIVERY)).rowcount)


def mark(connection: Connection, number: int, state: str, problem: str, attempts: int, due_at: float) -> None:
    """Note what became of an attempt to send."""
    values = {"state": state, "problem": problem, "attempts": attempts, "due": due_at}
    connection.execute(sent.update().where(sent.c.number == number).values(values))


def erase_events(connection: Connection, conversation: str) -> None:
    """Remove what a turn has saved in Rasa's table after its person was erased."""
    connection.execute(sa.delete(events).where(events.c.sender_id == conversation))


def forget_before(connection: Connection, channel: str, moment: float) -> int:
    """Delete everybody of `channel` who was last heard before `moment` (Unix seconds); how many those were."""
    old = sa.and_(contacts.c.channel == channel, contacts.c.last_heard < moment)
    theirs = sa.select(contacts.c.conversation).where(old)
    for table in (received, sent):
        connection.execute(table.delete().where(table.c.conversation.in_(theirs)))
    connection.execute(sa.delete(events).where(events.c.sender_id.in_(theirs)))
    return int(connection.execute(contacts.delete().where(old)).rowcount)


def _heard_from(connection: Connection, channel: str, shown: str, address: str, now: float) -> str:
    conversation = conversation_of(connection, channel, address)
    if conversation is None:
        conversation = uuid.uuid4().hex
        row = {"conversation": conversation, "channel": channel, "address": address, "shown": shown, "created": now, "last_heard": now}
        connection.execute(contacts.insert().values(row))
    else:
        connection.execute(contacts.update().where(contacts.c.conversation == conversation).values(last_heard=now))
    return conversation


def _sent_row(channel: str, conversation: str, fitted: Fitted, topic: str | None, state: str, now: float) -> dict[str, Any]:
    return {
        "id": new_id(),
        "channel": channel,
        "conversation": conversation,
        "author": "assistant",
        "text": fitted.text,
        "buttons": [dict(button) for button in fitted.buttons],
        "topic": topic,
        "created": now,
        "state": state,
        "attempts": 0,
        "due": now,
        "problem": "",
    }


def _at(buttons: Sequence[Button] | None, place: int) -> Button | None:
    return buttons[place] if buttons and 0 <= place < len(buttons) else None
