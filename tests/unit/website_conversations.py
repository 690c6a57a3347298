"""Conversations of two visitors in a real database, for tests of what the website chat keeps."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from channels.replies import Reply
from channels.website_messages import Asked
from channels.website_store import WebsiteStore
from tests.unit.website_far_side import make_events_table

ANN, BOB = "a" * 32, "b" * 32
NOW = 1_000_000.0
HELLO = Asked("message-0001", "hello")


@contextmanager
def store_in(database: Path) -> Iterator[WebsiteStore]:
    """A store in which the conversations of Ann and Bob have begun, beside Rasa's table."""
    make_events_table(database)
    with begun(WebsiteStore(f"sqlite:///{database}")) as opened:
        yield opened


@contextmanager
def begun(opened: WebsiteStore) -> Iterator[WebsiteStore]:
    """The store with the conversations of Ann and Bob, until it is closed."""
    for conversation in (ANN, BOB):
        asyncio.run(opened.begin(conversation, NOW, NOW + 60, "/prices", "en"))
    yield opened
    opened.close()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """The result of one call of the store."""
    return asyncio.run(work)


def rows(database: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    """What stands in the database."""
    with sqlite3.connect(database) as connection:
        return connection.execute(query, values).fetchall()


def kept(store: WebsiteStore, query: str) -> list[tuple[Any, ...]]:
    """What stands in the database of a store, whichever it is."""
    return run(store.database.read(lambda connection: [tuple(row) for row in connection.exec_driver_sql(query)]))


def say(store: WebsiteStore, conversation: str = ANN, asked: Asked = HELLO, **reply: Any) -> str:
    """One whole turn; the id of the reply."""
    run(store.claim(conversation, asked, NOW))
    return str(run(store.add_replies(conversation, asked.client_msg_id, [Reply("Hi", **reply)], NOW))[0].id)
