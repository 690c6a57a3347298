"""What stands in the database of a turn whose worker was killed: one turn in the log, one answer in the channel's table."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.component.messaging_channels import Channels
from tools.postgresql import Server

Rows = Callable[..., list[tuple[Any, ...]]]
# The answer to this is looked up, so an action server that stands still holds the turn; the other needs Rasa alone.
LOOKED_UP, FIXED = "are you open on sunday", "does massage help sleep"
SECONDS = 120.0


def until(happens: Callable[[], Any], seconds_between: float = 0.02) -> None:
    """Wait for what must happen; what counts how often it is asked is looked at less often."""
    deadline = time.monotonic() + SECONDS
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(seconds_between)


def rows_of_file(database: Path) -> Rows:
    """Asks an SQLite file."""

    def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    return rows


def rows_of_server(server: Server) -> Rows:
    """Asks PostgreSQL."""

    def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(server.connect()) as connection, connection, connection.cursor() as cursor:
            cursor.execute(statement.replace("?", "%s"), values)
            return list(cursor.fetchall()) if cursor.description else []

    return rows


class ChannelsOfServer(Channels):
    """Messaging channels whose tables are in PostgreSQL."""

    server: Server

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        return rows_of_server(self.server)(statement, *values)


def conversation_of(rows: Rows, code: str) -> str:
    """Rasa's name for the website conversation with this chat code."""
    return str(rows("select conversation from website_sessions where chat_code = ?", code)[0][0])


def events(rows: Rows, conversation: str) -> list[dict[str, Any]]:
    """Rasa's events of a conversation."""
    return [json.loads(data) for (data,) in rows("select data from events where sender_id = ? order by id", conversation)]


def heard(rows: Rows, conversation: str) -> list[str]:
    """The ids of the messages that had a turn."""
    return [event["message_id"] for event in events(rows, conversation) if event["event"] == "user"]


def said(rows: Rows, conversation: str) -> list[str]:
    """What the assistant said, by the log."""
    return [event["text"] for event in events(rows, conversation) if event["event"] == "bot"]


def transcript(rows: Rows, conversation: str) -> list[tuple[str, str]]:
    """Who said what, by the website's own table."""
    return [(who, text) for who, text in rows("select sender, text from website_messages where conversation = ? order by seq", conversation)]


def was_once(rows: Rows, conversation: str, asked: str, message_id: str) -> bool:
    """Whether the conversation is this question, one turn, and its answer as it was logged."""
    answer = said(rows, conversation)
    assert answer
    assert heard(rows, conversation) == [message_id]
    assert transcript(rows, conversation) == [("visitor", asked), *(("assistant", text) for text in answer)]
    return True
