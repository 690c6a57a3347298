"""The statements of the website chat: each function does one thing in the transaction of its `connection`."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from channels.database import events
from channels.website_messages import Asked, Claim, Message, Reply, new_message_id
from channels.website_tables import callbacks, feedback, messages, sessions

# As long as Rasa's own lock on a conversation: after that the worker that began to answer is taken for dead.
SECONDS_OF_A_CLAIM = 60.0
MOST_MESSAGES = 1_000
# Retention counts in days, so the moment of the last activity need not be noted with each message.
SECONDS_BETWEEN_MARKS = 60.0


class ConversationGone(Exception):
    """The conversation was erased."""


class UnknownButton(Exception):
    """No message of this conversation has this button."""


class UnknownMessage(Exception):
    """The assistant has said no such message in this conversation."""


class IdUsed(Exception):
    """The id belongs to another message."""


# Built once: to build a statement takes longer than to run it, and these run in every turn.
_conversation, _client_msg_id = sa.bindparam("of"), sa.bindparam("asked")
_visitors = sa.and_(
    messages.c.conversation == _conversation, messages.c.client_msg_id == _client_msg_id, messages.c.sender == "visitor"
)
_last_seq = sa.select(sa.func.max(messages.c.seq)).where(messages.c.conversation == _conversation).scalar_subquery()
_session = sa.select(sessions.c.erased_at, _last_seq).where(sessions.c.conversation == _conversation)
_locked_session = _session.with_for_update(of=sessions)
_session_and_earlier = (
    sa.select(sessions.c.erased_at, sessions.c.last_activity, _last_seq.label("last_seq"), messages)
    .select_from(sessions.outerjoin(messages, _visitors))
    .where(sessions.c.conversation == _conversation)
    .with_for_update(of=sessions)
)
_insert_message = messages.insert()
_said = [column for column in messages.c if column.name not in ("pressed", "claimed")]
# The session's row is locked, so that nobody erases the conversation between the look and the insert.
_insert_unless_erased = messages.insert().from_select(
    _said,
    sa.select(*(sa.bindparam(f"new_{column.name}", type_=column.type) for column in _said))
    .select_from(sessions)
    .where(sessions.c.conversation == _conversation, sessions.c.erased_at.is_(None))
    .with_for_update(of=sessions),
)
_mark_claimed = messages.update().where(_visitors).values(claimed=sa.bindparam("at"))
_mark_active = sessions.update().where(sessions.c.conversation == _conversation).values(last_activity=sa.bindparam("at"))


def insert(connection: Connection, table: sa.Table, row: Mapping[str, Any]) -> None:
    """Add one row."""
    connection.execute(table.insert(), row)


def last_seq(connection: Connection, conversation: str, lock: bool = False) -> int:
    """Number of the last message of `conversation`, 0 before the first.

    :param lock: hold others back until the end of the transaction, where the database has locks on rows.
    :raises ConversationGone: it was erased.
    """
    row = connection.execute(_locked_session if lock else _session, {"of": conversation}).first()
    if row is None or row[0] is not None:
        raise ConversationGone
    return int(row[1] or 0)


def claim(connection: Connection, conversation: str, asked: Asked, now: float) -> Claim:
    """See `WebsiteStore.claim`."""
    found = connection.execute(_session_and_earlier, {"of": conversation, "asked": asked.client_msg_id}).first()
    if found is None or found.erased_at is not None:
        raise ConversationGone
    if found.id:
        return _claim_again(connection, found, asked, now)
    seq = (found.last_seq or 0) + 1
    text, payload = _what_is_asked(connection, conversation, asked)
    visitor = Message(new_message_id(), seq, "visitor", asked.client_msg_id, text, (), None, now)
    connection.execute(_insert_message, {**_row(conversation, visitor), "pressed": asked.button, "claimed": now})
    if found.last_activity < now - SECONDS_BETWEEN_MARKS:
        connection.execute(_mark_active, {"of": conversation, "at": now})
    return Claim(visitor, payload)


def give_up(connection: Connection, conversation: str, client_msg_id: str) -> None:
    """See `WebsiteStore.give_up`."""
    connection.execute(_mark_claimed, {"of": conversation, "asked": client_msg_id, "at": 0.0})


def add_reply(connection: Connection, conversation: str, client_msg_id: str, reply: Reply, now: float) -> Message:
    """See `WebsiteStore.add_reply`."""
    return add_reply_as(connection, conversation, client_msg_id, reply, now, last_seq(connection, conversation, lock=True) + 1)


def add_reply_as(connection: Connection, conversation: str, client_msg_id: str, reply: Reply, now: float, seq: int) -> Message:
    """Store a reply as number `seq`.

    :raises ConversationGone: the conversation was erased.
    :raises IntegrityError: the conversation has such a number.
    """
    message = Message(new_message_id(), seq, "assistant", client_msg_id, reply.text, reply.buttons, reply.topic, now)
    row = {f"new_{name}": value for name, value in _row(conversation, message).items()}
    if not connection.execute(_insert_unless_erased, {**row, "of": conversation}).rowcount:
        raise ConversationGone
    return message


def replies(connection: Connection, conversation: str, visitor: Message) -> Sequence[Message]:
    """What the assistant has said to the message `visitor`, oldest first."""
    mine = sa.and_(
        messages.c.conversation == conversation,
        messages.c.seq > visitor.seq,
        messages.c.client_msg_id == visitor.client_msg_id,
        messages.c.sender == "assistant",
    )
    return [_message(row) for row in connection.execute(sa.select(messages).where(mine).order_by(messages.c.seq))]


def history(connection: Connection, conversation: str, after: int, now: float) -> tuple[Sequence[Message], bool]:
    """See `WebsiteStore.history`."""
    last_seq(connection, conversation)
    later = sa.and_(messages.c.conversation == conversation, messages.c.seq > after)
    rows = connection.execute(sa.select(messages).where(later).order_by(messages.c.seq).limit(MOST_MESSAGES))
    return [_message(row) for row in rows], _is_running(connection, conversation, now)


def vote(connection: Connection, row: Mapping[str, Any]) -> None:
    """See `WebsiteStore.vote`."""
    last_seq(connection, row["conversation"], lock=True)
    voted = sa.and_(messages.c.conversation == row["conversation"], messages.c.id == row["message_id"])
    said = sa.select(messages.c.seq).where(sa.and_(voted, messages.c.sender == "assistant"))
    if connection.execute(said).first() is None:
        raise UnknownMessage
    earlier = sa.and_(feedback.c.conversation == row["conversation"], feedback.c.message_id == row["message_id"])
    connection.execute(feedback.delete().where(earlier))
    insert(connection, feedback, row)


def ask_for_a_call(connection: Connection, row: Mapping[str, Any]) -> None:
    """See `WebsiteStore.ask_for_a_call`."""
    last_seq(connection, row["conversation"], lock=True)
    insert(connection, callbacks, row)


def erase(connection: Connection, conversation: str, now: float) -> None:
    """See `WebsiteStore.erase`."""
    last_seq(connection, conversation, lock=True)
    gone = {"erased_at": now, "page": None, "lang": None}
    connection.execute(sessions.update().where(sessions.c.conversation == conversation).values(gone))
    connection.execute(messages.delete().where(messages.c.conversation == conversation))
    connection.execute(feedback.delete().where(feedback.c.conversation == conversation))
    # Who asked to be called still wants the call; only the way from it to the conversation is gone.
    connection.execute(callbacks.update().where(callbacks.c.conversation == conversation).values(conversation=None))
    erase_events(connection, conversation)


def erase_events(connection: Connection, conversation: str) -> None:
    """Remove the conversation from Rasa's table."""
    connection.execute(sa.delete(events).where(events.c.sender_id == conversation))


