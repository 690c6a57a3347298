"""Rasa's SQL tracker store with one statement where Rasa has several, and the conversations of the moment kept at hand.

The table is Rasa's own, so everything that reads it goes on working. A conversation that is kept is used again only while
the database holds nothing newer of it, so several assistants may write, and a deleted conversation is gone.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Optional

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection, Engine, Row
from sqlalchemy.pool import QueuePool

CONVERSATIONS_AT_HAND = 1_000
SECONDS_TO_WAIT_FOR_A_LOCK = 10
EVENTS = SQLTrackerStore.SQLEvent.__table__


@dataclass
class Known:
    """A tracker, and how far the database has it.

    `last` is its last event there and `row` that event's id, None for none; `idle` says that no turn is changing it.
    """

    tracker: DialogueStateTracker
    last: Optional[Event]
    row: Optional[int]
    idle: bool

    def new_events(self) -> list[Event]:
        """The tracker's events that the database does not have, oldest first."""
        return list(takewhile(lambda event: event is not self.last, reversed(self.tracker.events)))[::-1]


class ClinicTrackerStore(SQLTrackerStore):
    """Stores conversations as Rasa's `SQLTrackerStore` does, in fewer steps."""

    engine: Engine

    def __init__(
        self, domain: Optional[Domain] = None, event_broker: Optional[EventBroker] = None, host: Optional[str] = None, **options: Any
    ) -> None:
        """Connect; see `SQLTrackerStore` for the options."""
        super().__init__(domain=domain, event_broker=event_broker, host=host, **options)
        if self.engine.dialect.name == "sqlite":
            self.engine = quick_sqlite(self.engine)
            self.sessionmaker.configure(bind=self.engine)
        self._known: OrderedDict[str, Known] = OrderedDict()

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> Optional[DialogueStateTracker]:
        with self.engine.connect() as connection:
            if fetch_events_from_all_sessions:
                return self._tracker(sender_id, read_rows(connection, sender_id, whole=True))
            known = self._known.get(sender_id)
            if known and known.idle and known.row == last_row(connection, sender_id):
                known.idle = False  # until it is saved: a turn that fails half-way leaves no half-changed tracker behind
                return known.tracker if known.row else None
            rows = read_rows(connection, sender_id, whole=False)
        tracker = self._tracker(sender_id, rows)
        if tracker:
            self._remember(Known(tracker, tracker.events[-1], rows[-1].id, idle=False))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add the events of `tracker` that the database does not have yet."""
        await self.stream_events(tracker)
        known = self._known.get(tracker.sender_id)
        if known is None or known.tracker is not tracker:
            with self.session_scope() as session:
                events = list(self._additional_events(session, tracker))
        else:
            events = known.new_events()
        with self.engine.begin() as connection:
            if events:
                connection.execute(EVENTS.insert(), [row_of(tracker.sender_id, event) for event in events])
            row = last_row(connection, tracker.sender_id)
        forget_earlier_sessions(tracker)
        self._remember(Known(tracker, tracker.events[-1] if tracker.events else None, row, idle=bool(row)))

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


def quick_sqlite(engine: Engine) -> Engine:
    """An engine for the same SQLite file that keeps its connection and writes ahead.

    Writing ahead, readers and the writer do not wait for each other, and the disk is waited for at checkpoints alone: a
    crash of the machine may lose the last moments, a crash of the assistant loses nothing.
    """
    quick = sa.create_engine(engine.url, poolclass=QueuePool, connect_args={"timeout": SECONDS_TO_WAIT_FOR_A_LOCK})

    @sa.event.listens_for(quick, "connect")
    def settle(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    return quick


def last_row(connection: Connection, sender_id: str) -> int | None:
    """Id of the last event of a conversation, None if it has none."""
    row: int | None = connection.execute(sa.select(sa.func.max(EVENTS.c.id)).where(EVENTS.c.sender_id == sender_id)).scalar()
    return row


def read_rows(connection: Connection, sender_id: str, whole: bool) -> list[Row]:
    """Rows of a conversation's events in their order: the `whole` of it, or from the start of its last session."""
    of_sender = EVENTS.c.sender_id == sender_id
    query = sa.select(EVENTS.c.id, EVENTS.c.data).where(of_sender).order_by(EVENTS.c.id)
    if not whole:
        started = sa.select(sa.func.max(EVENTS.c.id)).where(of_sender, EVENTS.c.type_name == SessionStarted.type_name)
        query = query.where(EVENTS.c.id >= sa.func.coalesce(started.scalar_subquery(), 0))
    rows: list[Row] = connection.execute(query).all()
    return rows


def row_of(sender_id: str, event: Event) -> dict[str, Any]:
    """The columns of an event, as Rasa's tracker store fills them."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }
