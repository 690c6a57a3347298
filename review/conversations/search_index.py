"""The index of the full-text search over messages: FTS5 in SQLite, a tsvector in PostgreSQL; both are kept by triggers."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Sequence

from django.db import connection
from django.db.models import QuerySet

from review.conversations.models import Conversation

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
# Every word of the index, by which a word that is begun only is completed.
_SQLITE_WORDS = "CREATE VIRTUAL TABLE IF NOT EXISTS message_words USING fts5vocab(message_search, row)"
_MOST_WORDS = 8
_MOST_ENDINGS = 40
# By whether the database is PostgreSQL: up to so many messages are looked up at once; a word that more have is looked for
# in one conversation after another. PostgreSQL is faster at the second, SQLite at the first.
FEW_MATCHES = {False: 20_000, True: 4_000}
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM message_search WHERE message_search MATCH %s LIMIT %s) AS found"
# CROSS JOIN keeps SQLite from going through all matches for each conversation.
_IS_AMONG = (
    "conversations_conversation.id IN (SELECT m.conversation_id FROM message_search"
    " CROSS JOIN conversations_message m ON m.id = message_search.rowid WHERE message_search MATCH %s)"
)
# As numbers, and materialized: PostgreSQL takes each word that is begun only for one that many messages have, and would go
# through all conversations for a query within the query, and through all messages for the first few thousand.
_MATCHES = (
    "WITH found AS MATERIALIZED (SELECT conversation_id FROM conversations_message WHERE search @@ to_tsquery('simple', %s))"
    " SELECT conversation_id FROM found LIMIT %s"
)
_HAS_MATCH = {
    False: "EXISTS (SELECT 1 FROM conversations_message m CROSS JOIN message_search"
    " WHERE m.conversation_id = conversations_conversation.id AND message_search.rowid = m.id AND message_search MATCH %s)",
    True: "EXISTS (SELECT 1 FROM conversations_message m WHERE m.conversation_id = conversations_conversation.id"
    " AND m.search @@ to_tsquery('simple', %s))",
}
_ENDINGS = "SELECT term FROM message_words WHERE term >= %s AND term < %s ORDER BY doc DESC LIMIT %s"
_LAST_SIGN = "\U0010ffff"


def make_index(apps: Any, schema_editor: Any) -> None:
    """Make it in the database of the migration."""
    statements = _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def make_list_of_words(apps: Any, schema_editor: Any) -> None:
    """Make the list of the index's words, which SQLite needs to search quickly for the beginning of a word."""
    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(_SQLITE_WORDS)


def having(found: QuerySet[Conversation], words: str) -> QuerySet[Conversation]:
    """Those of `found` in which one message has all of `words`, the last of them perhaps begun only; all, for no word.

    Whatever stands between words is ignored, so no sign of the databases' query languages gets through. Few matches are looked
    up first; a word that is everywhere is looked for in one conversation after another, until the page is full.
    """
    wanted = re.findall(r"\w+", words)[:_MOST_WORDS]
    if not wanted:
        return found
    return _on_postgresql(found, wanted) if connection.vendor == "postgresql" else _on_sqlite(found, wanted)


def _on_postgresql(found: QuerySet[Conversation], wanted: Sequence[str]) -> QuerySet[Conversation]:
    query = " & ".join(wanted) + ":*"
    with connection.cursor() as cursor:
        cursor.execute(_MATCHES, [query, FEW_MATCHES[True] + 1])
        matches = [row[0] for row in cursor.fetchall()]
    if len(matches) <= FEW_MATCHES[True]:
        return found.filter(pk__in=set(matches))
    return found.extra(where=[_HAS_MATCH[True]], params=[query])


def _on_sqlite(found: QuerySet[Conversation], wanted: Sequence[str]) -> QuerySet[Conversation]:
    query = " ".join(f'"{word}"' for word in wanted) + "*"
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [query, FEW_MATCHES[False] + 1])
        is_common = cursor.fetchone()[0] > FEW_MATCHES[False]
    if is_common:
        return found.extra(where=[_HAS_MATCH[False]], params=[_completed(wanted)])
    return found.extra(where=[_IS_AMONG], params=[query])


def _completed(wanted: Sequence[str]) -> str:
    """A query of SQLite in which the last word is spelt out in all its forms.

    It is asked anew for each conversation, and to gather what begins with a word takes long each time. Of very many
    forms the rarest are left out.
    """
    *whole, begun = wanted
    folded = "".join(sign for sign in unicodedata.normalize("NFKD", begun.lower()) if not unicodedata.combining(sign))
    with connection.cursor() as cursor:
        cursor.execute(_ENDINGS, [folded, folded + _LAST_SIGN, _MOST_ENDINGS])
        forms = [row[0] for row in cursor.fetchall()]
    either = " OR ".join(f'"{form}"' for form in forms or [begun])
    return " AND ".join([*(f'"{word}"' for word in whole), f"({either})"])


def forget_deleted_words() -> None:
    """Take the words of deleted messages out of the index's older parts (SQLite keeps them there until it merges)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO message_search(message_search) VALUES ('optimize')")
