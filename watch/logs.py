"""Sets up the log of a process: one handler, through which every line of ours and of every library goes.

`CLINIC_LOG_FORMAT=json` makes each line a JSON object; `LOG_LEVEL` (Rasa's own variable) says how much is told, `INFO` if unset.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from types import TracebackType
from typing import Any, Mapping

from watch.lines import JsonLines, ReadableLines
from watch.metrics import CountedLines
from watch.places import short

FORMAT_VARIABLE, LEVEL_VARIABLE = "CLINIC_LOG_FORMAT", "LOG_LEVEL"
# Unless everything is to be told: how it greets whoever starts it is of no use in a log.
QUIET = {"sanic.root": logging.WARNING}
logger = logging.getLogger(__name__)


class Handler(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes lines; of one that cannot be written it says so, where `logging` would print all that belongs to it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Say which line of code it was."""
        self.stream.write(f"A line of the log could not be written: {short(record.pathname)}:{record.lineno}\n")


def configure(part: str, variables: Mapping[str, str] = os.environ) -> int:
    """Send every line of this process to standard error, safe to keep; the level, as `logging` has it.

    :param part: assistant, actions, desk or ingester.
    :raises SystemExit: a variable has a value that it cannot have.
    """
    level = level_of(variables)
    handler = Handler(sys.stderr)
    handler.setFormatter(JsonLines(part) if is_json(variables) else ReadableLines(part))
    root = logging.getLogger()
    root.handlers[:] = [CountedLines(), handler]
    root.setLevel(level)
    for name, least in QUIET.items() if level > logging.DEBUG else ():
        logging.getLogger(name).setLevel(least)
    logging.lastResort = handler  # for a logger that keeps its lines from the root
    logging.captureWarnings(True)
    sys.excepthook, threading.excepthook, sys.unraisablehook = _uncaught, _uncaught_in_a_thread, _unraisable
    take_in_all_loggers()
    return level


def take_in_all_loggers() -> None:
    """Let the lines of all loggers that there are go to the root alone; for after a library has set up its own."""
    for known in list(logging.Logger.manager.loggerDict.values()):
        if isinstance(known, logging.Logger):
            known.handlers[:] = []
            known.propagate = True


def is_json(variables: Mapping[str, str]) -> bool:
    """Whether lines shall be JSON.

    :raises SystemExit: the variable says something else.
    """
    wanted = variables.get(FORMAT_VARIABLE, "").strip() or "text"
    if wanted not in ("json", "text"):
        raise SystemExit(f"It cannot start. {FORMAT_VARIABLE} must be json or text.")
    return wanted == "json"


def level_of(variables: Mapping[str, str]) -> int:
    """How much is told.

    :raises SystemExit: the variable names no level.
    """
    level = logging.getLevelName(variables.get(LEVEL_VARIABLE, "").strip().upper() or "INFO")
    if not isinstance(level, int):
        raise SystemExit(f"It cannot start. {LEVEL_VARIABLE} must be DEBUG, INFO, WARNING, ERROR or CRITICAL.")
    return level


def _uncaught(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if isinstance(error, KeyboardInterrupt):
        return
    logger.critical("The process ends with an error", exc_info=(kind, error, traceback))


def _uncaught_in_a_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value and not isinstance(arguments.exc_value, SystemExit):
        logger.error("A thread ended with an error", exc_info=arguments.exc_value)


def _unraisable(arguments: Any) -> None:
    if arguments.exc_value:
        logger.error("An error could not be passed on", exc_info=arguments.exc_value)
