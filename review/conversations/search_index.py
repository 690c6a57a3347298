"""The index of the full-text search over messages: FTS5 in SQLite, a tsvector in PostgreSQL; both are kept by triggers."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from review.conversations.models import Message

_SQLITE = (
    "CREATE VIRTUAL TABLE message_search USING fts5(text, content='conversations_message', content_rowid='id',"
    " tokenize='unicode61 remove_diacritics 2')",
    "CREATE TRIGGER message_search_insert AFTER INSERT ON conversations_message BEGIN"
    " INSERT INTO message_search(rowid, text) VALUES (new.id, new.text); END",
    "CREATE TRIGGER message_search_delete AFTER DELETE ON conversations_message BEGIN"
    " INSERT INTO message_search(message_search, rowid, text) VALUES ('delete', old.id, old.text); END",
    "CREATE TRIGGER message_search_update AFTER UPDATE OF text ON conversations_message WHEN old.text <> new.text BEGIN"
    " INSERT INTO message_search(message_search, rowid, text) VALUES ('delete', old.id, old.text);"
    " INSERT INTO message_search(rowid, text) VALUES (new.id, new.text); END",
)
_POSTGRESQL = (
    "ALTER TABLE conversations_message ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED",
    "CREATE INDEX message_search ON conversations_message USING gin (search)",
)
_MOST_WORDS = 8


def make_index(apps: Any, schema_editor: Any) -> None:
    """Make it in the database of the migration."""
    statements = _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def conversations_with(words: str) -> QuerySet[Message, Any] | None:
    """Ids of the conversations in which one message has all of `words`, the last of them perhaps begun only; None for no word.

    Whatever stands between words is ignored, so no sign of the databases' query languages gets through.
    """
    found = re.findall(r"\w+", words)[:_MOST_WORDS]
    if not found:
        return None
    if connection.vendor == "postgresql":
        query = " & ".join(found) + ":*"
        matches = Message.objects.extra(where=["search @@ to_tsquery('simple', %s)"], params=[query])
    else:
        query = " ".join(f'"{word}"' for word in found) + "*"
        matches = Message.objects.filter(id__in=RawSQL("SELECT rowid FROM message_search WHERE message_search MATCH %s", [query]))
    return matches.values("conversation_id")


def forget_deleted_words() -> None:
    """Take the words of deleted messages out of the index's older parts (SQLite keeps them there until it merges)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO message_search(message_search) VALUES ('optimize')")
