"""What was said, as plain rows of the messages' table: the ingester writes and counts them without Django's models.

A model's instance costs several times as much as its row; on two processors the copy shall leave them to the visitors.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Sequence

from django.db import connection

from review.conversations.bulk import marks, moment_column, read_all, write_all
from review.conversations.models import Message

_PLAIN = (
    "kind", "text", "is_button", "intent", "confidence", "runner_up", "runner_up_confidence", "topic", "response", "gap",
    "is_ambiguous", "is_refused",
)  # fmt: skip
_JSON = ("ranking", "entities", "slots", "topics", "buttons")
_WRITTEN = ("conversation_id", "sent_at", *_PLAIN, *_JSON)
_plain, _documents = attrgetter(*_PLAIN), attrgetter(*_JSON)
_TABLE = Message._meta.db_table
# Columns without a default in the table: a vote comes later.
_INSERT = f"INSERT INTO {_TABLE} (source_id, {', '.join(_WRITTEN)}, vote, comment) VALUES"
_AGAIN = f"ON CONFLICT (source_id) DO UPDATE SET {', '.join(f'{column} = excluded.{column}' for column in _WRITTEN)}"
_COUNTED = (
    "conversation_id", "source_id", "sent_at", "kind", "text", "is_button", "intent", "confidence", "topic", "topics", "gap",
    "is_ambiguous", "is_refused", "vote",
)  # fmt: skip
_LINKED = f"UPDATE {_TABLE} SET topic = %s, is_refused = %s, vote = %s WHERE source_id = %s"
_LAST = f"SELECT c.id, (SELECT MAX(m.source_id) FROM {_TABLE} m WHERE m.conversation_id = c.id) FROM conversations_conversation c"


@dataclass
class Said:
    """One thing said; the attributes are the columns of `Message`."""

    source_id: int
    sent_at: dt.datetime
    kind: str
    conversation_id: int = 0
    text: str = ""
    is_button: bool = False
    intent: str = ""
    confidence: float | None = None
    runner_up: str = ""
    runner_up_confidence: float | None = None
    ranking: list[Any] = field(default_factory=list)
    entities: list[Any] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    topic: str = ""
    topics: list[str] = field(default_factory=list)
    response: str = ""
    gap: str = ""
    buttons: list[str] = field(default_factory=list)
    is_ambiguous: bool = False
    is_refused: bool = False
    vote: str = ""


def store(said: Sequence[Said]) -> None:
    """Write what was said; a row that is there already, by the event's id, is written again."""
    write_all(_INSERT, [_row(each) for each in said], _AGAIN)


def store_links(said: Sequence[Said]) -> None:
    """Write what replies say about the question before them."""
    with connection.cursor() as cursor:
        for each in said:
            cursor.execute(_LINKED, [each.topic, each.is_refused, each.vote, each.source_id])


def store_late_slot(conversation_id: int, before: int, name: str, value: Any) -> None:
    """Put a slot on the visitor's last message before an event: a batch has ended between the two."""
    earlier = Message.objects.filter(conversation=conversation_id, kind=Message.Kind.VISITOR, source_id__lt=before)
    if asked := earlier.order_by("-source_id").first():
        asked.slots = {**asked.slots, name: value}
        asked.save(update_fields=["slots"])


def said_in(conversations: Sequence[int]) -> dict[int, list[Said]]:
    """All that was said in `conversations`, in order, as far as it is counted."""
    found: dict[int, list[Said]] = defaultdict(list)
    for row in Message.objects.filter(conversation__in=conversations).order_by("source_id").values_list(*_COUNTED):
        found[row[0]].append(Said(**dict(zip(_COUNTED, row))))
    return found


def last_event_in(conversations: Sequence[int]) -> dict[int, int]:
    """The highest event's id in each of `conversations`, 0 where nothing was said."""
    if not conversations:
        return {}
    return {number: last or 0 for number, last in read_all(f"{_LAST} WHERE c.id IN ({marks(conversations)})", conversations)}


def _row(said: Said) -> list[Any]:
    # An empty list or dict is the same text in Python and in JSON.
    documents = (json.dumps(value) if value else str(value) for value in _documents(said))
    return [said.source_id, said.conversation_id, moment_column(said.sent_at), *_plain(said), *documents, "", ""]
