"""Rasa's SQL tracker store with one statement where Rasa has several, and the conversations of the moment kept at hand.

The table is Rasa's own, so everything that reads it goes on working. A conversation that is kept is used again only while
the database holds nothing newer of it, so several assistants may write, and a deleted conversation is gone.

While the database is out of reach a turn waits a little and then fails; the channels show nothing of a turn before it is stored,
so the visitor is told to try again. A message whose turn is stored is never stored again: whoever took a second turn for it, because
the first was thought to be lost, is told so.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Callable, Optional, TypeVar

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Engine, Row

from core.conversations_database import (
    EVENTS,
    MOST_CONNECTIONS,
    AlreadyHeard,
    add_rows,
    heard_in,
    is_outage,
    last_row,
    open_engine,
    read_rows,
    row_of,
)

__all__ = ["EVENTS", "AlreadyHeard", "ClinicTrackerStore", "StoreFailed"]
logger = logging.getLogger(__name__)
CONVERSATIONS_AT_HAND = 1_000
# Longer than a database takes to start again, shorter than a visitor of the website waits.
SECONDS_OF_PATIENCE = 8.0
FIRST_WAIT, LONGEST_WAIT = 0.1, 1.0

Result = TypeVar("Result")


class StoreFailed(Exception):
    """The conversations' database could not be read or written; the turn may be tried again."""


@dataclass
class Known:
    """A tracker, and how far the database has it.

    `last` is its last event there and `row` that event's id, None for none; `idle` says that no turn is changing it; `heard`
    are the ids of the messages that it has there.
    """

    tracker: DialogueStateTracker
    last: Optional[Event]
    row: Optional[int]
    idle: bool
    heard: set[str] = field(default_factory=set)

    def new_events(self) -> list[Event]:
        """The tracker's events that the database does not have, oldest first."""
        return list(takewhile(lambda event: event is not self.last, reversed(self.tracker.events)))[::-1]


