"""The messaging channels' own tables, in the conversations' database. The desk reads them and writes to `messaging_sent`."""

from __future__ import annotations

import sqlalchemy as sa

tables = sa.MetaData()

# One person on one channel. `conversation` is Rasa's sender id, made by us, so that no phone number stands in the events;
# `address` is where answers go, `shown` what staff may see of it. `last_heard` is the person's last message (Unix seconds),
# `opted_out` the moment at which they asked for no more text messages; until `quiet_until` a member of staff is talking,
# and the assistant's answers are held back, except those for an emergency.
contacts = sa.Table(
    "messaging_contacts",
    tables,
    sa.Column("conversation", sa.String(32), primary_key=True),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("address", sa.String(200), nullable=False),
    sa.Column("shown", sa.String(60), nullable=False),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("last_heard", sa.Float, nullable=False, index=True),
    sa.Column("opted_out", sa.Float),
    sa.Column("quiet_until", sa.Float),
    sa.UniqueConstraint("channel", "address"),
)

# What people sent, so that nothing is lost or answered twice. `text` (masked) goes once it is answered: Rasa has it then.
received = sa.Table(
    "messaging_received",
    tables,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("message_id", sa.String(200), nullable=False),
    sa.Column("conversation", sa.String(32), nullable=False, index=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("received", sa.Float, nullable=False),
    sa.Column("claimed", sa.Float, nullable=False),
    sa.Column("answered", sa.Float),
    sa.UniqueConstraint("channel", "message_id"),
    sqlite_autoincrement=True,
)
_UNANSWERED = sa.text("answered IS NULL")
sa.Index("messaging_unanswered", received.c.channel, received.c.number, sqlite_where=_UNANSWERED, postgresql_where=_UNANSWERED)

# What goes out, one row for each message of the platform. `author` is "assistant" or the name of a member of staff;
# `state` is waiting, sent, failed or held (a member of staff is talking). `problem` says in a word why it failed.
sent = sa.Table(
    "messaging_sent",
    tables,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.String(32), nullable=False, unique=True),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("conversation", sa.String(32), nullable=False, index=True),
    sa.Column("author", sa.String(150), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("buttons", sa.JSON, nullable=False),
    sa.Column("topic", sa.String(64)),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due", sa.Float, nullable=False),
    sa.Column("problem", sa.String(60), nullable=False),
    sqlite_autoincrement=True,
)
_WAITING = sa.text("state = 'waiting'")
sa.Index("messaging_waiting", sent.c.channel, sent.c.number, sqlite_where=_WAITING, postgresql_where=_WAITING)
_FAILED = sa.text("state = 'failed'")
sa.Index("messaging_failed", sent.c.created, sqlite_where=_FAILED, postgresql_where=_FAILED)
