"""The tracker store on a real SQLite file, beside Rasa's own."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Optional

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

import core.tracker_store
from core.tracker_store import EVENTS, AlreadyHeard, ClinicTrackerStore

SENDER = "visitor-1"
DOMAIN = Domain.from_yaml("version: '3.1'\nintents: [greet]\nslots:\n  condition: {type: text, mappings: [{type: custom}]}\n")
SESSION = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


def turn(text: str, message_id: Optional[str] = None) -> list[Event]:
    intent = {"name": "greet", "confidence": 0.9}
    said = UserUttered(text, intent, parse_data={"intent": {"name": "greet"}}, message_id=message_id)
    return [said, SlotSet("condition", text), ActionExecuted("utter_greet"), BotUttered(f"re: {text}"), ActionExecuted("action_listen")]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


@pytest.fixture
def store(database: Path) -> ClinicTrackerStore:
    return ClinicTrackerStore(DOMAIN, db=str(database))


def begun(store: SQLTrackerStore, *texts: str) -> DialogueStateTracker:
    """A conversation as Rasa begins it, with a turn saved for each text."""
    tracker = asyncio.run(store.get_or_create_tracker(SENDER, append_action_listen=False))
    for event in SESSION:
        tracker.update(event)
    asyncio.run(store.save(tracker))
    for text in texts:
        tracker = take(store, text)
    return tracker


def take(store: SQLTrackerStore, text: str, message_id: Optional[str] = None) -> DialogueStateTracker:
    tracker = asyncio.run(store.get_or_create_tracker(SENDER))
    for event in turn(text, message_id):
        tracker.update(event)
    asyncio.run(store.save(tracker))
    return tracker


def said(tracker: Optional[DialogueStateTracker]) -> list[str]:
    return [str(event.text) for event in tracker.events if isinstance(event, UserUttered)] if tracker else []


def retrieved(store: SQLTrackerStore) -> Optional[DialogueStateTracker]:
    return asyncio.run(store.retrieve(SENDER))


def rows(store: SQLTrackerStore) -> list[tuple[object, ...]]:
    columns = (EVENTS.c.sender_id, EVENTS.c.type_name, EVENTS.c.intent_name, EVENTS.c.action_name)
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.select(*columns).order_by(EVENTS.c.id))]


def test_the_rows_are_those_that_rasas_own_store_writes(store: ClinicTrackerStore, tmp_path: Path) -> None:
    rasas = SQLTrackerStore(DOMAIN, dialect="sqlite", db=str(tmp_path / "rasas.db"))
    begun(store, "hello", "and again")
    begun(rasas, "hello", "and again")
    assert rows(store) == rows(rasas)
    assert len(rows(store)) == len(SESSION) + 2 * len(turn(""))


def test_a_conversation_at_hand_is_the_one_in_the_database(store: ClinicTrackerStore, database: Path) -> None:
    begun(store, "hello", "and again")
    at_hand = retrieved(store)
    read_anew = retrieved(ClinicTrackerStore(DOMAIN, db=str(database)))
    assert at_hand and read_anew
    assert at_hand.current_state() == read_anew.current_state()
    assert [event.as_dict() for event in at_hand.events] == [event.as_dict() for event in read_anew.events]


def test_a_conversation_at_hand_is_not_read_again(store: ClinicTrackerStore) -> None:
    tracker = begun(store, "hello")
    assert retrieved(store) is tracker


def test_what_another_assistant_wrote_is_seen(store: ClinicTrackerStore, database: Path) -> None:
    begun(store, "to the first")
    take(ClinicTrackerStore(DOMAIN, db=str(database)), "to the second")
    assert said(retrieved(store)) == ["to the first", "to the second"]


def test_a_deleted_conversation_is_gone(store: ClinicTrackerStore) -> None:
    begun(store, "hello")
    with store.engine.begin() as connection:
        connection.execute(EVENTS.delete())
    assert retrieved(store) is None
    assert said(begun(store, "a new beginning")) == ["a new beginning"]


def test_a_turn_that_failed_half_way_leaves_nothing_behind(store: ClinicTrackerStore) -> None:
    begun(store, "hello")
    lost = retrieved(store)
    assert lost
    lost.update(UserUttered("never saved"))
    assert said(take(store, "next")) == ["hello", "next"]
    assert said(retrieved(store)) == ["hello", "next"]


def test_saving_twice_adds_nothing(store: ClinicTrackerStore) -> None:
    tracker = begun(store, "hello")
    before = rows(store)
    asyncio.run(store.save(tracker))
    assert rows(store) == before


def test_a_message_whose_turn_was_stored_is_refused_a_second_one(store: ClinicTrackerStore, database: Path) -> None:
    begun(store)
    take(store, "hello", "message-1")
    for other in (store, ClinicTrackerStore(DOMAIN, db=str(database))):
        before = rows(store)
        with pytest.raises(AlreadyHeard):
            take(other, "hello", "message-1")
        assert rows(store) == before
        take(other, "and again", f"message-{id(other)}")
    assert said(retrieved(store)) == ["hello", "and again", "and again"]


@pytest.mark.parametrize("is_first", [True, False])
def test_of_two_turns_of_a_message_that_ran_side_by_side_one_is_stored(store: ClinicTrackerStore, database: Path, is_first: bool) -> None:
    if not is_first:
        begun(store, "before")
    stores = [store, ClinicTrackerStore(DOMAIN, db=str(database))]
    trackers = [asyncio.run(each.get_or_create_tracker(SENDER, append_action_listen=False)) for each in stores]
    for tracker in trackers:
        for event in (*(SESSION if is_first else ()), *turn("hello", "message-1")):
            tracker.update(event)
    asyncio.run(stores[0].save(trackers[0]))
    with pytest.raises(AlreadyHeard):
        asyncio.run(stores[1].save(trackers[1]))
    assert said(retrieved(stores[1])) == [*([] if is_first else ["before"]), "hello"]


def test_turns_of_two_messages_that_ran_side_by_side_are_both_stored(store: ClinicTrackerStore, database: Path) -> None:
    begun(store)
    stores = [store, ClinicTrackerStore(DOMAIN, db=str(database))]
    trackers = [asyncio.run(each.get_or_create_tracker(SENDER)) for each in stores]
    for place, tracker in enumerate(trackers):
        for event in turn(f"hello {place}", f"message-{place}"):
            tracker.update(event)
        asyncio.run(stores[place].save(tracker))
    assert [said(retrieved(each)) for each in stores] == [["hello 0", "hello 1"]] * 2


def test_a_tracker_of_unknown_making_is_saved_from_where_the_database_ends(store: ClinicTrackerStore, database: Path) -> None:
    begun(store, "hello")
    other = SQLTrackerStore(DOMAIN, db=str(database))
    tracker = retrieved(other)
    assert tracker
    for event in turn("from elsewhere"):
        tracker.update(event)
    asyncio.run(store.save(tracker))
    assert said(retrieved(other)) == ["hello", "from elsewhere"]
    assert said(retrieved(store)) == ["hello", "from elsewhere"]


def test_a_new_session_begins_without_the_old_one_but_the_whole_is_kept(store: ClinicTrackerStore) -> None:
    tracker = begun(store, "yesterday")
    tracker = retrieved(store) or tracker
    for event in (*SESSION, *turn("today")):
        tracker.update(event)
    asyncio.run(store.save(tracker))
    assert said(retrieved(store)) == ["today"]
    assert said(asyncio.run(store.retrieve_full_tracker(SENDER))) == ["yesterday", "today"]
    assert said(take(store, "later")) == ["today", "later"]


def test_only_so_many_conversations_are_kept_at_hand(store: ClinicTrackerStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.tracker_store, "CONVERSATIONS_AT_HAND", 3)
    for number in range(5):
        tracker = asyncio.run(store.get_or_create_tracker(f"visitor-{number}"))
        tracker.update_with_events(turn("hello"), DOMAIN)
        asyncio.run(store.save(tracker))
    assert len(store._at_hand) == 3
    assert said(asyncio.run(store.retrieve("visitor-0"))) == ["hello"]


def test_sqlite_writes_ahead_so_that_a_reader_does_not_wait(store: ClinicTrackerStore) -> None:
    with store.engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
