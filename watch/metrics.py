"""What every part tells Prometheus of itself: how many lines of its log were warnings and errors; and the page that tells it all.

A label has a value out of a short list, known beforehand: never an id, an address, a word of a visitor or a text of an error.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Collection, Mapping

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, generate_latest

PATH = "/metrics"
OTHER = "other"
# Whose lines are counted apart; all other libraries are one.
OWN_LOGGERS = ("actions", "channels", "core", "nlu", "review", "watch", "web")
LOGGERS = (*OWN_LOGGERS, "rasa", "rasa_sdk", "sanic", "aiohttp", "asyncio", "django", "sqlalchemy")
# What may go wrong in a turn, by the names of exceptions' classes.
KINDS = (
    *("StoreFailed", "LockError", "ActionExecutionRejection", "RasaException", "AgentNotReady"),
    *("TimeoutError", "CancelledError", "ClientConnectorError", "ClientResponseError", "ServerDisconnectedError", "ClientOSError"),
    *("OperationalError", "DatabaseError", "IntegrityError", "RuntimeError", "ValueError", "TypeError", "KeyError", "AttributeError"),
)
LINES = Counter("clinic_log_lines", "Warnings and errors in this process's log.", ("level", "logger"))


class CountedLines(logging.Handler):
    """Counts warnings and errors, and writes nothing."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        """Count one line."""
        LINES.labels("error" if record.levelno >= logging.ERROR else "warning", one_of(record.name.split(".")[0], LOGGERS)).inc()


def one_of(value: str | None, known: Collection[str]) -> str:
    """`value` if it is one of those that are known, else `other`."""
    return value if value is not None and value in known else OTHER


def kind_of(error: BaseException) -> str:
    """The name of the nearest class of `error` that is known, else `other`."""
    if isinstance(error, (TimeoutError, asyncio.TimeoutError)):
        return "TimeoutError"
    return next((kind.__name__ for kind in type(error).__mro__ if kind.__name__ in KINDS), OTHER)


def page(headers: Mapping[str, str]) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers of the answer to `GET /metrics`.

    :param headers: the request's, names in small letters. What a proxy passes on comes from outside, and gets nothing.
    """
    if headers.get("x-forwarded-for") or headers.get("forwarded"):
        return 404, b"", {}
    return 200, generate_latest(REGISTRY), {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
