"""Makes the conversations' database as the code in the working directory makes it, with a row or more in every table.

Read from standard input by `tools/earlier_databases.py`, in a folder that holds an earlier commit: it may rely on what every commit
has had, and on nothing that came later. CLINIC_DATABASE names the new database; all words and names in it are made up.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import sqlalchemy as sa

NOON = 1_795_435_200.0  # 2026-11-23 12:00 UTC
VISITOR, PERSON = "5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f", "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
QUESTION, ANSWER, COMMENT = "does massage help my stiff neck", "Massage may ease a stiff neck for a while.", "that helped"
# The migrations fill these themselves, or they hold no rows of ours.
LEFT_OUT = ("django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions", "sqlite_", "message_")
JSON_COLUMNS = ("ranking", "entities", "slots", "topics", "buttons", "data")
ROWS: dict[str, list[dict[str, Any]]] = {
    "website_sessions": [{"conversation": VISITOR, "chat_code": "K7QP-3MXD", "expires": NOON + 86_400, "erased_at": None}],
    "website_messages": [
        {"conversation": VISITOR, "seq": 1, "id": "m1", "sender": "visitor", "client_msg_id": "c1", "text": QUESTION, "topic": "pain"},
        {"conversation": VISITOR, "seq": 2, "id": "m2", "sender": "assistant", "client_msg_id": "c1", "text": ANSWER, "topic": "pain"},
    ],
    "website_feedback": [{"conversation": VISITOR, "message_id": "m2", "vote": "up", "comment": COMMENT}],
    "callback_requests": [{"id": "call1", "conversation": VISITOR, "name": "Ann Example", "phone": "+441632960123", "status": "new"}],
    "messaging_contacts": [
        {"conversation": PERSON, "channel": "telegram", "address": "5550001234", "shown": "...234", "opted_out": None, "quiet_until": None}
    ],
    "messaging_received": [{"channel": "telegram", "message_id": "5550001234 1", "conversation": PERSON, "kind": "text", "text": ""}],
    "messaging_sent": [{"id": "s1", "channel": "telegram", "conversation": PERSON, "author": "assistant", "text": ANSWER, "state": "sent"}],
    "conversations_conversation": [{"sender_id": VISITOR, "number": 1, "channel": "website", "chat_code": "K7QP-3MXD"}],
    "conversations_message": [{"source_id": 4, "kind": "visitor", "text": QUESTION, "ranking": [["pain", 0.9]]}],
    "conversations_facet": [{"kind": "topic", "value": "pain"}],
    "conversations_cursor": [{"id": 1, "transaction_id": 0, "event_id": 0, "voted_until": 0.0}],
    "auth_user": [{"username": "ann", "is_active": True, "password": "!nobody can sign in with this"}],
    "accounts_auditentry": [{"username": "ann", "action": "signed in", "address": "192.0.2.1"}],
    "review_tag": [{"name": "ask again"}],
    "privacy_tombstone": [{"sender_hash": "00" * 32}],
    "training_decision": [{"normalised": QUESTION, "kind": "topic", "intent": "pain", "target": "training", "sentence": QUESTION}],
}


def main() -> None:
    """Make the tables in the order in which the project starts, then fill them."""
    url = os.environ["CLINIC_DATABASE"]
    if Path("review/__main__.py").exists():
        subprocess.run([sys.executable, "-W", "ignore", "-m", "review", "migrate", "--skip-checks", "--verbosity", "0"], check=True)
    engine = sa.create_engine(url if "://" in url else f"sqlite:///{url}")
    from rasa.core.tracker_store import SQLTrackerStore

    SQLTrackerStore.Base.metadata.create_all(engine)
    for name in ("channels.website_tables", "channels.messaging.tables"):
        if Path(name.replace(".", "/") + ".py").exists():
            tables = vars(importlib.import_module(name))
            (tables.get("tables") or tables["_tables"]).create_all(engine)
    fill(engine)


def fill(engine: sa.engine.Engine) -> None:
    """Put rows into every table, those first to which others refer."""
    found = sa.MetaData()
    names = [name for name in sa.inspect(engine).get_table_names() if not name.startswith(LEFT_OUT)]
    found.reflect(engine, only=names)
    with engine.begin() as connection:
        for table in found.sorted_tables:
            rows = events() if table.name == "events" else ROWS.get(table.name, [{}])
            for row in rows if table.name in names else ():
                connection.execute(table.insert(), whole_row(connection, table, row))


def whole_row(connection: sa.engine.Connection, table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    """`row`, as far as the table has its columns, and something for every other column that makes none itself."""
    made: dict[str, Any] = {}
    for column in table.columns:
        if column.name in row:
            value = row[column.name]
            as_text = column.name in JSON_COLUMNS and not isinstance(value, str) and not isinstance(column.type, sa.JSON)
            made[column.name] = json.dumps(value) if as_text else value
        elif not (column.computed is not None or column.server_default is not None or is_numbered(table, column)):
            made[column.name] = value_for(connection, column)
    return made


def is_numbered(table: sa.Table, column: sa.Column[Any]) -> bool:
    """Whether the database gives the column its number."""
    return list(table.primary_key.columns) == [column] and isinstance(column.type, sa.Integer) and not column.foreign_keys


def value_for(connection: sa.engine.Connection, column: sa.Column[Any]) -> Any:
    """A value that fits the column's type, or the row to which it refers."""
    for key in column.foreign_keys:
        return connection.execute(sa.select(key.column).limit(1)).scalar()
    if column.name in JSON_COLUMNS:
        return [] if isinstance(column.type, sa.JSON) else "{}" if column.name in ("slots", "data") else "[]"
    kinds = (
        (sa.Boolean, False), (sa.Float, NOON), (sa.Integer, 1), (sa.Text, "something"), (sa.String, "x"),
        (sa.DateTime, datetime.fromtimestamp(NOON, tz=timezone.utc)), (sa.Date, datetime.fromtimestamp(NOON, tz=timezone.utc).date()),
    )  # fmt: skip
    return next((value for kind, value in kinds if isinstance(column.type, kind)), None)


def events() -> list[dict[str, Any]]:
    """A turn each of two people, as Rasa writes it."""
    return [row for sender, channel in ((VISITOR, "website"), (PERSON, "telegram")) for row in turn(sender, channel)]


def turn(sender: str, channel: str) -> list[dict[str, Any]]:
    """A session begins, a question is asked and answered."""
    intent = {"name": "pain", "confidence": 0.95}
    parse = {"intent": intent, "intent_ranking": [intent], "entities": [], "text": QUESTION}
    reply = {"text": ANSWER, "data": {"buttons": None}, "metadata": {"topics": ["pain"], "utter_action": "utter_pain"}}
    said: list[tuple[str, dict[str, Any]]] = [
        ("action", {"name": "action_session_start"}),
        ("session_started", {}),
        ("action", {"name": "action_listen"}),
        ("user", {"text": QUESTION, "parse_data": parse, "input_channel": channel, "message_id": sender[:8]}),
        ("action", {"name": "utter_pain", "policy": "RulePolicy", "confidence": 1.0}),
        ("bot", reply),
        ("action", {"name": "action_listen"}),
    ]
    return [
        {
            "sender_id": sender,
            "type_name": kind,
            "timestamp": NOON + number,
            "intent_name": "pain" if kind == "user" else None,
            "action_name": data.get("name"),
            "data": json.dumps({"event": kind, "timestamp": NOON + number, **data}),
        }
        for number, (kind, data) in enumerate(said)
    ]


if __name__ == "__main__":
    main()
