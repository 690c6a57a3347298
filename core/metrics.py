"""What the assistant counts and times in its turns; each name is explained in docs/operator.md."""

from __future__ import annotations

import asyncio
import functools
import logging
import platform
import time
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timezone
from typing import Any, Awaitable, Callable, Iterable, Iterator, Optional, TypeVar

import rasa
from prometheus_client import Counter, Gauge, Histogram
from rasa.shared.core.events import BotUttered, Event
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from content.topics import TOPICS
from core.outage_policy import OUTAGE_REPLY
from watch.metrics import OTHER, PATH, kind_of, page

logger = logging.getLogger(__name__)
# From a fixed reply on an idle machine to the moment at which a visitor of the website is told to try again.
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0)
PARTS = ("lock", "store", "understanding", "deciding", "action")
ANSWERED, ASKED_BACK, REFUSED, DANGER, TROUBLE = OUTCOMES = ("answered", "asked_back", "refused", "danger", "trouble")
DANGERS = frozenset({"emergency", "crisis"})
REFUSALS = frozenset({"out_of_scope", "condition_not_covered"})
QUESTIONS = frozenset({"utter_did_you_mean", "utter_ask_what"})

TURNS = Counter("clinic_turns", "Turns that have ended.", ("channel", "outcome"))
TURN_TOPICS = Counter("clinic_turn_topics", "Topics of the answers; a turn may have several.", ("topic",))
TURN_SECONDS = Histogram("clinic_turn_seconds", "How long a turn took.", ("channel",), buckets=SECONDS)
PART_SECONDS = Histogram("clinic_turn_part_seconds", "How long a part of a turn took.", ("part",), buckets=SECONDS)
UNDER_WAY = Gauge("clinic_turns_under_way", "Turns that have begun and not ended.")
WAITING = Gauge("clinic_turns_waiting", "Turns that wait for the one before them in their conversation.")
ERRORS = Counter("clinic_turn_errors", "What went wrong in turns.", ("kind",))
LOCK_FAILURES = Counter("clinic_lock_failures", "Locks that were not given, or lost.", ("reason",))
STORE_FAILURES = Counter("clinic_store_failures", "Attempts to read or write conversations that failed.")
STORE_OWED = Gauge("clinic_store_turns_owed", "Turns that were answered and wait to be stored.")
MODEL = Gauge("clinic_model_info", "1; its labels name what runs.", ("model", "rasa", "python"))
MODEL_TRAINED = Gauge("clinic_model_trained_timestamp_seconds", "When the model was trained.")

_part = {part: PART_SECONDS.labels(part) for part in PARTS}
_turn: ContextVar[Optional[list[Event]]] = ContextVar("clinic_turn_events", default=None)
Result = TypeVar("Result")


@contextmanager
def measured_turn(channel: str | None) -> Iterator[None]:
    """Count and time the turn that happens meanwhile, and write its line into the log."""
    said: list[Event] = []
    token, started = _turn.set(said), time.perf_counter()
    error: BaseException | None = None
    UNDER_WAY.inc()
    try:
        yield
    except BaseException as failure:
        error = failure
        raise
    finally:
        UNDER_WAY.dec()
        _turn.reset(token)
        _count(channel or OTHER, said, time.perf_counter() - started, error)


def note_events(events: Iterable[Event]) -> None:
    """Tell the turn under way what has happened in it."""
    said = _turn.get()
    if said is not None:
        said.extend(events)


def _count(channel: str, said: list[Event], seconds: float, error: BaseException | None) -> None:
    outcome, topics = outcome_of(said), topics_of(said)
    TURNS.labels(channel, outcome).inc()
    TURN_SECONDS.labels(channel).observe(seconds)
    for topic in topics:
        TURN_TOPICS.labels(topic).inc()
    # What somebody asked about, an emergency above all, is nothing to stand beside the mark of their conversation.
    shown = ANSWERED if outcome == DANGER else outcome
    fields = {"channel": channel, "outcome": shown, "milliseconds": round(1000 * seconds, 1)}
    if error is None:
        logger.info("A turn", extra=fields)
    else:
        ERRORS.labels(kind_of(error)).inc()
        logger.error("A turn failed", extra=fields, exc_info=error)


def outcome_of(events: Iterable[Event]) -> str:
    """What a turn came to, by what was said in it; nothing said is trouble."""
    marks = [event.metadata or {} for event in events if isinstance(event, BotUttered)]
    topics = {topic for mark in marks for topic in mark.get("topics") or ()}
    responses = {mark.get("utter_action") for mark in marks}
    if topics & DANGERS:
        return DANGER
    if not marks or OUTAGE_REPLY in responses:
        return TROUBLE
    if responses & QUESTIONS:
        return ASKED_BACK
    return REFUSED if topics & REFUSALS else ANSWERED


def topics_of(events: Iterable[Event]) -> list[str]:
    """The topics of what was said, each once, and only those that content/topics.py names."""
    said = (event.metadata or {} for event in events if isinstance(event, BotUttered))
    return list(dict.fromkeys(topic for mark in said for topic in mark.get("topics") or () if topic in TOPICS))


def timed(part: str) -> Callable[[Callable[..., Awaitable[Result]]], Callable[..., Awaitable[Result]]]:
    """A decorator for a coroutine function that is `part` of a turn."""
    histogram = _part[part]

    def decorate(function: Callable[..., Awaitable[Result]]) -> Callable[..., Awaitable[Result]]:
        @functools.wraps(function)
        async def measured(*arguments: Any, **named: Any) -> Result:
            started = time.perf_counter()
            try:
                return await function(*arguments, **named)
            finally:
                histogram.observe(time.perf_counter() - started)

        return measured

    return decorate


class Waiting:
    """A turn that waits for the lock of its conversation, from entering to `over`."""

    def __enter__(self) -> Waiting:
        self._since: float | None = time.perf_counter()
        WAITING.inc()
        return self

    def __exit__(self, *error: object) -> None:
        self.over()

    def over(self) -> None:
        """It has the lock; harmless the second time."""
        if self._since is not None:
            _part["lock"].observe(time.perf_counter() - self._since)
            self._since = None
            WAITING.dec()


def observe(part: str, seconds: float) -> None:
    """Note how long `part` of a turn took."""
    _part[part].observe(seconds)


def describe_model(metadata: Any) -> None:
    """Say which model runs, by what Rasa has written into it."""
    MODEL.clear()
    MODEL.labels(str(metadata.model_id), rasa.__version__, platform.python_version()).set(1)
    MODEL_TRAINED.set(metadata.trained_at.replace(tzinfo=timezone.utc).timestamp())  # Rasa notes UTC without saying so


def watch_owed(owed: Callable[[], int]) -> None:
    """Let the page of metrics say how many turns `owed` counts."""
    STORE_OWED.set_function(owed)


def add_metrics(app: Sanic) -> None:
    """Add `GET /metrics` to `app`."""

    @app.get(PATH, name="metrics")
    async def metrics(request: Request) -> HTTPResponse:
        status, body, headers = await asyncio.get_running_loop().run_in_executor(None, page, dict(request.headers))
        return raw(body, status, headers)
