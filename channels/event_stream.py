"""Server-sent events: how a frame looks on the wire."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

CONTENT_TYPE = "text/event-stream; charset=utf-8"
# A proxy that collects the answer before it passes it on would make the visitor wait.
NO_STORE = {"Cache-Control": "no-store"}
HEADERS = {**NO_STORE, "X-Accel-Buffering": "no"}
PING = b": ping\n\n"


@dataclass(frozen=True)
class Frame:
    """One event of a stream, with its data."""

    event: str
    data: dict[str, Any] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """The frame as it travels; JSON holds no line break, so one `data` line is enough."""
        return f"event: {self.event}\ndata: {as_json(self.data)}\n\n".encode()

    def as_dict(self) -> dict[str, Any]:
        """The frame as an entry of a JSON list."""
        return {"event": self.event, "data": self.data}


TYPING = Frame("typing")
DONE = Frame("done")


def as_json(data: Any) -> str:
    """Compact JSON that keeps letters of every script as they are."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
