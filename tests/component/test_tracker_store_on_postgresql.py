"""The tracker store on a real PostgreSQL, which stops and starts in mid-conversation, and is written by several."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

import core.tracker_store
from core.conversations_database import EVENTS, AlreadyHeard, add_rows
from core.server import ClinicAgent
from core.tracker_store import ClinicTrackerStore, StoreFailed
from tools.postgresql import FAST, SECONDS_TO_START, Server, stoppable_server
from tools.processes import Processes

SENDER = "visitor-1"
DOMAIN = Domain.from_yaml("version: '3.1'\nintents: [greet]\n")
MARK = "zanzibarquux"
Stoppable = tuple[Server, Processes]


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Stoppable]:
    with stoppable_server() as both:
        yield both


@pytest.fixture
def store(postgresql: Stoppable) -> Iterator[ClinicTrackerStore]:
    """A store whose table is empty."""
    store = ClinicTrackerStore(DOMAIN, db=postgresql[0].url())
    with store.engine.begin() as connection:
        connection.execute(EVENTS.delete())
    yield store
    store.engine.dispose()


def stop(postgresql: Stoppable) -> None:
    postgresql[1].end_one("postgresql")


def start(postgresql: Stoppable) -> None:
    postgresql[1].start(postgresql[0].program(FAST))
    postgresql[1].wait_until_up(SECONDS_TO_START)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.tracker_store, "SECONDS_OF_PATIENCE", 0.3)


def events_of(text: str) -> list[Event]:
    intent = {"name": "greet", "confidence": 0.9}
    said = UserUttered(text, intent, parse_data={"intent": {"name": "greet"}}, message_id=f"message {text}")
    return [said, ActionExecuted("utter_greet"), BotUttered(f"re: {text}"), ActionExecuted("action_listen")]


async def begin_turn(store: TrackerStore, text: str) -> DialogueStateTracker:
    tracker = await store.get_or_create_tracker(SENDER, append_action_listen=False)
    for event in [*([] if tracker.events else [ActionExecuted("action_session_start"), SessionStarted()]), *events_of(text)]:
        tracker.update(event)
    return tracker


async def take(store: TrackerStore, text: str) -> None:
    await store.save(await begin_turn(store, text))


def stored(store: ClinicTrackerStore) -> list[str]:
    """What the visitor said, by the table itself."""
    with sa.create_engine(store.engine.url, poolclass=sa.pool.NullPool).connect() as connection:
        data = connection.execute(sa.select(EVENTS.c.data).where(EVENTS.c.type_name == "user").order_by(EVENTS.c.id)).scalars()
        return [text.split('"text": "')[1].split('"')[0] for text in data]


def test_a_conversation_goes_on_after_the_server_was_started_again(store: ClinicTrackerStore, postgresql: Stoppable) -> None:
    asyncio.run(take(store, "before"))
    stop(postgresql)
    start(postgresql)
    asyncio.run(take(store, "after"))
    assert stored(store) == ["before", "after"]


def test_a_turn_waits_for_a_server_that_comes_back(store: ClinicTrackerStore, postgresql: Stoppable) -> None:
    async def turn_during_a_restart() -> None:
        await take(store, "before")
        await asyncio.to_thread(stop, postgresql)
        turn = asyncio.create_task(take(store, "meanwhile"))
        await asyncio.sleep(0.5)
        assert not turn.done()
        await asyncio.to_thread(start, postgresql)
        await turn

    asyncio.run(turn_during_a_restart())
    assert stored(store) == ["before", "meanwhile"]


def test_without_the_server_a_turn_fails_and_leaves_nothing_behind(
    store: ClinicTrackerStore, postgresql: Stoppable, impatient: None
) -> None:
    asyncio.run(take(store, "before"))
    stop(postgresql)
    try:
        with pytest.raises(StoreFailed):
            asyncio.run(take(store, "never answered"))
        assert not asyncio.run(store.answers())
    finally:
        start(postgresql)
    assert asyncio.run(store.answers())
    asyncio.run(take(store, "again"))
    assert stored(store) == ["before", "again"]


def test_a_turn_that_could_not_be_saved_does_not_appear_beside_the_next(
    store: ClinicTrackerStore, postgresql: Stoppable, impatient: None
) -> None:
    async def turns() -> None:
        failed = await begin_turn(store, "not saved")
        await asyncio.to_thread(stop, postgresql)
        with pytest.raises(StoreFailed):
            await store.save(failed)
        await asyncio.to_thread(start, postgresql)
        await asyncio.sleep(2 * core.tracker_store.LONGEST_WAIT)
        await take(store, "next")

    asyncio.run(turns())
    assert stored(store) == ["next"]


def test_an_attempt_that_came_through_unnoticed_is_not_repeated(store: ClinicTrackerStore) -> None:
    asyncio.run(take(store, "before"))
    after = store._last_row(SENDER)
    rows = [core.tracker_store.row_of(SENDER, event) for event in events_of("once")]
    first = add_rows(store.engine, SENDER, rows, after, again=False)
    assert add_rows(store.engine, SENDER, rows, after, again=True) == first
    assert stored(store) == ["before", "once"]


def test_an_attempt_that_waits_in_the_server_and_one_after_it_are_one_turn(store: ClinicTrackerStore) -> None:
    rows = [core.tracker_store.row_of(SENDER, event) for event in events_of("once")]
    outcomes: list[object] = []

    def attempt() -> None:
        try:
            outcomes.append(add_rows(store.engine, SENDER, rows, None, again=False))
        except AlreadyHeard as refusal:
            outcomes.append(refusal)

    with store.engine.begin() as other:
        other.execute(sa.text("LOCK TABLE events IN SHARE MODE"))
        attempts = [threading.Thread(target=attempt) for _ in range(3)]
        for each in attempts:
            each.start()
        time.sleep(0.5)
    for each in attempts:
        each.join()
    assert sorted(isinstance(outcome, AlreadyHeard) for outcome in outcomes) == [False, True, True]
    assert stored(store) == ["once"]


def test_the_log_says_that_the_database_failed_without_the_visitors_words(
    store: ClinicTrackerStore, postgresql: Stoppable, impatient: None, caplog: pytest.LogCaptureFixture
) -> None:
    tracker = asyncio.run(begin_turn(store, MARK))
    stop(postgresql)
    try:
        with caplog.at_level(logging.DEBUG), pytest.raises(StoreFailed) as failed:
            asyncio.run(store.save(tracker))
    finally:
        start(postgresql)
    assert "The conversations' database failed: OperationalError" in caplog.text
    assert MARK not in caplog.text + str(failed.value)
    assert failed.value.__suppress_context__


def test_rasas_fall_back_to_memory_is_not_put_around_the_store(tmp_path: Path) -> None:
    config = EndpointConfig.from_dict({"type": "core.tracker_store.ClinicTrackerStore", "db": str(tmp_path / "conversations.db")})
    agent = ClinicAgent(tracker_store=TrackerStore.create(config))
    assert isinstance(agent.tracker_store, ClinicTrackerStore)
    assert not isinstance(agent.tracker_store, FailSafeTrackerStore)


def test_without_a_database_named_the_start_stops_with_what_to_do() -> None:
    with pytest.raises(SystemExit, match="CLINIC_DATABASE"):
        ClinicTrackerStore(DOMAIN, db="")


def test_a_turn_is_one_look_and_one_insert_and_all_that_is_sent(store: ClinicTrackerStore) -> None:
    asyncio.run(take(store, "before"))
    sent: list[str] = []
    for engine in (store.engine, store._alone):
        sa.event.listen(engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: sent.append(statement))
        sa.event.listen(engine, "begin", lambda _: sent.append("BEGIN"))
    asyncio.run(take(store, "next"))
    assert [statement.split("(")[0] for statement in sent] == ["SELECT max", "SELECT pg_advisory_xact_lock"]
    assert stored(store) == ["before", "next"]


def test_a_turn_whose_conversation_has_gone_on_elsewhere_is_added_as_well(store: ClinicTrackerStore, postgresql: Stoppable) -> None:
    other = ClinicTrackerStore(DOMAIN, db=postgresql[0].url())

    async def turns() -> None:
        await take(store, "first")
        late = await begin_turn(store, "begun before the other")
        await take(other, "said elsewhere")
        await store.save(late)
        await take(store, "last")

    asyncio.run(turns())
    other.engine.dispose()
    assert stored(store) == ["first", "said elsewhere", "begun before the other", "last"]


def test_a_look_is_one_statement_and_all_that_is_sent(store: ClinicTrackerStore, postgresql: Stoppable) -> None:
    assert asyncio.run(store.answers())
    last = "select query from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'"
    with closing(postgresql[0].connect()) as other, other.cursor() as cursor:
        cursor.execute(last)
        assert [query for (query,) in cursor.fetchall() if query.startswith("SELECT max(events.id)")]
