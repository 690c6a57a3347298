"""How far the assistant's events and votes have been copied: the one row of `Cursor`."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from review.conversations.bulk import moment_column, read_all
from review.conversations.models import Cursor
from review.conversations.reading import Place

_TABLE = Cursor._meta.db_table
_SELECT = f"SELECT transaction_id, event_id, voted_until FROM {_TABLE} WHERE id = 1"
_BEGIN = f"INSERT INTO {_TABLE} (id, transaction_id, event_id, voted_until, updated_at) VALUES (1, 0, 0, 0, %s) ON CONFLICT DO NOTHING"
_MOVE = f"UPDATE {_TABLE} SET transaction_id = %s, event_id = %s, voted_until = %s, updated_at = %s WHERE id = 1"
# What a crash of PostgreSQL takes back is copied again, so the transaction's end does not wait for the disk.
_HOLD = f"SET LOCAL synchronous_commit TO off; {_SELECT} FOR UPDATE"


class Reached(NamedTuple):
    """How far: the last event, and the newest vote (Unix seconds)."""

    place: Place = Place()
    voted_until: float = 0.0


def reached() -> Reached:
    """As it stands, for a look."""
    return next(map(_of_row, read_all(_SELECT)), Reached())


def hold() -> Reached:
    """As it stands, and for this transaction alone: whoever else copies or erases waits for its end.

    SQLite's transaction has the whole file for itself.
    """
    query = _HOLD if connection.vendor == "postgresql" else _SELECT
    held = read_all(query)
    if not held:
        with connection.cursor() as cursor:
            cursor.execute(_BEGIN, [moment_column(timezone.now())])
        held = read_all(query)
    return _of_row(held[0])


def move(to: Reached) -> None:
    """Note how far the transaction that holds it has come."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [to.place.transaction_id, to.place.event_id, to.voted_until, moment_column(timezone.now())])


def _of_row(row: tuple[Any, ...]) -> Reached:
    return Reached(Place(row[0], row[1]), row[2])
