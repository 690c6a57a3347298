"""The statements of the website chat: each function does one thing in the transaction of its `connection`."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from channels.claims import is_alive
from channels.database import IN_EVERY_TURN, events
from channels.replies import Reply
from channels.website_messages import Asked, History, Message, new_message_id
from channels.website_tables import callbacks, feedback, messages, sessions

MOST_MESSAGES = 1_000
SECONDS_OF_INTEREST = 600.0  # who comes back later to a question whose worker died has asked again, or somebody else


class ConversationGone(Exception):
    """The conversation was erased."""


class UnknownMessage(Exception):
    """The assistant has said no such message in this conversation."""


# Built once: to build a statement takes longer than to run it, and these run in every turn.
of_conversation = sa.bindparam("of")
highest_seq = sa.select(sa.func.max(messages.c.seq)).where(messages.c.conversation == of_conversation).scalar_subquery()
_session = sa.select(sessions.c.erased_at, highest_seq).where(sessions.c.conversation == of_conversation)
_locked_session = _session.with_for_update(of=sessions)
insert_message = messages.insert()
_said = [column for column in messages.c if column.name not in ("pressed", "claimed")]
# The session's row is locked, so that nobody erases the conversation between the look and the insert.
_insert_unless_erased = messages.insert().from_select(
    _said,
    sa.select(*(sa.bindparam(f"new_{column.name}", type_=column.type) for column in _said))
    .select_from(sessions)
    .where(sessions.c.conversation == of_conversation, sessions.c.erased_at.is_(None))
    .with_for_update(of=sessions),
).execution_options(**IN_EVERY_TURN)


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


def add_replies(connection: Connection, conversation: str, client_msg_id: str, said: Sequence[Reply], now: float) -> Sequence[Message]:
    """See `WebsiteStore.add_replies`."""
    seq = last_seq(connection, conversation, lock=True) + 1
    earlier = replies_to(connection, conversation, client_msg_id)
    return earlier or add_replies_as(connection, conversation, client_msg_id, said, now, seq)


def add_replies_as(
    connection: Connection, conversation: str, client_msg_id: str, said: Sequence[Reply], now: float, seq: int
) -> Sequence[Message]:
    """Store replies from number `seq` on.

    :raises ConversationGone: the conversation was erased.
    :raises IntegrityError: the conversation has such a number.
    """
    stored = [
        Message(new_message_id(), seq + place, "assistant", client_msg_id, reply.text, reply.buttons, reply.topic, now)
        for place, reply in enumerate(said)
    ]
    first, *others = (row_of(conversation, message) for message in stored)
    row = {"of": conversation, **{f"new_{name}": value for name, value in first.items()}}
    if not connection.execute(_insert_unless_erased, row).rowcount:
        raise ConversationGone
    if others:
        connection.execute(insert_message, others)
    return stored


def history(connection: Connection, conversation: str, after: int, now: float) -> History:
    """See `WebsiteStore.history`."""
    last_seq(connection, conversation)
    later = sa.and_(messages.c.conversation == conversation, messages.c.seq > after)
    rows = connection.execute(sa.select(messages).where(later).order_by(messages.c.seq).limit(MOST_MESSAGES))
    said = [stored_message(row) for row in rows]
    begun = _open_questions(connection, conversation, now)
    left_over = [_as_asked(row) for row in begun if not is_alive(row.claimed, now)]
    return History(said, len(left_over) < len(begun), left_over)


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


def replies_to(connection: Connection, conversation: str, client_msg_id: str) -> Sequence[Message]:
    """What the assistant has said to the message `client_msg_id`, oldest first."""
    mine = (messages.c.conversation == conversation, messages.c.client_msg_id == client_msg_id, messages.c.sender == "assistant")
    return [stored_message(row) for row in connection.execute(sa.select(messages).where(*mine).order_by(messages.c.seq))]


def _open_questions(connection: Connection, conversation: str, now: float) -> Sequence[Row]:
    """What a worker began to answer not long ago, and has neither answered nor given up, oldest first."""
    answers = messages.alias()
    answered = sa.exists().where(
        answers.c.conversation == conversation,
        answers.c.seq > messages.c.seq,
        answers.c.client_msg_id == messages.c.client_msg_id,
        answers.c.sender == "assistant",
    )
    begun = (messages.c.conversation == conversation, messages.c.claimed > now - SECONDS_OF_INTEREST, ~answered)
    return connection.execute(sa.select(messages).where(*begun).order_by(messages.c.seq)).all()


def _as_asked(row: Row) -> Asked:
    """What the visitor's request was, by the message that stands for it."""
    if row.pressed is None:
        return Asked(row.client_msg_id, row.text)
    if "." in row.pressed:
        return Asked(row.client_msg_id, button=row.pressed)
    return Asked.starter(row.client_msg_id, row.pressed, row.text)


def row_of(conversation: str, message: Message) -> dict[str, Any]:
    """The columns of a message, but for those of a visitor's alone."""
    return {"conversation": conversation, **vars(message), "buttons": [dict(button) for button in message.buttons]}


def stored_message(row: Row) -> Message:
    """A row as a message."""
    return Message(row.id, row.seq, row.sender, row.client_msg_id, row.text, tuple(row.buttons), row.topic, row.created)
