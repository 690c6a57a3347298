"""What PostgreSQL plans once for each connection, on a real server; and what becomes of a turn where nothing stays prepared."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from channels.replies import Reply
from channels.website_messages import Asked
from channels.website_store import WebsiteStore
from core.conversations_database import EVENTS
from core.prepared_statements import PreparedStatements
from core.tracker_store import ClinicTrackerStore
from tests.component.test_tracker_store_on_postgresql import DOMAIN, stored, take
from tests.component.test_website_store_on_postgresql import postgresql
from tests.unit.website_conversations import ANN, NOW, begun, run
from tools.postgresql import Server

__all__ = ["postgresql"]
FORGET = "DEALLOCATE ALL"
ARE_PREPARED = "select statement from pg_prepared_statements"


@pytest.fixture
def store(postgresql: Server) -> Iterator[ClinicTrackerStore]:
    store = ClinicTrackerStore(DOMAIN, db=postgresql.url())
    with store.engine.begin() as connection:
        connection.execute(EVENTS.delete())
    PreparedStatements(store._alone)
    yield store
    store.engine.dispose()
    store._alone.dispose()


def ask(store: ClinicTrackerStore, statement: str) -> list[str]:
    """What a connection of the store's answers; it has but one where turns come one after another."""
    with store._alone.connect() as connection:
        done = connection.exec_driver_sql(statement)
        return list(done.scalars()) if done.returns_rows else []


def test_each_statement_of_a_turn_is_prepared_once(store: ClinicTrackerStore) -> None:
    for text in ("first", "second", "it's 100 %(of)s; $1"):
        asyncio.run(take(store, text))
    assert sorted(statement.split(" AS ")[1].split("(")[0] for statement in ask(store, ARE_PREPARED)) == [
        "INSERT INTO events ",
        "SELECT max",
        "SELECT pg_advisory_xact_lock",
    ]
    assert stored(store) == ["first", "second", "it's 100 %(of)s; $1"]


def test_a_claim_and_a_reply_of_the_website_are_prepared_too(postgresql: Server) -> None:
    with begun(WebsiteStore(postgresql.url())) as website:
        PreparedStatements(website.database._engine)
        for number in (1, 2):
            asked = Asked(f"message-{number:04}", "it's 100 %(of)s; $1")
            claim = run(website.claim(ANN, asked, NOW))
            button = {"title": "Sleep", "payload": "/ask{}"}
            run(website.add_replies(ANN, asked.client_msg_id, [Reply("Hi", [button], None)], NOW, claim.visitor.seq + 1))
            assert run(website.claim(ANN, asked, NOW)).replies[0].buttons == (button,)  # asked again, on the longer way
        history = run(website.history(ANN, 0, NOW))
        assert [(said.seq, said.text) for said in history.messages] == [(1, asked.text), (2, "Hi"), (3, asked.text), (4, "Hi")]
        prepared = run(website.database.read(lambda connection: connection.exec_driver_sql(ARE_PREPARED).scalars().all()))
    assert sorted(statement.split(" AS ")[1][:28] for statement in prepared) == ["INSERT INTO website_messages"] * 2


def test_where_a_pooler_forgets_them_the_turn_comes_through_and_none_is_prepared_again(
    store: ClinicTrackerStore, caplog: pytest.LogCaptureFixture
) -> None:
    for text in ("first", "before"):
        asyncio.run(take(store, text))
    ask(store, FORGET)
    for text in ("meanwhile", "after"):
        asyncio.run(take(store, text))
    assert stored(store) == ["first", "before", "meanwhile", "after"]
    assert ask(store, ARE_PREPARED) == []
    assert caplog.text.count("none is prepared from now on") == 1


def test_where_a_pooler_has_them_from_another_worker_the_turn_comes_through(
    store: ClinicTrackerStore, caplog: pytest.LogCaptureFixture
) -> None:
    asyncio.run(take(store, "before"))
    with store._alone.connect() as connection:
        connection.connection.info.clear()  # to this worker the connection is a new one
    for text in ("meanwhile", "after"):
        asyncio.run(take(store, text))
    assert stored(store) == ["before", "meanwhile", "after"]
    assert caplog.text.count("none is prepared from now on") == 1


def test_a_file_prepares_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = ClinicTrackerStore(DOMAIN, db=str(tmp_path_factory.mktemp("file") / "conversations.db"))
    PreparedStatements(store.engine)
    asyncio.run(take(store, "hello"))
    assert stored(store) == ["hello"]


def test_what_cannot_be_prepared_is_sent_as_it_is(store: ClinicTrackerStore) -> None:
    odd = sa.text("LOCK TABLE events IN SHARE MODE; SELECT CAST(:one AS int)").execution_options(prepared=True)
    with store._alone.connect() as connection:
        assert connection.execute(odd, {"one": 1}).scalar() == 1
