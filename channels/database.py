"""The conversations' database, as a channel uses it: its own connection, its own tables, beside Rasa's `events`.

A call of SQLite takes less time than handing it to a thread, so it is made at once, as Rasa's tracker store does. Calls of
a database across a network run in one thread of their own, so that they do not hold up the event loop; there each journey
counts, to begin and to end a transaction too, so what is one statement is sent without either.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, Callable, Iterator, Mapping, TypeVar

import psycopg2
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DisconnectionError, OperationalError

from channels.table_upgrades import make_what_is_missing

VARIABLE = "CLINIC_DATABASE"
SECONDS_TO_WAIT_FOR_A_LOCK = 5
# A connection that was in use a moment ago is there still, or its server has just died.
SECONDS_IDLE_BEFORE_A_LOOK = 1.0
# Any number, as long as no other program takes the same lock: workers that start together make the tables once.
_LOCK_OF_THE_TABLES = 5_005_001

# An execution option of statements that run in every turn: the server has PostgreSQL plan them once (core/prepared_statements.py).
IN_EVERY_TURN = {"prepared": True}
# Rasa makes and fills this one; here it is only read and deleted from.
events = sa.table("events", *(sa.column(name) for name in ("id", "sender_id", "type_name", "timestamp", "data")))

Result = TypeVar("Result")


def database_url(variables: Mapping[str, str] = os.environ) -> str:
    """Where the conversations are: a path is an SQLite file, anything with `://` is taken as it stands.

    :raises SystemExit: the environment does not say.
    """
    place = variables.get(VARIABLE, "").strip()
    if not place:
        raise SystemExit(f"The assistant cannot start. {VARIABLE} must name the conversations' database.")
    return place if "://" in place else f"sqlite:///{place}"


class Database:
    """Runs functions that take a connection: in a transaction, or only to read."""

    def __init__(self, url: str, tables: sa.MetaData) -> None:
        """Open the database at `url` and make what is missing of `tables`."""
        self._thread = None if _is_file(url) else ThreadPoolExecutor(1, "channel-database")
        self._engine: Engine = self._thread.submit(open_database, url, tables).result() if self._thread else open_database(url, tables)
        # A file's connection cannot be lost, so it is not handed back and asked for again in every turn.
        self._kept = None if self._thread else self._engine.connect()

    @property
    def is_remote(self) -> bool:
        """Whether each statement is a journey to a server."""
        return self._thread is not None

    def close(self) -> None:
        """Finish what is under way and close the database; harmless the second time."""
        if self._thread:
            self._thread.shutdown()
        if self._kept:
            self._kept.close()
        self._engine.dispose()

    async def write(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """Call `work` with a connection and `arguments` in a transaction."""
        return await self._run(self.write_now, work, *arguments)

    async def write_alone(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """As `write`, where `work` makes one statement, which is done or not done as a whole by itself."""
        return await self._run(self._outside_transactions if self.is_remote else self.write_now, work, *arguments)

    async def read(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """Call `work` with a connection and `arguments`; each of its statements sees what is there by then."""
        return await self._run(self._outside_transactions, work, *arguments)

    def write_now(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """As `write`, for code outside the event loop."""
        try:
            with self._connected() as connection, connection.begin():
                return work(connection, *arguments)
        except OperationalError:
            self._renew()
            raise

    async def _run(self, call: Callable[..., Result], *arguments: Any) -> Result:
        if self._thread is None:
            return call(*arguments)
        return await asyncio.get_running_loop().run_in_executor(self._thread, call, *arguments)

    def _outside_transactions(self, work: Callable[..., Result], *arguments: Any) -> Result:
        with _outside_transactions(self._engine) if self.is_remote else self._connected() as connection:
            return work(connection, *arguments)

    def _renew(self) -> None:
        """Begin with a new connection: one that was refused its lock stands half in a transaction."""
        if self._kept:
            self._kept.invalidate()
            self._kept.close()
            self._kept = self._engine.connect()

    def _connected(self) -> AbstractContextManager[Connection]:
        return contextlib.nullcontext(self._kept) if self._kept else self._engine.connect()


def open_database(url: str, tables: sa.MetaData) -> Engine:
    """Connect, with one connection, and make what is missing of `tables`."""
    engine = sa.create_engine(url, poolclass=sa.pool.QueuePool, pool_size=1, max_overflow=0)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_to_write)
    else:
        _look_after_idling(engine)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_OF_THE_TABLES)))
        make_what_is_missing(connection, tables)
    return engine


@contextlib.contextmanager
def _outside_transactions(engine: Engine) -> Iterator[Connection]:
    """A connection whose statements each are done or not done by themselves, by psycopg2's own setting.

    SQLAlchemy's isolation level AUTOCOMMIT sends a statement more when the connection is handed back, to set the level as it was.
    """
    with engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        driver.autocommit = True
        try:
            yield connection
        finally:
            with contextlib.suppress(psycopg2.Error):  # it is lost, and the pool will see that
                driver.autocommit = False


def _is_file(url: str) -> bool:
    return url.startswith("sqlite")


def _look_after_idling(engine: Engine) -> None:
    """Use no connection that its server or a firewall has ended meanwhile; what SQLAlchemy does before each use, a journey each time."""

    @sa.event.listens_for(engine, "checkin")
    def note(connection: Any, record: Any) -> None:
        record.info["used"] = time.monotonic()

    @sa.event.listens_for(engine, "checkout")
    def look(connection: Any, record: Any, proxy: Any) -> None:
        used = record.info.get("used")  # a new connection was not used yet
        if used and time.monotonic() - used > SECONDS_IDLE_BEFORE_A_LOOK and not engine.dialect.do_ping(connection):
            raise DisconnectionError


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
