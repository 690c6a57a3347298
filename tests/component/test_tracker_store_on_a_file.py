"""The tracker store on an SQLite file that somebody else has locked, or that cannot be written."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

import core.tracker_store
from core.tracker_store import ClinicTrackerStore, StoreFailed
from tests.component.test_tracker_store_on_postgresql import DOMAIN, stored, take


def test_a_locked_file_is_waited_for(tmp_path: Path) -> None:
    place = tmp_path / "conversations.db"
    store = ClinicTrackerStore(DOMAIN, db=str(place))
    other = sqlite3.connect(place, isolation_level=None, check_same_thread=False)

    async def turn_behind_a_lock() -> None:
        other.execute("BEGIN IMMEDIATE")
        turn = asyncio.create_task(take(store, "meanwhile"))
        await asyncio.sleep(1.5)
        assert not turn.done()
        other.execute("COMMIT")
        await turn

    asyncio.run(turn_behind_a_lock())
    assert stored(store) == ["meanwhile"]


def test_a_file_that_cannot_be_written_fails_the_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.tracker_store, "SECONDS_OF_PATIENCE", 0.3)
    store = ClinicTrackerStore(DOMAIN, db=str(tmp_path / "conversations.db"))
    asyncio.run(take(store, "before"))

    async def turn_without_writing() -> None:
        with store.engine.connect() as connection:
            connection.execute(sa.text("PRAGMA query_only = ON"))  # as a file on a disk that was mounted for reading alone
        with pytest.raises(StoreFailed):
            await take(store, "not kept")

    asyncio.run(turn_without_writing())
    assert stored(store) == ["before"]
