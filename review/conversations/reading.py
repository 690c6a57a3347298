"""Reads the assistant's events so that none is lost, whoever writes at the same moment.

SQLite has one writer at a time, so ids become visible in their order. PostgreSQL has many: an id may become visible after a
higher one. There a row is read once every transaction that could still bring an earlier one is over: below the snapshot's
`xmin`, in the order of (transaction, id).
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import Any, Sequence

from django.db import connection

logger = logging.getLogger(__name__)
# What conversations are made of; the rest says how the assistant arrived at its answers.
KINDS = ("user", "bot", "session_started", "slot")
_COLUMNS = "id, sender_id, type_name, timestamp, data"
_SQLITE = f"SELECT 0, {_COLUMNS} FROM events WHERE id > %s AND type_name IN %s ORDER BY id LIMIT %s"
_POSTGRESQL = f"""
SELECT xid::text::bigint, {_COLUMNS} FROM events
WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) AND (xid, id) > (%s::text::xid8, %s) AND type_name IN %s
ORDER BY xid, id LIMIT %s
"""


@dataclass(frozen=True, order=True)
class Place:
    """How far the events have been read: the writing transaction (0 in SQLite) and the event's id."""

    transaction_id: int = 0
    event_id: int = 0


@dataclass(frozen=True)
class Event:
    """One event of the assistant; `data` is Rasa's own JSON."""

    place: Place
    sender_id: str
    kind: str
    timestamp: float
    data: dict[str, Any]


def events_after(place: Place, most: int) -> Sequence[Event]:
    """The next events of the kinds that make conversations, at most `most`."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL, [str(place.transaction_id), place.event_id, KINDS, most])
        else:
            marks = ", ".join(["%s"] * len(KINDS))
            cursor.execute(_SQLITE.replace("IN %s", f"IN ({marks})"), [place.event_id, *KINDS, most])
        return [_event(*row) for row in cursor.fetchall()]


def buttons_before(sender_id: str, event_id: int) -> list[dict[str, Any]]:
    """The buttons of the last reply to `sender_id` before an event that had any."""
    query = "SELECT data FROM events WHERE sender_id = %s AND id < %s AND type_name = 'bot' ORDER BY id DESC LIMIT 10"
    with connection.cursor() as cursor:
        cursor.execute(query, [sender_id, event_id])
        found = (_decoded(row[0]).get("data") or {} for row in cursor.fetchall())
        return next((data["buttons"] for data in found if data.get("buttons")), [])


def _event(transaction: int, event_id: int, sender_id: str, kind: str, timestamp: float | None, data: str | None) -> Event:
    decoded = _decoded(data)
    if not decoded:
        logger.error("Event %s has no data that can be read; it is shown without words", event_id)
    at = float(timestamp or decoded.get("timestamp") or 0.0)
    return Event(Place(transaction, event_id), sender_id, kind, at, decoded)


def _decoded(data: str | None) -> dict[str, Any]:
    try:
        decoded = json.loads(data or "{}")
    except ValueError:
        return {}
    return decoded if isinstance(decoded, dict) else {}
