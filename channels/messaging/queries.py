"""The statements of the messaging channels: each function does one thing in the transaction of its `connection`."""

from __future__ import annotations

import re
import uuid
from typing import Any, NamedTuple, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from channels.claims import alive
from channels.database import events
from channels.messaging.fitting import Fitted
from channels.messaging.messages import Button, Incoming, new_id
from channels.messaging.tables import contacts, received, sent

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


class Standing(NamedTuple):
    """How we stand with a person: whether they want no more messages, and whether nothing was said to them yet."""

    is_opted_out: bool
    is_new: bool


class Said(NamedTuple):
    """One message to be sent, with the topic of the answer to which it belongs."""

    fitted: Fitted
    topic: str | None


# Built once: to build a statement takes longer than to run it, and these run for every message.
_channel, _conversation, _number = (sa.bindparam(name) for name in ("in_channel", "of", "this"))
_now = sa.bindparam("now", type_=sa.Float)
_known = sa.and_(received.c.channel == _channel, received.c.message_id == sa.bindparam("asked"))
_whose = sa.and_(contacts.c.channel == _channel, contacts.c.address == sa.bindparam("at"))
_already = sa.select(received.c.number).where(_known)
_contact = sa.select(contacts.c.conversation).where(_whose)
_hear = contacts.update().where(contacts.c.conversation == _conversation).values(last_heard=_now)
_is_open, _is_left_over = received.c.answered.is_(None), ~alive(received.c.claimed, _now)
_waits = sa.and_(received.c.channel == _channel, _is_open, _is_left_over)
_columns = (received.c.number, received.c.conversation, received.c.kind, received.c.text)
_unanswered = sa.select(*_columns).where(_waits).order_by(received.c.number).limit(MOST_AT_ONCE)
_is_free = sa.or_(_is_left_over, received.c.claimed == sa.bindparam("mine"))
_claim = received.update().where(received.c.number == _number, _is_open, _is_free).values(claimed=_now)
_renew = received.update().where(received.c.number == _number, _is_open).values(claimed=_now)
_answered = received.update().where(received.c.number == _number, _is_open).values(answered=_now, text="")
_said_before = sa.exists().where(sent.c.conversation == _conversation)
_standing = sa.select(contacts.c.opted_out, _said_before).where(contacts.c.conversation == _conversation)
_opt = contacts.update().where(contacts.c.conversation == _conversation).values(opted_out=sa.bindparam("out_at"))
_offered = sa.select(sent.c.buttons).where(sent.c.conversation == _conversation, sent.c.id == sa.bindparam("sent_id"))
_offered_last = sa.select(sent.c.buttons).where(sent.c.conversation == _conversation)
_offered_last = _offered_last.order_by(sent.c.number.desc()).limit(MESSAGES_LOOKED_BACK)
_quiet = sa.select(contacts.c.quiet_until).where(contacts.c.conversation == _conversation).with_for_update()
_is_waiting = sa.and_(sent.c.channel == _channel, sent.c.state == "waiting")
_first_of_each = sa.select(sa.func.min(sent.c.number)).where(_is_waiting).group_by(sent.c.conversation)
_due = (
    sa.select(sent, contacts.c.address, contacts.c.last_heard, contacts.c.opted_out)
    .select_from(sent.outerjoin(contacts, contacts.c.conversation == sent.c.conversation))
    .where(sent.c.number.in_(_first_of_each), sent.c.due <= _now)
    .order_by(sent.c.number)
    .limit(MOST_AT_ONCE)
)
_may_be_sent = sa.and_(sent.c.number == _number, sent.c.state == "waiting", sent.c.due <= _now)
_take = sent.update().where(_may_be_sent).values(due=_now + SECONDS_OF_A_DELIVERY)
_outcome = {name: sa.bindparam(f"new_{name}") for name in ("state", "problem", "attempts", "due")}
_mark = sent.update().where(sent.c.number == _number).values(_outcome)
_insert_contact, _insert_received, _insert_sent = contacts.insert(), received.insert(), sent.insert()


