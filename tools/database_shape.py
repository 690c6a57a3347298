"""The shape of the conversations' database: its tables, columns, keys, indexes and triggers, as text that can be compared.

The order of columns and the way in which a table is written down leave no trace, so that a table that was changed is the same as
one that was made so.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2

# Written down and read again, an expression has other casts and brackets than before.
_CASTS = re.compile(r"::[a-z]+( varying)?(\[\])?|[()]")
_SCHEMA = "'public'::regnamespace"
_POSTGRESQL = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity, generation_expression"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    f"SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = {_SCHEMA}",
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    f"SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = {_SCHEMA}",
)


def postgresql_shape(url: str) -> list[str]:
    """Of a database of PostgreSQL, one line each."""
    with closing(psycopg2.connect(url)) as opened, opened.cursor() as cursor:
        found: list[str] = []
        for query in _POSTGRESQL:
            cursor.execute(query)
            found += [_CASTS.sub("", " | ".join(map(str, row))) for row in cursor.fetchall()]
    return sorted(found)


def sqlite_shape(file: Path | str) -> list[str]:
    """Of an SQLite file, one line each; what the full-text search keeps for itself is left out."""
    with closing(sqlite3.connect(file)) as opened:
        made = dict(opened.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'message_search_%'"))
        others = opened.execute("SELECT sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL")
        found = [" ".join(sql.split()) for (sql,) in others]
        for name, sql in made.items():
            found += [f"{name} | {line}" for line in _table(opened, name)]
            found += [f"{name} | numbers are never given out again"] if "AUTOINCREMENT" in (sql or "").upper() else []
    return sorted(found)


def _table(opened: sqlite3.Connection, name: str) -> Iterator[str]:
    for _, *column in opened.execute(f"PRAGMA table_xinfo('{name}')"):
        yield f"column {column}"
    for _, _, *key in opened.execute(f"PRAGMA foreign_key_list('{name}')"):
        yield f"foreign key {key}"
    for _, index, unique, origin, _ in opened.execute(f"PRAGMA index_list('{name}')").fetchall():
        if unique and origin != "c":  # the others have a statement of their own
            yield f"unique {[row[2] for row in opened.execute(f'PRAGMA index_info({index!r})')]}"
