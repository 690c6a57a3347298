"""The assistant's own table of events, made before the assistant starts, with what a reader needs to lose nothing.

Rasa makes the table only where it is missing and names its columns when it writes, so further columns with defaults do not
disturb it. SQLite: AUTOINCREMENT, or the ids of an erased conversation are given out again and a cursor passes them by.
PostgreSQL: the writing transaction's id, because ids become visible out of order; and a notification for live pages.
"""

from __future__ import annotations

from typing import Any

TABLE, CHANNEL = "events", "clinic_events"
_RASAS = ("id", "sender_id", "type_name", "timestamp", "intent_name", "action_name", "data")
_SQLITE = """
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, sender_id VARCHAR(255) NOT NULL, type_name VARCHAR(255) NOT NULL,
    timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)
"""
_POSTGRESQL = """
CREATE TABLE IF NOT EXISTS events (
    id BIGSERIAL PRIMARY KEY, sender_id VARCHAR(255) NOT NULL, type_name VARCHAR(255) NOT NULL,
    timestamp DOUBLE PRECISION, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT);
ALTER TABLE events ADD COLUMN IF NOT EXISTS xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS ix_events_sender_id ON events (sender_id);
CREATE INDEX IF NOT EXISTS events_in_commit_order ON events (xid, id);
CREATE OR REPLACE FUNCTION clinic_events_notify() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('clinic_events', ''); RETURN NULL; END $$;
DROP TRIGGER IF EXISTS clinic_events_written ON events;
CREATE TRIGGER clinic_events_written AFTER INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION clinic_events_notify();
"""
# The copied events get the transaction 1 and the others 2; a server's own begin with 3.
_IS_AHEAD = """
SELECT GREATEST((SELECT MAX(xid::text::numeric) FROM events), (SELECT MAX(transaction_id) FROM conversations_cursor))
    >= pg_current_xact_id()::text::numeric
"""
_BEGIN_AGAIN = (
    """UPDATE events SET xid = CASE WHEN (xid, id) > (SELECT transaction_id::text::xid8, event_id FROM conversations_cursor)
    THEN '2'::xid8 ELSE '1'::xid8 END""",
    "UPDATE conversations_cursor SET transaction_id = 1, event_id = COALESCE((SELECT MAX(id) FROM events WHERE xid = '1'::xid8), event_id)",
)


def prepare(apps: Any, schema_editor: Any) -> None:
    """Make the table, or bring one that Rasa has made up to what is needed; no row is lost."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL)
        else:
            _prepare_sqlite(cursor)


def begin_in_another_server(connection: Any) -> None:
    """Let events that another PostgreSQL wrote count as written before all that this one writes.

    They came with that server's transaction ids. Where these are ahead of this one's, they would be read too late, and what is written
    from now on never: it would lie before the place to which the events have been read.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_IS_AHEAD)
            if cursor.fetchone()[0]:
                for statement in _BEGIN_AGAIN:
                    cursor.execute(statement)


def _prepare_sqlite(cursor: Any) -> None:
    cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'events'")
    made = cursor.fetchone()
    if made and "AUTOINCREMENT" in made[0].upper():
        return
    if made:
        cursor.execute("DROP INDEX IF EXISTS ix_events_sender_id")
        cursor.execute("ALTER TABLE events RENAME TO events_of_rasa")
    cursor.execute(_SQLITE)
    cursor.execute("CREATE INDEX ix_events_sender_id ON events (sender_id)")
    if made:
        columns = ", ".join(_RASAS)
        cursor.execute(f"INSERT INTO events ({columns}) SELECT {columns} FROM events_of_rasa ORDER BY id")
        cursor.execute("DROP TABLE events_of_rasa")
