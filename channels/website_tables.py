"""The website chat's own tables, beside Rasa's `events` in the conversations' database."""

from __future__ import annotations

import sqlalchemy as sa

tables = sa.MetaData()

sessions = sa.Table(
    "website_sessions",
    tables,
    sa.Column("conversation", sa.String(32), primary_key=True),
    sa.Column("chat_code", sa.String(9), nullable=False, unique=True),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("expires", sa.Float, nullable=False),
    sa.Column("last_activity", sa.Float, nullable=False, index=True),
    sa.Column("page", sa.String(500)),
    sa.Column("lang", sa.String(35)),
    sa.Column("erased_at", sa.Float),
)

# What the visitor saw. A reply carries the `client_msg_id` of the message that it answers. `pressed` is the id of the
# button behind a visitor's message; `claimed` the moment at which a worker began to answer it, 0 after a failure.
messages = sa.Table(
    "website_messages",
    tables,
    sa.Column("conversation", sa.String(32), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("id", sa.String(32), nullable=False),
    sa.Column("sender", sa.String(9), nullable=False),
    sa.Column("client_msg_id", sa.String(64), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("buttons", sa.JSON, nullable=False),
    sa.Column("topic", sa.String(64)),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("pressed", sa.String(80)),
    sa.Column("claimed", sa.Float),
)
_VISITORS = sa.text("sender = 'visitor'")
sa.Index(
    "website_messages_asked_once",
    messages.c.conversation,
    messages.c.client_msg_id,
    unique=True,
    sqlite_where=_VISITORS,
    postgresql_where=_VISITORS,
)

feedback = sa.Table(
    "website_feedback",
    tables,
    sa.Column("conversation", sa.String(32), primary_key=True),
    sa.Column("message_id", sa.String(32), primary_key=True),
    sa.Column("vote", sa.String(4), nullable=False),
    sa.Column("comment", sa.Text),
    sa.Column("created", sa.Float, nullable=False, index=True),
)

callbacks = sa.Table(
    "callback_requests",
    tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("conversation", sa.String(32), index=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("phone", sa.String(40)),
    sa.Column("email", sa.String(254)),
    sa.Column("best_time", sa.String(100)),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
)
