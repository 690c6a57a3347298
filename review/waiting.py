"""How far behind the work on the database is: events that the ingester has not copied, messages that nobody has answered or sent."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any, NamedTuple, Sequence

from django.db import connection

from review.conversations.models import Cursor
from review.conversations.reading import KINDS
from review.environment import PROJECT
from review.messaging import tables

# More are counted as so many: a count of all would take the longer the more there are.
MOST_COUNTED = 100_000
_BEHIND = "SELECT COUNT(*), MIN(timestamp) FROM (SELECT timestamp FROM events WHERE {place} AND type_name IN ({kinds}) LIMIT %s) AS newer"
_IN = "SELECT channel, COUNT(*), MIN(received) FROM messaging_received WHERE answered IS NULL GROUP BY channel"
_OUT = "SELECT channel, COUNT(*), MIN(created) FROM messaging_sent WHERE state = 'waiting' GROUP BY channel"


class Lag(NamedTuple):
    """How many things wait, and for how many seconds the oldest has."""

    number: int
    seconds: float


class Queue(NamedTuple):
    """What waits on one messaging channel: `in` for an answer, `out` for the platform."""

    channel: str
    direction: str
    lag: Lag


def ingesters_lag() -> Lag:
    """Events that make conversations and are not copied yet."""
    values: tuple[Any, ...]
    cursor = Cursor.objects.filter(pk=1).first() or Cursor()
    if connection.vendor == "postgresql":
        place, values = "(xid, id) > (%s::text::xid8, %s)", (str(cursor.transaction_id), cursor.event_id)
    else:
        place, values = "id > %s", (cursor.event_id,)
    query = _BEHIND.format(place=place, kinds=", ".join(["%s"] * len(KINDS)))
    with connection.cursor() as opened:
        opened.execute(query, [*values, *KINDS, MOST_COUNTED])
        return _lag(*opened.fetchone())


def queues() -> Sequence[Queue]:
    """The messaging channels' queues that are not empty."""
    queries = (("in", _IN), ("out", _OUT))
    return [Queue(channel, way, _lag(number, since)) for way, query in queries for channel, number, since in tables.rows(query)]


def database_bytes() -> int:
    """The size of the database."""
    if connection.vendor != "postgresql":
        return sum(file.stat().st_size for file in _files() if file.is_file())
    with connection.cursor() as opened:
        opened.execute("SELECT pg_database_size(current_database())")
        return int(opened.fetchone()[0])


def disk() -> tuple[int, int]:
    """Free and all bytes of the disk with the SQLite file; with PostgreSQL, of the disk that the desk itself stands on."""
    usage = shutil.disk_usage(PROJECT if connection.vendor == "postgresql" else _files()[0].parent)
    return usage.free, usage.total


def _files() -> Sequence[Path]:
    name = str(connection.settings_dict["NAME"])
    return [Path(f"{name}{end}") for end in ("", "-wal", "-shm")]


def _lag(number: int, since: float | None) -> Lag:
    return Lag(number, max(0.0, time.time() - since) if since else 0.0)
