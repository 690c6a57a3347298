"""The website chat's own tables, beside Rasa's `events` in the conversations' database."""

from __future__ import annotations

import os
from typing import Any, Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

VARIABLE = "CLINIC_DATABASE"
SECONDS_TO_WAIT_FOR_A_LOCK = 5
# Any number, as long as no other program takes the same lock: workers that start together make the tables once.
_LOCK_OF_THE_TABLES = 5_005_001
_tables = sa.MetaData()

sessions = sa.Table(
    "website_sessions",
    _tables,
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
    _tables,
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
    _tables,
    sa.Column("conversation", sa.String(32), primary_key=True),
    sa.Column("message_id", sa.String(32), primary_key=True),
    sa.Column("vote", sa.String(4), nullable=False),
    sa.Column("comment", sa.Text),
    sa.Column("created", sa.Float, nullable=False, index=True),
)

callbacks = sa.Table(
    "callback_requests",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("conversation", sa.String(32), index=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("phone", sa.String(40)),
    sa.Column("email", sa.String(254)),
    sa.Column("best_time", sa.String(100)),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
)

# Rasa makes and fills this one; here it is only deleted from.
events = sa.table("events", sa.column("sender_id"), sa.column("timestamp"))


def database_url(variables: Mapping[str, str] = os.environ) -> str:
    """Where the conversations are: a path is an SQLite file, anything with `://` is taken as it stands.

    :raises SystemExit: the environment does not say.
    """
    place = variables.get(VARIABLE, "").strip()
    if not place:
        raise SystemExit(f"The assistant cannot start. {VARIABLE} must name the conversations' database.")
    return place if "://" in place else f"sqlite:///{place}"


def is_file(url: str) -> bool:
    """Whether the database at `url` is a file on this machine, not a server."""
    return url.startswith("sqlite")


def open_database(url: str) -> Engine:
    """Connect, with one connection, and make the tables that are missing."""
    engine = sa.create_engine(url, poolclass=sa.pool.QueuePool, pool_size=1, max_overflow=0, pool_pre_ping=not is_file(url))
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_to_write)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_OF_THE_TABLES)))
        _tables.create_all(connection)
    return engine


def _set_up_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None  # the driver begins no transaction of its own
    for setting in (
        f"busy_timeout = {SECONDS_TO_WAIT_FOR_A_LOCK * 1000}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "secure_delete = ON",  # what is erased is overwritten, not only unlinked
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin_to_write(connection: Connection) -> None:
    # Taken at once: a lock that is asked for half-way fails where another worker writes.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