def erase_left_overs(connection: Connection) -> None:
    """Remove from Rasa's table what a turn has saved of an erased conversation just before its worker died."""
    if sa.inspect(connection).has_table(events.name):
        gone = sa.select(sessions.c.conversation).where(sessions.c.erased_at.is_not(None))
        connection.execute(sa.delete(events).where(events.c.sender_id.in_(gone)))


def _claim_again(connection: Connection, earlier: Row, asked: Asked, now: float) -> Claim:
    if (earlier.pressed, asked.button) != (None, None):
        if earlier.pressed != asked.button:
            raise IdUsed
    elif earlier.text != asked.text:
        raise IdUsed
    visitor = _message(earlier)
    answer = replies(connection, earlier.conversation, visitor)
    if answer or earlier.claimed > now - SECONDS_OF_A_CLAIM:
        return Claim(visitor, None, answer)
    _, payload = _what_is_asked(connection, earlier.conversation, asked)
    connection.execute(_mark_claimed, {"of": earlier.conversation, "asked": asked.client_msg_id, "at": now})
    return Claim(visitor, payload)


def _what_is_asked(connection: Connection, conversation: str, asked: Asked) -> tuple[str, str]:
    """Text for the transcript, and what the assistant shall read."""
    if asked.button is None or asked.payload is not None:
        return asked.text, asked.payload or asked.text
    message_id, _, number = asked.button.partition(".")
    mine = sa.and_(messages.c.conversation == conversation, messages.c.id == message_id)
    buttons = connection.execute(sa.select(messages.c.buttons).where(mine)).scalar() or []
    if not number.isdecimal() or int(number) >= len(buttons) or not buttons[int(number)].get("payload"):
        raise UnknownButton
    button = buttons[int(number)]
    return button["title"], button["payload"]


def _is_running(connection: Connection, conversation: str, now: float) -> bool:
    answers = messages.alias()
    answered = sa.exists().where(
        answers.c.conversation == conversation,
        answers.c.seq > messages.c.seq,
        answers.c.client_msg_id == messages.c.client_msg_id,
        answers.c.sender == "assistant",
    )
    claimed = sa.and_(messages.c.conversation == conversation, messages.c.claimed > now - SECONDS_OF_A_CLAIM)
    return connection.execute(sa.select(messages.c.seq).where(claimed, ~answered).limit(1)).first() is not None


def _row(conversation: str, message: Message) -> dict[str, Any]:
    return {"conversation": conversation, **vars(message), "buttons": [dict(button) for button in message.buttons]}


def _message(row: Row) -> Message:
    return Message(row.id, row.seq, row.sender, row.client_msg_id, row.text, tuple(row.buttons), row.topic, row.created)
