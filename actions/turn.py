"""What an action needs of the turn: who is asked about, and what was decided about the message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

SELF = "self"


@dataclass(frozen=True)
class Turn:
    """One visitor's message as the decider read it.

    `conditions` and `contraindications` are ids of the content, those of a remembered subject included. `about` is whom
    the message is about: the visitor, or a relation such as `mother`.
    """

    text: str
    conditions: tuple[str, ...] = ()
    contraindications: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    gap: str | None = None
    about: str = SELF


def turn_of(tracker: Tracker) -> Turn:
    """Read the latest message from the tracker."""
    message: dict[str, Any] = tracker.latest_message
    decided = message.get("reading") or {}
    return Turn(
        text=message.get("text") or "",
        conditions=_values(message, "condition"),
        contraindications=_values(message, "contraindication"),
        topics=tuple(decided.get("topics", ())),
        choices=tuple(decided.get("choices", ())),
        gap=decided.get("gap"),
        about=(decided.get("people") or {}).get("about", SELF),
    )


def last_choices(tracker: Tracker) -> tuple[str, ...]:
    """The topics between which the assistant asked last, or none."""
    for event in reversed(tracker.events):
        if event.get("event") == "bot":
            choices = (event.get("metadata") or {}).get("choices")
            if choices:
                return tuple(choices)
    return ()


def _values(message: dict[str, Any], entity: str) -> tuple[str, ...]:
    values = [found["value"] for found in message.get("entities", ()) if found["entity"] == entity]
    return tuple(dict.fromkeys(values))
