"""The assistant's tracker stores save a turn that was under way while its visitor was erased; it does not stay."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from core.tracker_store import ClinicTrackerStore
from tests.desk.forgetting import Desk

SENDER, WORD = "447700900123", "quixotophobia"
DOMAIN = Domain.from_yaml("version: '3.1'\nintents: [greet]\n")


def ask(tracker: DialogueStateTracker) -> None:
    """A turn that is not saved yet."""
    parsed = {"intent": {"name": "greet", "confidence": 0.9}}
    for event in (UserUttered(f"my {WORD}", parsed["intent"], parse_data=parsed), BotUttered(f"About {WORD}"), ActionExecuted("action_listen")):
        tracker.update(event)


@pytest.mark.parametrize("kind", [SQLTrackerStore, ClinicTrackerStore])
def test_a_turn_under_way_comes_back_and_is_removed_for_good(tmp_path: Path, kind: type[SQLTrackerStore]) -> None:
    desk = Desk(str(tmp_path / "conversations.db"), tmp_path)
    desk.run("migrate", "--verbosity", "0")
    store = kind(DOMAIN, dialect="sqlite", db=desk.place)
    tracker = DialogueStateTracker(SENDER, DOMAIN.slots)
    tracker.update(ActionExecuted("action_session_start"))
    tracker.update(SessionStarted())
    ask(tracker)
    asyncio.run(store.save(tracker))

    under_way = asyncio.run(store.retrieve(SENDER))
    assert under_way
    ask(under_way)
    desk.run("erase", SENDER)
    assert asyncio.run(store.retrieve(SENDER)) is None
    asyncio.run(store.save(under_way))
    assert desk.has(WORD)

    assert "events of erased senders had come back" in desk.run("retention")
    assert asyncio.run(store.retrieve(SENDER)) is None
    store.engine.dispose()
    assert not desk.has(WORD)
