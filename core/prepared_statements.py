"""Statements of every turn that PostgreSQL parses and plans once for each connection, not once for each turn.

A statement says by its execution option `prepared` that it may be. What is sent in its place is PREPARE, the first time on a
connection, and EXECUTE. Behind a pooler that gives each transaction another connection nothing that was prepared can be relied on;
where that shows, statements are sent as they are from then on.
"""

from __future__ import annotations

import hashlib
import logging
import re
from typing import Any

import psycopg2
from psycopg2.errors import DuplicatePreparedStatement, InvalidSqlStatementName
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, ExceptionContext

logger = logging.getLogger(__name__)
OPTION = "prepared"
_PARAMETER = re.compile(r"%\((\w+)\)s")


class PreparedStatements:
    """Sends statements prepared as long as connections keep them; on SQLite nothing changes."""

    def __init__(self, engine: type[Engine] | Engine = Engine) -> None:
        """Do so on `engine`, or on each one of this process."""
        self._are_kept = True
        event.listen(engine, "before_cursor_execute", self._send, retval=True)
        event.listen(engine, "handle_error", self._notice_a_pooler)

    def _send(self, connection: Connection, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> tuple[str, Any]:
        wanted = self._are_kept and not many and context and context.execution_options.get(OPTION)
        if not wanted or connection.dialect.name != "postgresql":
            return statement, values
        known = connection.connection.info.setdefault(OPTION, {})  # it is forgotten with the connection
        if statement not in known:
            try:
                known[statement] = "; ".join(_prepared(cursor, part.strip()) for part in statement.split(";"))
            except psycopg2.Error as error:
                self._notice(error)
                return statement, values
        return known[statement], values

    def _notice_a_pooler(self, context: ExceptionContext) -> None:
        self._notice(context.original_exception)

    def _notice(self, error: BaseException) -> None:
        if self._are_kept and isinstance(error, (DuplicatePreparedStatement, InvalidSqlStatementName)):
            self._are_kept = False
            logger.warning("The database forgets prepared statements, as behind a pooler: none is prepared from now on")


def _prepared(cursor: Any, statement: str) -> str:
    """Prepare one statement; how it is executed, with psycopg2's parameters.

    :raises psycopg2.Error: the database refused it.
    """
    names = list(dict.fromkeys(_PARAMETER.findall(statement)))
    places = {name: f"${number}" for number, name in enumerate(names, start=1)}
    # Behind a pooler another worker's statement may stand under a name, so each name stands for one text.
    name = f"clinic_{hashlib.sha256(statement.encode()).hexdigest()[:32]}"
    cursor.execute(f"PREPARE {name} AS {_PARAMETER.sub(lambda found: places[found[1]], statement)}")
    return f"EXECUTE {name} ({', '.join(f'%({each})s' for each in names)})"
