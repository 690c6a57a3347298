"""Taking a visitor's message to answer it: the statements by which of several workers one gets to."""

from __future__ import annotations

from typing import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection, Row

from channels.claims import is_alive
from channels.database import IN_EVERY_TURN
from channels.website_messages import Asked, Claim, Message, new_message_id
from channels.website_queries import ConversationGone, highest_seq, insert_message, of_conversation, replies_to, row_of, stored_message
from channels.website_tables import messages, sessions

# Retention counts in days, so the moment of the last activity need not be noted with each message.
SECONDS_BETWEEN_MARKS = 60.0


class UnknownButton(Exception):
    """No message of this conversation has this button."""


class IdUsed(Exception):
    """The id belongs to another message."""


# Built once: to build a statement takes longer than to run it, and these run in every turn.
_at = sa.bindparam("at", type_=sa.Float)
_visitors = sa.and_(
    messages.c.conversation == of_conversation, messages.c.client_msg_id == sa.bindparam("asked"), messages.c.sender == "visitor"
)
_session_and_earlier = (
    sa.select(sessions.c.erased_at, sessions.c.last_activity, highest_seq.label("last_seq"), messages)
    .select_from(sessions.outerjoin(messages, _visitors))
    .where(sessions.c.conversation == of_conversation)
    .with_for_update(of=sessions)
)
_mark_claimed = messages.update().where(_visitors).values(claimed=_at)
_mark_active = (
    sessions.update()
    .where(sessions.c.conversation == of_conversation, sessions.c.erased_at.is_(None))
    .where(sessions.c.last_activity < _at - SECONDS_BETWEEN_MARKS)
    .values(last_activity=_at)
)
_next_seq = sa.func.coalesce(highest_seq, 0) + 1
_first_time = (
    sa.select(*(_next_seq if column.name == "seq" else sa.bindparam(f"new_{column.name}", type_=column.type) for column in messages.c))
    .select_from(sessions)
    .where(sessions.c.conversation == of_conversation, sessions.c.erased_at.is_(None))
    .with_for_update(of=sessions)
)
# The whole of the ordinary case in one journey, in the words of PostgreSQL. SQLAlchemy 1.4 remembers no compiled statement that has
# ON CONFLICT in it, and to compile this one takes longer than the database takes to carry it out.
_insert_once = insert(messages).from_select(list(messages.c), _first_time).on_conflict_do_nothing().returning(messages.c.seq)
_claim_first = _insert_once.execution_options(**IN_EVERY_TURN).compile(dialect=postgresql.dialect())


def claim(connection: Connection, conversation: str, asked: Asked, now: float) -> Claim:
    """See `WebsiteStore.claim`."""
    found = connection.execute(_session_and_earlier, {"of": conversation, "asked": asked.client_msg_id}).first()
    if found is None or found.erased_at is not None:
        raise ConversationGone
    if found.id:
        return _claim_again(connection, found, asked, now)
    text, payload = _what_is_asked(connection, conversation, asked)
    visitor = _said(asked, text, now, (found.last_seq or 0) + 1)
    connection.execute(insert_message, _claimed(conversation, visitor, asked))
    if found.last_activity < now - SECONDS_BETWEEN_MARKS:  # a write less in most turns
        mark_active(connection, conversation, now)
    return Claim(visitor, payload)


def mark_active(connection: Connection, conversation: str, now: float) -> None:
    """Note that the visitor is there, unless the conversation was erased or that was noted a moment ago."""
    connection.execute(_mark_active, {"of": conversation, "at": now})


def claim_first(connection: Connection, conversation: str, asked: Asked, now: float) -> Claim | None:
    """Claim what is asked for the first time, in one statement of PostgreSQL.

    None if it is not the first time, the conversation is not there, or something else took the message's number at this moment.
    """
    visitor = _said(asked, asked.text, now, 0)
    row = {f"new_{name}": value for name, value in _claimed(conversation, visitor, asked).items()}
    seq = connection.execute(_claim_first, {"of": conversation, **row}).scalar()
    return Claim(_said(asked, asked.text, now, seq, visitor.id), asked.payload or asked.text) if seq else None


def needs_a_look(asked: Asked) -> bool:
    """Whether what is asked is a button that stands in a message."""
    return asked.button is not None and asked.payload is None


def give_up(connection: Connection, conversation: str, client_msg_id: str) -> None:
    """See `WebsiteStore.give_up`."""
    renew(connection, [(conversation, client_msg_id)], 0.0)


def renew(connection: Connection, asked: Sequence[tuple[str, str]], now: float) -> None:
    """See `WebsiteStore.renew`."""
    connection.execute(_mark_claimed, [{"of": conversation, "asked": client_msg_id, "at": now} for conversation, client_msg_id in asked])


def _said(asked: Asked, text: str, now: float, seq: int, message_id: str = "") -> Message:
    return Message(message_id or new_message_id(), seq, "visitor", asked.client_msg_id, text, (), None, now)


def _claimed(conversation: str, visitor: Message, asked: Asked) -> dict[str, object]:
    return {**row_of(conversation, visitor), "pressed": asked.button, "claimed": visitor.created}


def _claim_again(connection: Connection, earlier: Row, asked: Asked, now: float) -> Claim:
    if (earlier.pressed, asked.button) != (None, None):
        if earlier.pressed != asked.button:
            raise IdUsed
    elif earlier.text != asked.text:
        raise IdUsed
    visitor = stored_message(earlier)
    answer = replies_to(connection, earlier.conversation, asked.client_msg_id)
    if answer or is_alive(earlier.claimed, now):
        return Claim(visitor, None, answer)
    _, payload = _what_is_asked(connection, earlier.conversation, asked)
    renew(connection, [(earlier.conversation, asked.client_msg_id)], now)
    return Claim(visitor, payload, was_begun=True)


def _what_is_asked(connection: Connection, conversation: str, asked: Asked) -> tuple[str, str]:
    """Text for the transcript, and what the assistant shall read."""
    if not needs_a_look(asked):
        return asked.text, asked.payload or asked.text
    message_id, _, number = str(asked.button).partition(".")
    mine = sa.and_(messages.c.conversation == conversation, messages.c.id == message_id)
    buttons = connection.execute(sa.select(messages.c.buttons).where(mine)).scalar() or []
    if not number.isdecimal() or int(number) >= len(buttons) or not buttons[int(number)].get("payload"):
        raise UnknownButton
    button = buttons[int(number)]
    return button["title"], button["payload"]
