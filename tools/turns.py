"""Reads a recorded turn from the tracker store, as the staff would find it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class RecordedTurn:
    """One turn as it stands in the tracker store."""

    intent: str = ""
    confidence: float = 0.0
    topics: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    reply: str = ""


def last_turn(database: Path, sender: str) -> RecordedTurn:
    """The last turn of `sender` in the SQLite tracker store `database`; empty where there is none."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("select data from events where sender_id = ? order by id", (sender,)).fetchall()
    return turn_of([json.loads(row[0]) for row in rows])


def turn_of(events: list[dict[str, Any]]) -> RecordedTurn:
    """The last turn among Rasa's events, oldest first."""
    starts = [place for place, event in enumerate(events) if event["event"] == "user"]
    if not starts:
        return RecordedTurn()
    visitor, replies = events[starts[-1]], [event for event in events[starts[-1] :] if event["event"] == "bot"]
    intent = (visitor.get("parse_data") or {}).get("intent") or {}
    marks = [reply.get("metadata") or {} for reply in replies]
    return RecordedTurn(
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0.0),
        topics=_distinct(marks, "topics"),
        choices=_distinct(marks, "choices"),
        reply="\n".join(reply.get("text") or "" for reply in replies),
    )


def _distinct(marks: list[dict[str, Any]], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for mark in marks for value in mark.get(name) or ()))
