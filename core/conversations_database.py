"""The table of Rasa's events in the conversations' database: how it is reached, read and added to.

`CLINIC_DATABASE` names the database for the assistant and for the desk alike: the path of an SQLite file, or a URL of PostgreSQL.
"""

from __future__ import annotations

import json
from typing import Any, Iterable, Sequence

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import Event, SessionStarted, UserUttered
from sqlalchemy.engine import Connection, Engine, Row
from sqlalchemy.pool import QueuePool

from core.prepared_statements import OPTION

# The rest of the patience is the tracker store's, which lets other visitors' turns go on meanwhile.
SECONDS_TO_WAIT_FOR_A_LOCK = 1
SECONDS_TO_CONNECT = 3
MOST_CONNECTIONS, CONNECTIONS_WITH_TRANSACTIONS = 4, 2
EVENTS = SQLTrackerStore.SQLEvent.__table__
# Built once: to build a statement takes longer than SQLite takes to answer it.
_OF_SENDER = EVENTS.c.sender_id == sa.bindparam("sender")
_LAST_ROW = sa.select(sa.func.max(EVENTS.c.id)).where(_OF_SENDER).execution_options(**{OPTION: True})
_WHOLE = sa.select(EVENTS.c.id, EVENTS.c.data).where(_OF_SENDER).order_by(EVENTS.c.id)
_SESSION_STARTED = sa.select(sa.func.max(EVENTS.c.id)).where(_OF_SENDER, EVENTS.c.type_name == SessionStarted.type_name)
_LAST_SESSION = _WHOLE.where(EVENTS.c.id >= sa.func.coalesce(_SESSION_STARTED.scalar_subquery(), 0))
_ADD = EVENTS.insert()
_NEWER = "SELECT count(*), max(id) FROM events WHERE sender_id = :of AND id > :after"
_newer_of_a_file = sa.text(_NEWER)
# Where several may write at a time, they take a lock on the conversation before they look: whoever comes second sees the first one's
# rows. SQLite has one writer. The statements of one journey are a transaction, also where none was begun.
_COLUMNS = ("type_name", "timestamp", "intent_name", "action_name", "data")
_lock = "SELECT pg_advisory_xact_lock(hashtextextended(:of, 0));"
_add_all = (
    f" INSERT INTO events (sender_id, {', '.join(_COLUMNS)}) SELECT CAST(:of AS varchar), {', '.join(_COLUMNS)}"
    " FROM unnest(CAST(:type_name AS text[]), CAST(:timestamp AS float8[]), CAST(:intent_name AS text[]),"
    f" CAST(:action_name AS text[]), CAST(:data AS text[])) WITH ORDINALITY AS new ({', '.join(_COLUMNS)}, place)"
)
_IF_NOTHING_IS_NEWER = " WHERE NOT EXISTS (SELECT FROM events WHERE sender_id = CAST(:of AS varchar) AND id > :after)"
_add_next = sa.text(f"{_lock}{_add_all}{_IF_NOTHING_IS_NEWER} ORDER BY place RETURNING id").execution_options(**{OPTION: True})
_add_and_look = sa.text(f"{_lock}{_add_all} ORDER BY place; {_NEWER}")


class AlreadyHeard(Exception):
    """The message has had its turn, in another worker or in an attempt that was given up; that turn is the one that counts."""


def open_engine(place: str, pool_size: int = MOST_CONNECTIONS, **options: Any) -> Engine:
    """An engine for the database that `place` names: a path is an SQLite file, anything with `://` is a URL.

    :param options: of SQLAlchemy's engine, for PostgreSQL.
    :raises SystemExit: nothing is named.
    """
    if not place.strip() or place.startswith("${"):
        raise SystemExit("The assistant cannot start. CLINIC_DATABASE must name the conversations' database.")
    if "://" not in place:
        return _quick_sqlite(f"sqlite:///{place}")
    if place.startswith("sqlite"):
        return _quick_sqlite(place)
    url = place.replace("postgres://", "postgresql://", 1)
    # An error's text names the statement; what visitors wrote stays out of it.
    return sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"connect_timeout": SECONDS_TO_CONNECT},
        **options,
    )


def is_outage(error: BaseException) -> bool:
    """Whether the database was out of reach, locked or unable to write, so that the same may work a moment later."""
    if isinstance(error, (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)):
        return True
    return isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated


