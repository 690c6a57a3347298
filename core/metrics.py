"""What the assistant counts and times in its turns; each name is explained in docs/operator.md."""

from __future__ import annotations

import asyncio
import functools
import logging
import platform
import time
from contextvars import ContextVar
from datetime import timezone
from functools import lru_cache
from typing import Any, Awaitable, Callable, Iterable, Optional, Sequence, TypeVar

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
ANSWERED, ASKED_BACK, REFUSED, DANGER, TROUBLE = OUTCOMES = ("answered", "asked_back", "refused", "danger", "trouble")
DANGERS = frozenset({"emergency", "crisis"})
KNOWN_TOPICS = frozenset(TOPICS)
REFUSALS = frozenset({"out_of_scope", "condition_not_covered"})
QUESTIONS = frozenset({"utter_did_you_mean", "utter_ask_what"})

TURNS = Counter("clinic_turns", "Turns that have ended.", ("channel", "outcome"))
TURN_TOPICS = Counter("clinic_turn_topics", "Topics of the answers; a turn may have several.", ("topic",))
TURN_SECONDS = Histogram("clinic_turn_seconds", "How long a turn took.", ("channel",), buckets=SECONDS)
PART_SECONDS = Histogram("clinic_turn_part_seconds", "How long a part of a turn took, all its times added up.", ("part",), buckets=SECONDS)
UNDER_WAY = Gauge("clinic_turns_under_way", "Turns that have begun and not ended.")
WAITING = Gauge("clinic_turns_waiting", "Turns that wait for the one before them in their conversation.")
ERRORS = Counter("clinic_turn_errors", "What went wrong in turns.", ("kind",))
LOCK_FAILURES = Counter("clinic_lock_failures", "Locks that were not given, or lost.", ("reason",))
STORE_FAILURES = Counter("clinic_store_failures", "Attempts to read or write conversations that failed.")
MODEL = Gauge("clinic_model_info", "1; its labels name what runs.", ("model", "rasa", "python"))
MODEL_TRAINED = Gauge("clinic_model_trained_timestamp_seconds", "When the model was trained.")

_under_way: set[Turn] = set()
_waiting: set[Waiting] = set()
UNDER_WAY.set_function(lambda: len(_under_way))
WAITING.set_function(lambda: len(_waiting))
# To find a series by its labels takes longer than to count.
_turns, _turn_topics = lru_cache(maxsize=None)(TURNS.labels), lru_cache(maxsize=None)(TURN_TOPICS.labels)
_turn_seconds, _part_seconds = lru_cache(maxsize=None)(TURN_SECONDS.labels), lru_cache(maxsize=None)(PART_SECONDS.labels)
_turn: ContextVar[Optional[Turn]] = ContextVar("clinic_turn", default=None)
Result = TypeVar("Result")


class Turn:
    """Counts and times the turn that happens inside of its `with`, and writes the turn's line into the log."""

    __slots__ = ("_channel", "_parts", "_since", "_token", "said")

    def __init__(self, channel: str | None) -> None:
        """Nothing was said yet."""
        self._channel, self._parts = channel or OTHER, dict[str, float]()
        self.said: list[Event] = []

    def __enter__(self) -> Turn:
        _under_way.add(self)
        self._token = _turn.set(self)
        self._since = time.perf_counter()
        return self

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        seconds = time.perf_counter() - self._since
        _turn.reset(self._token)
        _under_way.discard(self)
        outcome, topics = outcome_and_topics(self.said)
        _turns(self._channel, outcome).inc()
        _turn_seconds(self._channel).observe(seconds)
        for topic in topics:
            _turn_topics(topic).inc()
        for part, taken in self._parts.items():
            _part_seconds(part).observe(taken)
        self._tell(outcome, seconds, error)

    def add(self, part: str, seconds: float) -> None:
        """A part of the turn took so long, this time."""
        self._parts[part] = self._parts.get(part, 0.0) + seconds

    def _tell(self, outcome: str, seconds: float, error: BaseException | None) -> None:
        # What somebody asked about, an emergency above all, is nothing to stand beside the mark of their conversation.
        shown = ANSWERED if outcome == DANGER else outcome
        fields = {"channel": self._channel, "outcome": shown, "milliseconds": round(1000 * seconds, 1)}
        if error is None:
            logger.info("A turn", extra=fields)
        else:
            ERRORS.labels(kind_of(error)).inc()
            logger.error("A turn failed", extra=fields, exc_info=error)


class Waiting:
    """A turn that waits for the lock of its conversation, from entering to `over`."""

    __slots__ = ("_since",)

    def __enter__(self) -> Waiting:
        self._since = time.perf_counter()
        _waiting.add(self)
        return self

    def __exit__(self, *error: object) -> None:
        self.over()

    def over(self) -> None:
        """It has the lock; harmless the second time."""
        if self in _waiting:
            _waiting.discard(self)
            observe("lock", time.perf_counter() - self._since)


def note_events(events: Iterable[Event]) -> None:
    """Tell the turn under way what has happened in it."""
    turn = _turn.get()
    if turn is not None:
        turn.said.extend(events)


def outcome_and_topics(events: Iterable[Event]) -> tuple[str, Sequence[str]]:
    """What a turn came to, by what was said in it (nothing is trouble), and the topics of content/topics.py in it."""
    marks = [event.metadata or {} for event in events if event.type_name == BotUttered.type_name]
    topics = dict.fromkeys(topic for mark in marks for topic in mark.get("topics") or () if topic in KNOWN_TOPICS)
    responses = {mark.get("utter_action") for mark in marks}
    if not DANGERS.isdisjoint(topics):
        outcome = DANGER
    elif not marks or OUTAGE_REPLY in responses:
        outcome = TROUBLE
    elif not QUESTIONS.isdisjoint(responses):
        outcome = ASKED_BACK
    else:
        outcome = ANSWERED if REFUSALS.isdisjoint(topics) else REFUSED
    return outcome, list(topics)


def timed(part: str) -> Callable[[Callable[..., Awaitable[Result]]], Callable[..., Awaitable[Result]]]:
    """A decorator for a coroutine function that is `part` of a turn."""

    def decorate(function: Callable[..., Awaitable[Result]]) -> Callable[..., Awaitable[Result]]:
        @functools.wraps(function)
        async def measured(*arguments: Any, **named: Any) -> Result:
            started = time.perf_counter()
            try:
                return await function(*arguments, **named)
            finally:
                observe(part, time.perf_counter() - started)

        return measured

    return decorate


def observe(part: str, seconds: float) -> None:
    """Note how long a `part` of the turn under way took; its times in one turn are added up."""
    turn = _turn.get()
    if turn is not None:
        turn.add(part, seconds)


def describe_model(metadata: Any) -> None:
    """Say which model runs, by what Rasa has written into it."""
    MODEL.clear()
    MODEL.labels(str(metadata.model_id), rasa.__version__, platform.python_version()).set(1)
    MODEL_TRAINED.set(metadata.trained_at.replace(tzinfo=timezone.utc).timestamp())  # Rasa notes UTC without saying so


def add_metrics(app: Sanic) -> None:
    """Add `GET /metrics` to `app`."""

    @app.get(PATH, name="metrics")
    async def metrics(request: Request) -> HTTPResponse:
        status, body, headers = await asyncio.get_running_loop().run_in_executor(None, page, dict(request.headers))
        return raw(body, status, headers)
