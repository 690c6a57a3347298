"""An erased conversation is gone from every table, and stays gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from channels.replies import Reply
from channels.website_messages import Asked
from channels.website_queries import ConversationGone
from channels.website_store import WebsiteStore
from tests.unit.website_conversations import ANN, BOB, HELLO, NOW, rows, run, say, store_in


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


@pytest.fixture
def store(database: Path) -> Iterator[WebsiteStore]:
    with store_in(database) as opened:
        yield opened


def erased(store: WebsiteStore, database: Path) -> None:
    """A conversation with everything in it, erased."""
    reply = say(store)
    run(store.vote(ANN, reply, "up", "zanzibarquux", NOW))
    run(store.ask_for_a_call(ANN, {"name": "Ann", "phone": None, "email": "a@b.example", "best_time": None}, NOW))
    with sqlite3.connect(database) as connection:
        connection.executemany("insert into events (sender_id, data) values (?, 'zanzibarquux')", [(ANN,), (BOB,)])
    run(store.erase(ANN, NOW + 1))


def test_an_erased_conversation_is_gone_from_every_table(store: WebsiteStore, database: Path) -> None:
    say(store, BOB)
    erased(store, database)
    for table, column in (("website_messages", "conversation"), ("website_feedback", "conversation"), ("events", "sender_id")):
        assert rows(database, f"select count(*) from {table} where {column} = ?", ANN) == [(0,)]
    assert rows(database, "select page, lang, erased_at from website_sessions where conversation = ?", ANN) == [(None, None, NOW + 1)]
    assert rows(database, "select count(*) from events where sender_id = ?", BOB) == [(1,)]
    assert len(run(store.history(BOB, 0, NOW))[0]) == 2


def test_who_asked_to_be_called_is_still_called_after_erasing(store: WebsiteStore, database: Path) -> None:
    erased(store, database)
    assert rows(database, "select conversation, name, status from callback_requests") == [(None, "Ann", "new")]


def test_erased_words_are_overwritten_in_the_file(store: WebsiteStore, database: Path) -> None:
    say(store, asked=Asked("message-0009", "zanzibarquux"))
    run(store.erase(ANN, NOW))
    store.close()
    assert b"zanzibarquux" not in database.read_bytes()


REFUSED_WHEN_GONE: list[Callable[[WebsiteStore], Coroutine[Any, Any, Any]]] = [
    lambda store: store.claim(ANN, HELLO, NOW),
    lambda store: store.claim(ANN, Asked("message-0002", "new"), NOW),
    lambda store: store.add_replies(ANN, HELLO.client_msg_id, [Reply("Hi")], NOW),
    lambda store: store.history(ANN, 0, NOW),
    lambda store: store.vote(ANN, "x", "up", None, NOW),
    lambda store: store.ask_for_a_call(ANN, {"name": "Ann"}, NOW),
    lambda store: store.erase(ANN, NOW),
]


@pytest.mark.parametrize("work", REFUSED_WHEN_GONE)
def test_nothing_can_be_added_to_or_read_from_an_erased_conversation(
    store: WebsiteStore, database: Path, work: Callable[[WebsiteStore], Coroutine[Any, Any, Any]]
) -> None:
    erased(store, database)
    with pytest.raises(ConversationGone):
        run(work(store))
    assert rows(database, "select count(*) from website_messages where conversation = ?", ANN) == [(0,)]


def test_what_a_turn_saves_after_erasing_is_removed_again(store: WebsiteStore, database: Path) -> None:
    erased(store, database)
    with sqlite3.connect(database) as connection:
        connection.execute("insert into events (sender_id, data) values (?, 'late')", (ANN,))
    run(store.erase_again_if_gone(ANN))
    run(store.erase_again_if_gone(BOB))
    assert rows(database, "select sender_id from events") == [(BOB,)]


def test_what_a_worker_saved_before_it_died_is_removed_at_the_next_start(store: WebsiteStore, database: Path) -> None:
    erased(store, database)
    with sqlite3.connect(database) as connection:
        connection.execute("insert into events (sender_id, data) values (?, 'late')", (ANN,))
    WebsiteStore(f"sqlite:///{database}").close()
    assert rows(database, "select sender_id from events") == [(BOB,)]
