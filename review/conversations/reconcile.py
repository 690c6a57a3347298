"""Proves that the copy holds everything: compares, sender by sender, what is in the events with what staff see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator

from django.db import connection

from review.privacy.erasure import is_buried

_COUNTED = "SELECT sender_id, COUNT(*), MAX(id) FROM events WHERE type_name IN ('user', 'bot') AND id <= %s GROUP BY sender_id"
_COPIED = """
SELECT c.sender_id, COUNT(*), MAX(m.source_id) FROM conversations_message m
JOIN conversations_conversation c ON c.id = m.conversation_id WHERE m.source_id <= %s GROUP BY c.sender_id
"""


@dataclass(frozen=True)
class Difference:
    """A sender of whom the copy has more or fewer messages than there are events; `last` are the highest ids on both sides."""

    sender_id: str
    events: int
    messages: int
    last: tuple[int, int]


def differences(until: int) -> Iterator[Difference]:
    """Every sender, except buried ones, whose messages up to event `until` are not the same on both sides."""
    events, messages = _counts(_COUNTED, until), _counts(_COPIED, until)
    for sender_id in sorted(events.keys() | messages.keys()):
        there, here = events.get(sender_id, (0, 0)), messages.get(sender_id, (0, 0))
        if there != here and not is_buried(sender_id):
            yield Difference(sender_id, there[0], here[0], (there[1], here[1]))


def _counts(query: str, until: int) -> dict[str, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [until])
        return {sender_id: (count, last) for sender_id, count, last in cursor.fetchall()}
