"""Old conversations are forgotten, of every channel and in every table; younger ones stay."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels import retention
from channels.retention import SECONDS_OF_A_DAY, forget_regularly
from channels.website_store import WebsiteStore
from tests.unit.website_conversations import ANN, BOB, NOW, rows, run, say, store_in

TABLES = ("website_sessions", "website_messages", "website_feedback", "callback_requests", "events")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


@pytest.fixture
def store(database: Path) -> Iterator[WebsiteStore]:
    with store_in(database) as opened:
        yield opened


def test_what_is_older_than_the_moment_goes_and_the_rest_stays(store: WebsiteStore, database: Path) -> None:
    say(store, ANN)
    say(store, BOB)
    message = run(store.history(ANN, 0, NOW))[0][-1]
    run(store.vote(ANN, message.id, "up", "thanks", NOW))
    run(store.ask_for_a_call(ANN, {"name": "Ann", "phone": "020 7946 0000", "email": None, "best_time": None}, NOW))
    rows(database, f"update website_sessions set last_activity = {NOW - 100} where conversation = '{ANN}'")
    rows(database, f"update callback_requests set created = {NOW - 100}")
    assert run(store.forget_before(NOW - 50)) == 1
    for table, column in (("website_sessions", "conversation"), ("website_messages", "conversation")):
        assert {owner for (owner,) in rows(database, f"select {column} from {table}")} == {BOB}
    assert rows(database, "select * from website_feedback") == rows(database, "select * from callback_requests") == []


def test_a_conversation_of_another_channel_goes_by_its_last_event(store: WebsiteStore, database: Path) -> None:
    for sender, moment in (("old", NOW - 200), ("old", NOW - 100), ("goes-on", NOW - 200), ("goes-on", NOW)):
        rows(database, f"insert into events (sender_id, type_name, timestamp) values ('{sender}', 'user', {moment})")
    run(store.forget_before(NOW - 50))
    assert rows(database, "select distinct sender_id from events where sender_id in ('old', 'goes-on')") == [("goes-on",)]


def test_it_is_done_again_and_again_though_it_fails_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "SECONDS_BEFORE_THE_FIRST", 0.0)
    monkeypatch.setattr(retention, "SECONDS_BETWEEN_SWEEPS", 0.0)
    moments: list[float] = []

    async def forget(moment: float) -> int:
        moments.append(moment)
        if len(moments) == 1:
            raise OSError("the disk is full")
        if len(moments) == 3:
            raise asyncio.CancelledError
        return 0

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(forget_regularly(forget, days=2))
    assert len(moments) == 3
    assert moments[0] == pytest.approx(retention.time.time() - 2 * SECONDS_OF_A_DAY, abs=60)