def last_row(connection: Connection, sender_id: str) -> int | None:
    """Id of the last event of a conversation, None if it has none."""
    row: int | None = connection.execute(_LAST_ROW, {"sender": sender_id}).scalar()
    return row


def read_rows(connection: Connection, sender_id: str, whole: bool) -> list[Row]:
    """Rows of a conversation's events in their order: the `whole` of it, or from the start of its last session."""
    rows: list[Row] = connection.execute(_WHOLE if whole else _LAST_SESSION, {"sender": sender_id}).all()
    return rows


def add_next(engine: Engine, sender_id: str, rows: Sequence[dict[str, Any]], after: int | None) -> int | None:
    """Add `rows` to a conversation, all or none, in one journey to PostgreSQL; the id of its last event.

    None where there are events after `after` already, and nothing was added.

    :param engine: it begins no transactions.
    """
    with engine.connect() as connection:
        added = connection.execute(_add_next, {"of": sender_id, "after": after or 0, **_by_column(rows)}).scalars().all()
    return max(added, default=None)


def add_rows(engine: Engine, sender_id: str, rows: Sequence[dict[str, Any]], after: int | None, again: bool) -> int | None:
    """Add `rows` to a conversation, all or none; the id of its last event, None where there are others that the turn did not know.

    :param after: its last event before them, as far as that turn knew.
    :param again: an attempt was made before; nobody can say whether that one came through, so look first.
    :raises AlreadyHeard: a turn of the same message was stored after `after` by somebody else.
    """
    with engine.begin() as connection:
        are_there = not rows or (again and _are_there(connection, sender_id, rows[0], after))
        count, last = _add(connection, sender_id, () if are_there else rows, after)
        if count > len(rows):
            _refuse_what_was_heard(connection, sender_id, rows, after)
            return None
        return last or after


def heard_in(events: Iterable[Event]) -> set[str]:
    """The ids of the messages that were heard in `events`."""
    return {event.message_id for event in events if isinstance(event, UserUttered) and event.message_id}


def row_of(sender_id: str, event: Event) -> dict[str, Any]:
    """The columns of an event, as Rasa's tracker store fills them."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _add(connection: Connection, sender_id: str, rows: Sequence[dict[str, Any]], after: int | None) -> Row:
    """Add `rows`; how many rows the conversation has after `after`, and the last of them."""
    known = {"of": sender_id, "after": after or 0}
    if connection.dialect.name == "postgresql":
        return connection.execute(_add_and_look, {**known, **_by_column(rows)}).one()
    if rows:
        connection.execute(_ADD, list(rows))
    return connection.execute(_newer_of_a_file, known).one()


def _by_column(rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in _COLUMNS}


def _are_there(connection: Connection, sender_id: str, row: dict[str, Any], after: int | None) -> bool:
    """Whether an earlier attempt to add `row` came through; no other row has its time and its data."""
    return connection.execute(_newer_than(sender_id, after).where(EVENTS.c.data == row["data"]).limit(1)).first() is not None


def _refuse_what_was_heard(connection: Connection, sender_id: str, rows: Sequence[dict[str, Any]], after: int | None) -> None:
    newer = connection.execute(_newer_than(sender_id, after).where(EVENTS.c.type_name == UserUttered.type_name)).scalars().all()
    ours, stored = _ids(row["data"] for row in rows if row["type_name"] == UserUttered.type_name), _ids(newer)
    if any(stored.count(message_id) > ours.count(message_id) for message_id in ours):
        raise AlreadyHeard


def _newer_than(sender_id: str, after: int | None) -> sa.sql.Select:
    return sa.select(EVENTS.c.data).where(EVENTS.c.sender_id == sender_id, EVENTS.c.id > (after or 0))


def _ids(stored: Iterable[str]) -> list[str]:
    return [found for found in (json.loads(data).get("message_id") for data in stored) if found]


def _quick_sqlite(url: str) -> Engine:
    """An engine for an SQLite file that keeps its connections and writes ahead.

    Writing ahead, readers and the writer do not wait for each other, and the disk is waited for at checkpoints alone: a
    crash of the machine may lose the last moments, a crash of the assistant loses nothing.
    """
    quick = sa.create_engine(url, poolclass=QueuePool, hide_parameters=True, connect_args={"timeout": SECONDS_TO_WAIT_FOR_A_LOCK})

    @sa.event.listens_for(quick, "connect")
    def settle(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    return quick
