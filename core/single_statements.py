"""Sends statements of PostgreSQL that need no transaction around them: each is one journey to the server.

SQLAlchemy's own isolation level AUTOCOMMIT sends a statement more whenever a connection is handed back, to set the level as it was;
psycopg2 keeps its own setting on this side of the network.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from sqlalchemy.engine import Connection, Engine


@contextmanager
def outside_transactions(engine: Engine) -> Iterator[Connection]:
    """A connection of psycopg2's whose statements each are done or not done by themselves."""
    with engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        driver.autocommit = True
        try:
            yield connection
        finally:
            with contextlib.suppress(psycopg2.Error):  # it is lost, and the pool will see that
                driver.autocommit = False
