"""What staff see of one event: a message's columns, taken from Rasa's JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any, Callable, Mapping, Sequence

from review.conversations.models import Message
from review.conversations.reading import Event
from review.conversations.said import Said

FALLBACK = "nlu_fallback"
DANGERS = {"emergency", "crisis"}
REFUSALS = {"out_of_scope", "condition_not_covered"}
PERSON = "handoff"
ASKED_BACK = "utter_did_you_mean"
_KEPT_OF_A_RANKING = 5

Buttons = Callable[[], Sequence[Mapping[str, Any]]]


def moment(timestamp: float) -> dt.datetime:
    """A moment of Unix seconds."""
    return dt.datetime.fromtimestamp(timestamp, tz=dt.timezone.utc)


def message_of(event: Event, buttons: Buttons) -> Said:
    """The message of a `user` or `bot` event.

    :param buttons: those offered before, asked for when the visitor has pressed one.
    """
    number, at = event.place.event_id, moment(event.timestamp)
    if event.kind == "user":
        return _visitors(Said(number, at, Message.Kind.VISITOR.value), event.data, buttons)
    return _assistants(Said(number, at, Message.Kind.ASSISTANT.value), event.data)


def _visitors(message: Said, data: Mapping[str, Any], buttons: Buttons) -> Said:
    parse = data.get("parse_data") or {}
    message.text = str(data.get("text") or "")
    # A typed slash is made harmless before Rasa sees it, so this is a button.
    message.is_button = message.text.startswith("/")
    _understood(message, parse)
    message.entities = [[entity.get("entity"), entity.get("value")] for entity in parse.get("entities") or ()]
    if message.is_button:
        message.confidence = None
        message.text = _title(message.text, buttons())
    return message


def _understood(message: Said, parse: Mapping[str, Any]) -> None:
    """The likeliest real intent and the next: a fallback hides both, and has the threshold for a confidence."""
    intent = parse.get("intent") or {}
    ranking = parse.get("intent_ranking") or ()
    real = [(str(one["name"]), one.get("confidence")) for one in ranking if one.get("name") not in (FALLBACK, None)]
    message.is_ambiguous = intent.get("name") == FALLBACK
    best = real[:1] if message.is_ambiguous else [(str(intent.get("name") or ""), intent.get("confidence"))]
    if best:
        message.intent, message.confidence = best[0]
    others = [one for one in real if one[0] != message.intent]
    if others:
        message.runner_up, message.runner_up_confidence = others[0]
    message.ranking = [list(one) for one in real[:_KEPT_OF_A_RANKING]]


def _title(payload: str, buttons: Sequence[Mapping[str, Any]]) -> str:
    return next((str(button["title"]) for button in buttons if button.get("payload") == payload and button.get("title")), payload)


def _assistants(message: Said, data: Mapping[str, Any]) -> Said:
    metadata, more = data.get("metadata") or {}, data.get("data") or {}
    message.text = str(data.get("text") or "")
    message.topics = [str(topic) for topic in metadata.get("topics") or ()]
    message.topic = message.topics[0][:64] if message.topics else ""
    message.response = str(metadata.get("utter_action") or "")[:100]
    message.gap = str(metadata.get("gap") or "")[:100]
    message.buttons = [button["title"] for button in more.get("buttons") or () if button.get("title")]
    message.is_refused = bool(REFUSALS & set(message.topics))
    message.is_ambiguous = message.response == ASKED_BACK
    return message
