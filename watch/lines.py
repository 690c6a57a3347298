"""What a log line holds: only what our own code has written with care, or what stands literally in a library's code.

Libraries put whatever they have at hand into their messages: what a visitor wrote, an address with a token in it, the text of an
exception, every local variable. So of a library's line its fixed text is kept, numbers, and the place; of an exception its
class and the places that it passed.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import datetime, timezone
from typing import Any

from watch.conversation import current_mark, mark_of
from watch.places import beginning_written_in, frames, is_ours, is_written_in, short

# Fields that a line may have beside time, level, part, logger and event; docs/operator.md says what each is.
OWN_FIELDS = ("channel", "outcome", "milliseconds")
FIELDS = ("time", "level", "part", "logger", "event", "conversation", *OWN_FIELDS, "error", "caused_by", "frames", "place")
STRUCTURED = "clinic_structured"
WITHHELD = "…"
_EVENT_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
_WARNING = re.compile(r"(?P<file>.+?):(?P<line>\d+): (?P<category>\w+): ")


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def __init__(self, part: str) -> None:
        """Name the part of the assistant whose lines these are."""
        super().__init__()
        self._part = part

    def format(self, record: logging.LogRecord) -> str:
        """The line; fields without a value are left out."""
        return json.dumps(fields_of(record, self._part), ensure_ascii=False)


class ReadableLines(logging.Formatter):
    """Lines for people: time, level, logger, what happened, and the other fields as name=value."""

    def __init__(self, part: str) -> None:
        """Name the part of the assistant whose lines these are."""
        super().__init__()
        self._part = part

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        fields = fields_of(record, self._part)
        begun = f"{fields.pop('time')} {fields.pop('level').upper():7} {fields.pop('part')} {fields.pop('logger')}: {fields.pop('event')}"
        whole = " ".join([begun, *(f"{name}={_plain(value)}" for name, value in fields.items())])
        return whole.replace("\r", " ").replace("\n", " ")  # nobody begins a line of their own


def fields_of(record: logging.LogRecord, part: str) -> dict[str, Any]:
    """Everything that may be known of `record`, in the order of `FIELDS`."""
    moment = datetime.fromtimestamp(record.created, tz=timezone.utc)
    structured = getattr(record, STRUCTURED, None)
    known: dict[str, Any] = {
        "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "part": part,
        "logger": record.name if record.name != "__main__" else ".".join(short(record.pathname).removesuffix(".py").split("/")),
        "conversation": current_mark(),
        **(_of_structured(structured) if structured is not None else _of_message(record)),
        **_of_exception(record),
    }
    return {name: known[name] for name in FIELDS if known.get(name) is not None}


def _of_message(record: logging.LogRecord) -> dict[str, Any]:
    if is_ours(record.pathname):
        return {"event": record.getMessage(), **{name: getattr(record, name, None) for name in OWN_FIELDS}}
    if record.name == "py.warnings":
        return _of_warning(record)
    return {"event": _fixed_text(record), "place": f"{short(record.pathname)}:{record.lineno}"}


def _fixed_text(record: logging.LogRecord) -> str:
    """What of a library's message stands in its code, with the numbers filled in."""
    message = record.msg if isinstance(record.msg, str) else ""
    if not is_written_in(message, record.pathname):
        return beginning_written_in(message, record.pathname) + WITHHELD
    values = record.args if isinstance(record.args, tuple) else ()
    if not values:
        return message
    try:
        return message % tuple(value if isinstance(value, (int, float)) else WITHHELD for value in values)
    except (TypeError, ValueError):
        return message


def _of_warning(record: logging.LogRecord) -> dict[str, Any]:
    found = _WARNING.match(str(record.args[0])) if isinstance(record.args, tuple) and record.args else None
    if not found:
        return {"event": f"a warning {WITHHELD}"}
    text = str(record.args[0])[found.end() :] if isinstance(record.args, tuple) else ""
    fixed = beginning_written_in(text, found["file"])
    return {"event": f"{found['category']}: {fixed}{WITHHELD}", "place": f"{short(found['file'])}:{found['line']}"}


def _of_structured(structured: dict[str, Any]) -> dict[str, Any]:
    """A line of structlog: the name of the event. What was asked and answered stands in the other fields."""
    event, sender = str(structured.get("event", "")), structured.get("sender_id")
    about = {"conversation": mark_of(sender)} if isinstance(sender, str) else {}
    return {"event": event if _EVENT_NAME.fullmatch(event) else WITHHELD, **about}


def _of_exception(record: logging.LogRecord) -> dict[str, Any]:
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return {}
    causes: list[str] = []
    behind = error.__cause__ or error.__context__
    while behind and len(causes) < 5:
        causes.append(class_name(behind))
        behind = behind.__cause__ or behind.__context__
    return {"error": class_name(error), "caused_by": causes or None, "frames": frames(error.__traceback__)}


def class_name(error: BaseException) -> str:
    """The full name of an exception's class."""
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _plain(value: Any) -> str:
    return " < ".join(reversed(value)) if isinstance(value, list) else str(value)