def receive(connection: Connection, channel: str, shown: str, incoming: Incoming, now: float) -> Task | None:
    """Keep what a person sent, claimed by this process; None where the platform has sent it before."""
    if connection.execute(_already, {"in_channel": channel, "asked": incoming.message_id}).first():
        return None
    conversation = _heard_from(connection, channel, shown, incoming.address, now)
    row = {
        "channel": channel,
        "message_id": incoming.message_id,
        "conversation": conversation,
        "kind": incoming.kind,
        "text": incoming.text,
        "received": now,
        "claimed": now,
        "answered": None,
    }
    number = connection.execute(_insert_received, row).inserted_primary_key[0]
    return Task(number, conversation, incoming.kind, incoming.text)


def unanswered(connection: Connection, channel: str, now: float) -> Sequence[Task]:
    """What waits for an answer and nobody is at, oldest first."""
    return [Task(*row) for row in connection.execute(_unanswered, {"in_channel": channel, "now": now})]


def claim_again(connection: Connection, number: int, claimed: float, now: float) -> bool:
    """Begin to answer what was left over, or what we claimed at the moment `claimed`.

    False where somebody else is at it, or it is answered.
    """
    return bool(connection.execute(_claim, {"this": number, "mine": claimed, "now": now}).rowcount)


def renew(connection: Connection, numbers: Sequence[int], now: float) -> None:
    """Say that these are still being answered here."""
    connection.execute(_renew, [{"this": number, "now": now} for number in numbers])


def standing(connection: Connection, conversation: str) -> Standing:
    """How we stand with a person."""
    found = connection.execute(_standing, {"of": conversation}).first()
    return Standing(bool(found[0]), not found[1]) if found else Standing(False, False)


def opt(connection: Connection, conversation: str, out_at: float | None) -> None:
    """Note that the person wants no more messages, or wants them again."""
    connection.execute(_opt, {"of": conversation, "out_at": out_at})


def pressed(connection: Connection, conversation: str, button_id: str) -> Button | None:
    """The button with this id, if this person was ever offered it."""
    found = _BUTTON.fullmatch(button_id)
    if not found:
        return None
    buttons = connection.execute(_offered, {"of": conversation, "sent_id": found["id"]}).scalar()
    return _at(buttons, int(found["place"]))


def chosen(connection: Connection, conversation: str, place: int) -> Button | None:
    """The choice with this number, counted from 1, of what was offered last, if that is not long ago."""
    last = connection.execute(_offered_last, {"of": conversation})
    return _at(next((buttons for (buttons,) in last if buttons), None), place - 1)


def answer(connection: Connection, task: Task, channel: str, said: Sequence[Said], now: float) -> bool:
    """Put what was said into the post, and the task away, unless it was answered already; False where the person was erased meanwhile."""
    contact = connection.execute(_quiet, {"of": task.conversation}).first()
    if contact is None:
        return False
    if not connection.execute(_answered, {"this": task.number, "now": now}).rowcount:
        return True
    is_quiet = (contact.quiet_until or 0.0) > now
    rows = [
        _sent_row(channel, task.conversation, fitted, topic, "held" if is_quiet and topic not in URGENT else "waiting", now)
        for fitted, topic in said
    ]
    if rows:
        connection.execute(_insert_sent, rows)
    return True


def due(connection: Connection, channel: str, now: float) -> Sequence[Row]:
    """What may be sent now: of each person's messages the oldest that waits, with the person's address."""
    return connection.execute(_due, {"in_channel": channel, "now": now}).all()


def take(connection: Connection, number: int, now: float) -> bool:
    """Begin to send; False where somebody else does."""
    return bool(connection.execute(_take, {"this": number, "now": now}).rowcount)


def mark(connection: Connection, number: int, state: str, problem: str, attempts: int, due_at: float) -> None:
    """Note what became of an attempt to send."""
    values = {"new_state": state, "new_problem": problem, "new_attempts": attempts, "new_due": due_at}
    connection.execute(_mark, {"this": number, **values})


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
    conversation: str | None = connection.execute(_contact, {"in_channel": channel, "at": address}).scalar()
    if conversation is None:
        conversation = uuid.uuid4().hex
        row = {"conversation": conversation, "channel": channel, "address": address, "shown": shown, "created": now, "last_heard": now}
        connection.execute(_insert_contact, row)
    else:
        connection.execute(_hear, {"of": conversation, "now": now})
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
