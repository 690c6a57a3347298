"""Many rows in one statement, which Django's models cannot read or write as cheaply."""

from __future__ import annotations

import datetime as dt
from typing import Any, Sequence

from django.db import connection


def marks(values: Sequence[Any]) -> str:
    """A mark for each of `values`, for `IN (...)`."""
    return ", ".join(["%s"] * len(values))


def moment_column(moment: dt.datetime) -> Any:
    """A moment as a column of the database in use takes it."""
    return connection.ops.adapt_datetimefield_value(moment)


def read_all(query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows that `query` gives."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def write_all(insert: str, rows: Sequence[Sequence[Any]], otherwise: str = "", one: str = "") -> None:
    """Insert `rows`: `insert` ends with VALUES, `otherwise` says what happens on a conflict.

    :param one: the values of one row; a mark for each without it.
    """
    if not rows:
        return
    one = one or f"({marks(rows[0])})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a way to the server and back for all of them
            cursor.execute(f"{insert} {', '.join([one] * len(rows))} {otherwise}", [value for row in rows for value in row])
        else:  # the statement is made once
            cursor.executemany(f"{insert} {one} {otherwise}", rows)