class ClinicTrackerStore(SQLTrackerStore):
    """Stores conversations as Rasa's `SQLTrackerStore` does, in fewer steps, in an SQLite file or PostgreSQL."""

    engine: Engine

    def __init__(
        self,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
        host: Optional[str] = None,
        db: str = "",
        **options: Any,
    ) -> None:
        """Use the database that `db` names, which says what Rasa's other `options` would; it need not be there yet.

        Rasa's own beginning is left out: it would wait for the database for ever, with a pool of 150 connections.
        """
        super(SQLTrackerStore, self).__init__(domain, event_broker)
        self.engine = open_engine(db)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)
        # What crosses a network shall not hold up other visitors' turns; a file is quicker than the way to a thread.
        self._threads = None if self.engine.dialect.name == "sqlite" else ThreadPoolExecutor(MOST_CONNECTIONS, "tracker-store")
        self._known: OrderedDict[str, Known] = OrderedDict()
        try:
            self.Base.metadata.create_all(self.engine)
        except sa.exc.DBAPIError as error:  # another worker was first, or the database is not there yet
            logger.warning("The table of events was not made: %s", type(error.orig).__name__)

    async def answers(self) -> bool:
        """Whether the database can be read just now."""
        try:
            await self._call(self._last_row, "")
        except Exception:
            return False
        return True

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> Optional[DialogueStateTracker]:
        if fetch_events_from_all_sessions:
            return self._tracker(sender_id, await self._patiently(self._rows, sender_id, True))
        known = self._known.get(sender_id)
        if known and known.idle and known.row == await self._patiently(self._last_row, sender_id):
            known.idle = False  # until it is saved: a turn that fails half-way leaves no half-changed tracker behind
            return known.tracker if known.row else None
        rows = await self._patiently(self._rows, sender_id, False)
        tracker = self._tracker(sender_id, rows)
        if tracker:
            self._remember(Known(tracker, tracker.events[-1], rows[-1].id, idle=False, heard=heard_in(tracker.events)))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add the events of `tracker` that the database does not have yet.

        :raises StoreFailed: they could not be added.
        :raises AlreadyHeard: one of them is a message that has had its turn.
        """
        await self.stream_events(tracker)
        known = self._known.get(tracker.sender_id)
        if known is None or known.tracker is not tracker:
            known = await self._newly_known(tracker)
        events = known.new_events()
        heard = heard_in(events)
        if heard & known.heard:
            raise AlreadyHeard
        rows = [row_of(tracker.sender_id, event) for event in events]
        row = await self._add(tracker.sender_id, rows, known.row) if rows else known.row
        last = tracker.events[-1] if tracker.events else None
        forget_earlier_sessions(tracker)
        self._remember(Known(tracker, last, row, idle=bool(row), heard=known.heard | heard))

    async def _newly_known(self, tracker: DialogueStateTracker) -> Known:
        """How far the database has a tracker that was not read here; of one that has just been made it has nothing."""
        if not tracker.events:
            return Known(tracker, None, None, idle=False)
        new, after = await self._patiently(self._missing, tracker)
        events = list(tracker.events)
        stored = events[: len(events) - len(new)]
        return Known(tracker, stored[-1] if stored else None, after, idle=False, heard=heard_in(stored))

    async def _add(self, sender_id: str, rows: list[dict[str, Any]], after: int | None) -> int | None:
        attempts = itertools.count()
        return await self._patiently(lambda: add_rows(self.engine, sender_id, rows, after, again=next(attempts) > 0))

    async def _patiently(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """Call `work` until the database is there.

        :raises StoreFailed: it was not there for too long.
        :raises AlreadyHeard: as `work` says.
        """
        wait, until = FIRST_WAIT, time.monotonic() + SECONDS_OF_PATIENCE
        while True:
            try:
                return await self._call(work, *arguments)
            except AlreadyHeard:
                raise
            except Exception as error:
                if not is_outage(error) or time.monotonic() + wait > until:
                    logger.error("The conversations' database failed: %s", _name_of(error))
                    raise StoreFailed("the conversations' database failed") from None
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    async def _call(self, work: Callable[..., Result], *arguments: Any) -> Result:
        if self._threads is None:
            return work(*arguments)
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)

    def _last_row(self, sender_id: str) -> int | None:
        with self.engine.connect() as connection:
            return last_row(connection, sender_id)

    def _rows(self, sender_id: str, whole: bool) -> list[Row]:
        with self.engine.connect() as connection:
            return read_rows(connection, sender_id, whole)

    def _missing(self, tracker: DialogueStateTracker) -> tuple[list[Event], int | None]:
        """What the database lacks of a tracker that was not read here, and the last row that it has."""
        with self.session_scope() as session:
            events = list(self._additional_events(session, tracker))
        return events, self._last_row(tracker.sender_id)

    def _tracker(self, sender_id: str, rows: list[Row]) -> Optional[DialogueStateTracker]:
        if not rows or not self.domain:
            return None
        return DialogueStateTracker.from_dict(sender_id, [json.loads(row.data) for row in rows], self.domain.slots)

    def _remember(self, known: Known) -> None:
        self._known[known.tracker.sender_id] = known
        self._known.move_to_end(known.tracker.sender_id)
        while len(self._known) > CONVERSATIONS_AT_HAND:
            self._known.popitem(last=False)


def forget_earlier_sessions(tracker: DialogueStateTracker) -> None:
    """Drop from `tracker` what the database would not give back: the events before its last session started."""
    started = [place for place, event in enumerate(tracker.events) if isinstance(event, SessionStarted)]
    for _ in range(started[-1] if started else 0):
        tracker.events.popleft()


def _name_of(error: BaseException) -> str:
    """What kind of error it was; its text may hold a visitor's words."""
    return type(getattr(error, "orig", None) or error).__name__
