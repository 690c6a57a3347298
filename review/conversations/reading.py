"""Reads the assistant's events so that none is lost, whoever writes at the same moment.

SQLite has one writer at a time, so ids become visible in their order. PostgreSQL has many: an id may become visible after a
higher one. There a row is read once every transaction that could still bring an earlier one is over: below the snapshot's
`xmin`, in the order of (transaction, id).

Every event is read, so that whoever must stay forgotten is noticed by any of them; the data only of those that are shown.
"""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from typing import Any, Sequence

from django.db import connection

from review.conversations.bulk import read_all

logger = logging.getLogger(__name__)
# What conversations are made of; the rest says how the assistant arrived at its answers.
KINDS = ("user", "bot", "session_started", "slot")
_SHOWN = ", ".join(f"'{kind}'" for kind in KINDS)
_COLUMNS = f"id, sender_id, type_name, timestamp, CASE WHEN type_name IN ({_SHOWN}) THEN data END"
_SQLITE = "SELECT {} FROM events WHERE id > %s ORDER BY id LIMIT %s"
_POSTGRESQL = """
SELECT {} FROM events WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) AND (xid, id) > (%s::text::xid8, %s) ORDER BY xid, id LIMIT %s
"""
_MAY_BE_UNSTORABLE = re.compile(r"\\u(?:0000|d[89a-f])", re.IGNORECASE)


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
    """The next events, at most `most`."""
    transaction = "xid::text::bigint" if connection.vendor == "postgresql" else "0"
    return [_event(*row) for row in _rows_after(place, f"{transaction}, {_COLUMNS}", most)]


def is_behind(place: Place) -> bool:
    """Whether there are events after `place`."""
    return bool(_rows_after(place, "1", 1))


def _rows_after(place: Place, columns: str, most: int) -> list[tuple[Any, ...]]:
    if connection.vendor == "postgresql":
        return read_all(_POSTGRESQL.format(columns), [str(place.transaction_id), place.event_id, most])
    return read_all(_SQLITE.format(columns), [place.event_id, most])


def buttons_before(sender_id: str, event_id: int) -> list[dict[str, Any]]:
    """The buttons of the last reply to `sender_id` before an event that had any."""
    query = "SELECT data FROM events WHERE sender_id = %s AND id < %s AND type_name = 'bot' ORDER BY id DESC LIMIT 10"
    found = (_decoded(row[0]).get("data") or {} for row in read_all(query, [sender_id, event_id]))
    return next((data["buttons"] for data in found if data.get("buttons")), [])


def _event(transaction: int, event_id: int, sender_id: str, kind: str, timestamp: float | None, data: str | None) -> Event:
    decoded = _decoded(data)
    if not decoded and kind in KINDS:
        logger.error("Event %s has no data that can be read; it is shown without words", event_id)
    at = float(timestamp or decoded.get("timestamp") or 0.0)
    return Event(Place(transaction, event_id), sender_id, kind, at, decoded)


def _decoded(data: str | None) -> dict[str, Any]:
    try:
        decoded = json.loads(data or "{}")
    except ValueError:
        return {}
    if not isinstance(decoded, dict):
        return {}
    return _storable(decoded) if data and _MAY_BE_UNSTORABLE.search(data) else decoded


def _storable(value: Any) -> Any:
    """JSON's `value` with a mark in place of each sign that no database takes: NUL, and half of a pair of surrogates."""
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [_storable(each) for each in value]
    return {_storable(name): _storable(each) for name, each in value.items()} if isinstance(value, dict) else value
