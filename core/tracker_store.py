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
from typing import Any, Callable, Optional, TypeVar

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Engine, Row

from core.conversations_database import (
    CONNECTIONS_WITH_TRANSACTIONS,
    EVENTS,
    MOST_CONNECTIONS,
    AlreadyHeard,
    add_next,
    add_rows,
    heard_in,
    is_outage,
    last_row,
    open_engine,
    read_rows,
    row_of,
)
from core.metrics import STORE_FAILURES, note_events, timed
from core.tracker import ClinicTracker

__all__ = ["EVENTS", "AlreadyHeard", "ClinicTrackerStore", "StoreFailed"]
logger = logging.getLogger(__name__)
CONVERSATIONS_AT_HAND = 1_000
# Longer than a database takes to start again, shorter than a visitor of the website waits.
SECONDS_OF_PATIENCE = 8.0
FIRST_WAIT, LONGEST_WAIT = 0.1, 1.0

Result = TypeVar("Result")


class StoreFailed(Exception):
    """The conversations' database could not be read or written; the turn may be tried again."""


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
        self.engine = open_engine(db, CONNECTIONS_WITH_TRANSACTIONS)
        # What a turn needs is one journey each; to begin and to end a transaction would be a journey more. SQLAlchemy can have a
        # connection do without for a moment, but sets it back by a journey: so these are connections of their own.
        is_file = self.engine.dialect.name == "sqlite"
        self._alone = self.engine if is_file else open_engine(db, MOST_CONNECTIONS, isolation_level="AUTOCOMMIT")
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)
        # What crosses a network shall not hold up other visitors' turns; a file is quicker than the way to a thread.
        self._threads = None if is_file else ThreadPoolExecutor(MOST_CONNECTIONS, "tracker-store")
        self._at_hand: OrderedDict[str, ClinicTracker] = OrderedDict()
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

    @timed("store")
    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> Optional[DialogueStateTracker]:
        if fetch_events_from_all_sessions:
            return self._tracker(sender_id, await self._patiently(self._rows, sender_id, True))
        tracker = self._at_hand.get(sender_id)
        if not (tracker and tracker.idle and tracker.row == await self._patiently(self._last_row, sender_id)):
            tracker = self._tracker(sender_id, await self._patiently(self._rows, sender_id, False))
        if tracker:
            tracker.idle = False  # until it is saved: a turn that fails half-way leaves no half-changed tracker behind
        return tracker

    def init_tracker(self, sender_id: str) -> ClinicTracker:
        """A conversation without events."""
        return ClinicTracker(sender_id, self.domain.slots, max_event_history=self.max_event_history)

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> DialogueStateTracker:
        """A conversation that the database does not have; it is stored with its first turn."""
        tracker = self.init_tracker(sender_id)
        if append_action_listen:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        return tracker

    @timed("store")
    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add the events of `tracker` that the database does not have yet.

        :raises StoreFailed: they could not be added.
        :raises AlreadyHeard: one of them is a message that has had its turn.
        """
        await self.stream_events(tracker)
        ours = tracker if isinstance(tracker, ClinicTracker) else None
        events, after, heard_before = (ours.new_events(), ours.row, ours.heard) if ours else await self._patiently(self._missing, tracker)
        heard = heard_in(events)
        if heard & heard_before:
            raise AlreadyHeard
        rows = [row_of(tracker.sender_id, event) for event in events]
        row = await self._add(tracker.sender_id, rows, after) if rows else after
        note_events(events)
        last = tracker.events[-1] if tracker.events else None
        if ours:
            ours.last_stored, ours.row, ours.idle = last, row, bool(row)
            ours.heard |= heard
            ours.forget_what_is_past()
            self._keep(ours)

    async def _add(self, sender_id: str, rows: list[dict[str, Any]], after: int | None) -> int | None:
        attempts = itertools.count()

        def add() -> int | None:
            again = next(attempts) > 0
            added = None if self._threads is None or again else add_next(self._alone, sender_id, rows, after)
            return added or add_rows(self.engine, sender_id, rows, after, again)

        return await self._patiently(add)

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
                STORE_FAILURES.inc()
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
        with self._alone.connect() as connection:
            return last_row(connection, sender_id)

    def _rows(self, sender_id: str, whole: bool) -> list[Row]:
        with self._alone.connect() as connection:
            return read_rows(connection, sender_id, whole)

    def _missing(self, tracker: DialogueStateTracker) -> tuple[list[Event], int | None, set[str]]:
        """What the database lacks of a tracker that was not read here, the last row that it has, and the messages heard there."""
        with self.session_scope() as session:
            events = list(self._additional_events(session, tracker))
        stored = list(tracker.events)[: len(tracker.events) - len(events)]
        return events, self._last_row(tracker.sender_id), heard_in(stored)

    def _tracker(self, sender_id: str, rows: list[Row]) -> Optional[ClinicTracker]:
        if not rows or not self.domain:
            return None
        tracker: ClinicTracker = ClinicTracker.from_dict(sender_id, [json.loads(row.data) for row in rows], self.domain.slots)
        tracker.last_stored, tracker.row, tracker.heard = tracker.events[-1], rows[-1].id, heard_in(tracker.events)
        return tracker

    def _keep(self, tracker: ClinicTracker) -> None:
        self._at_hand[tracker.sender_id] = tracker
        self._at_hand.move_to_end(tracker.sender_id)
        while len(self._at_hand) > CONVERSATIONS_AT_HAND:
            self._at_hand.popitem(last=False)


def _name_of(error: BaseException) -> str:
    """What kind of error it was; its text may hold a visitor's words."""
    return type(getattr(error, "orig", None) or error).__name__
