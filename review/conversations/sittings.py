"""Conversations as plain rows: what the ingester reads of them, adds to and writes back, without Django's models."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Sequence

from django.db import connection

from review.conversations.bulk import marks, moment_column, read_all
from review.conversations.models import Conversation

_TABLE = Conversation._meta.db_table
_NAMES = ("sender_id", "number", "chat_code")
_COUNTS = (
    "is_copied", "channel", "started_at", "last_at", "first_words", "visitor_messages", "assistant_messages", "lowest_confidence",
    "fell_back", "emergency", "asked_for_a_person", "thumbs_up", "thumbs_down",
)  # fmt: skip
_COLUMNS = (*_NAMES, *_COUNTS)
_SELECT = f"SELECT id, {', '.join(_COLUMNS)} FROM {_TABLE}"
_INSERT = f"INSERT INTO {_TABLE} ({', '.join(_COLUMNS)}, flagged) VALUES"
_UPDATE = f"UPDATE {_TABLE} SET {', '.join(f'{column} = %s' for column in _COUNTS)} WHERE id = %s"


@dataclass
class Sitting:
    """One sitting of one visitor; the attributes are columns of `Conversation`. `pk` is 0 while it has no row.

    Moments are as the database gives and takes them: nothing is computed with them.
    """

    pk: int
    sender_id: str
    number: int
    chat_code: str = ""
    is_copied: bool = True
    channel: str = ""
    started_at: Any = None
    last_at: Any = None
    first_words: str = ""
    visitor_messages: int = 0
    assistant_messages: int = 0
    lowest_confidence: float | None = None
    fell_back: bool = False
    emergency: bool = False
    asked_for_a_person: bool = False
    thumbs_up: int = 0
    thumbs_down: int = 0

    @property
    def is_silent(self) -> bool:
        """Whether nothing was said yet."""
        return not self.visitor_messages + self.assistant_messages


def new_sitting(sender_id: str, number: int, at: dt.datetime) -> Sitting:
    """One that has no row yet and begins at `at`."""
    moment = moment_column(at)
    return Sitting(0, sender_id, number, started_at=moment, last_at=moment)


def of_senders(sender_ids: Sequence[str]) -> list[Sitting]:
    """All sittings of some senders, in their order."""
    if not sender_ids:
        return []
    return [Sitting(*row) for row in read_all(f"{_SELECT} WHERE sender_id IN ({marks(sender_ids)}) ORDER BY number", sender_ids)]


def of_numbers(numbers: Sequence[int]) -> list[Sitting]:
    """Those with these ids."""
    if not numbers:
        return []
    return [Sitting(*row) for row in read_all(f"{_SELECT} WHERE id IN ({marks(numbers)})", numbers)]


def insert(sittings: Sequence[Sitting]) -> None:
    """Give new ones a row and a `pk`."""
    if not sittings:
        return
    values = attrgetter(*_COLUMNS)
    rows = [(*values(each), False) for each in sittings]
    one = f"({marks(rows[0])})"
    query = f"{_INSERT} {', '.join([one] * len(rows))} RETURNING id, sender_id, number"
    numbers = {(sender_id, number): pk for pk, sender_id, number in read_all(query, [value for row in rows for value in row])}
    for each in sittings:
        each.pk = numbers[each.sender_id, each.number]


def update(sittings: Sequence[Sitting]) -> None:
    """Write what is counted: many rows at once, as Django's own `bulk_update` takes far longer."""
    if not sittings:
        return
    values = attrgetter(*_COUNTS, "pk")
    rows = [values(each) for each in sittings]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_update_on_postgresql(len(rows)), [value for row in rows for value in row])
        else:
            cursor.executemany(_UPDATE, rows)


def _update_on_postgresql(rows: int) -> str:
    """All rows in one statement. The types are said, as a column of nulls has none."""
    types = {field.column: field.db_type(connection) for field in Conversation._meta.concrete_fields}
    settings = ", ".join(f"{column} = CAST(new.{column} AS {types[column]})" for column in _COUNTS)
    values = ", ".join([f"({marks((*_COUNTS, 'id'))})"] * rows)
    return f"UPDATE {_TABLE} SET {settings} FROM (VALUES {values}) AS new ({', '.join(_COUNTS)}, id) WHERE {_TABLE}.id = new.id"
