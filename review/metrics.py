"""What the desk tells Prometheus: its own pages, and what only the database knows: how far the ingester is, and what waits.

All of the assistant's processes share the database, so these numbers stand here once; of several desks each tells the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import DatabaseError, connection
from prometheus_client import REGISTRY, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from review.waiting import database_bytes, disk, ingesters_lag, queues
from watch.metrics import PATH, one_of, page

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
METHODS = ("GET", "POST")
REQUESTS = Counter("clinic_desk_requests", "Requests to the staff desk.", ("method", "status"))
REQUEST_SECONDS = Histogram("clinic_desk_request_seconds", "How long the desk took for a request.", buckets=SECONDS)
# Gauges that are read from the database when they are asked for: their names and what they say.
OF_THE_DATABASE = {
    "clinic_ingester_events_behind": "Events that the ingester has not copied yet.",
    "clinic_ingester_seconds_behind": "Age of the oldest event that the ingester has not copied yet.",
    "clinic_database_bytes": "Size of the conversations' database.",
    "clinic_disk_free_bytes": "Free space on the disk with the SQLite file, or of the desk's own where PostgreSQL is used.",
    "clinic_disk_bytes": "Size of that disk.",
}
QUEUES = {
    "clinic_messages_waiting": "Messages of a messaging channel that wait: in for an answer, out for the platform.",
    "clinic_messages_waiting_seconds": "How long the oldest of them has waited.",
}
ANSWERS = "clinic_database_answers"


class OfTheDatabase(Collector):
    """Reads the gauges; where the database is away the page comes without them, and says so."""

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing: to name them is no reason to ask the database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges as of now."""
        try:
            connection.close_if_unusable_or_obsolete()
            yield from _read()
            yield GaugeMetricFamily(ANSWERS, "1 while the desk can read the database, else 0.", 1)
        except (DatabaseError, OSError):
            connection.close()
            yield GaugeMetricFamily(ANSWERS, "1 while the desk can read the database, else 0.", 0)


REGISTRY.register(OfTheDatabase())


def with_metrics(application: Application) -> Application:
    """`application` with `GET /metrics`; what it answers is counted and timed."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == PATH:
            return _page(environ, start_response)
        began = time.perf_counter()

        def start_counted(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            REQUESTS.labels(one_of(environ.get("REQUEST_METHOD"), METHODS), status[:3]).inc()
            REQUEST_SECONDS.observe(time.perf_counter() - began)
            return start_response(status, headers, *more)

        return application(environ, start_counted)

    return answer


def _read() -> list[GaugeMetricFamily]:
    lag, (free, size) = ingesters_lag(), disk()
    values = (lag.number, lag.seconds, database_bytes(), free, size)
    plain = [GaugeMetricFamily(name, text, value) for (name, text), value in zip(OF_THE_DATABASE.items(), values)]
    number, seconds = (GaugeMetricFamily(name, text, labels=("channel", "direction")) for name, text in QUEUES.items())
    for queue in queues():
        number.add_metric((queue.channel, queue.direction), queue.lag.number)
        seconds.add_metric((queue.channel, queue.direction), queue.lag.seconds)
    return [*plain, number, seconds]


def _page(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    headers = {name[5:].replace("_", "-").lower(): str(value) for name, value in environ.items() if name.startswith("HTTP_")}
    status, body, answered = page(headers)
    start_response("200 OK" if status == 200 else "404 Not Found", [*answered.items(), ("Content-Length", str(len(body)))])
    return [body]
