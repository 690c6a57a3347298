"""Lets structlog, by which Rasa writes part of its lines, write them through `logging`, where they are made safe."""

from __future__ import annotations

from typing import Any, MutableMapping

import structlog

from watch.lines import STRUCTURED


def configure_structlog(level: int) -> None:
    """In place of Rasa's own, which prints what a visitor wrote, exceptions' texts and local variables.

    :param level: what is below it costs next to nothing.
    """
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, _to_logging],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _to_logging(written_by: Any, method: str, fields: MutableMapping[str, Any]) -> tuple[tuple[str], dict[str, Any]]:
    """The arguments of `logging`'s call: all fields go along, and the formatter takes those that it may."""
    return (str(fields.get("event", "")),), {"exc_info": fields.pop("exc_info", None), "extra": {STRUCTURED: dict(fields)}}
