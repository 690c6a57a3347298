"""What staff see of one event: a message's columns, taken from Rasa's JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any, Callable, Mapping, Sequence

from review.conversations.models import Conversation, Message
from review.conversations.reading import Event

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


def message_of(event: Event, conversation: Conversation, buttons: Buttons) -> Message:
    """The message of a `user` or `bot` event.

    :param buttons: those offered before, asked for when the visitor has pressed one.
    """
    message = Message(conversation=conversation, source_id=event.place.event_id, sent_at=moment(event.timestamp))
    if event.kind == "user":
        return _visitors(message, event.data, buttons)
    return _assistants(message, event.data)


def _visitors(message: Message, data: Mapping[str, Any], buttons: Buttons) -> Message:
    parse = data.get("parse_data") or {}
    message.kind, message.text = Message.Kind.VISITOR, str(data.get("text") or "")
    # A typed slash is made harmless before Rasa sees it, so this is a button.
    message.is_button = message.text.startswith("/")
    _understood(message, parse)
    message.entities = [[entity.get("entity"), entity.get("value")] for entity in parse.get("entities") or ()]
    if message.is_button:
        message.confidence = None
        message.text = _title(message.text, buttons())
    return message


def _understood(message: Message, parse: Mapping[str, Any]) -> None:
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


def _assistants(message: Message, data: Mapping[str, Any]) -> Message:
    metadata, more = data.get("metadata") or {}, data.get("data") or {}
    message.kind, message.text = Message.Kind.ASSISTANT, str(data.get("text") or "")
    message.topics = [str(topic) for topic in metadata.get("topics") or ()]
    message.topic = message.topics[0][:64] if message.topics else ""
    message.response = str(metadata.get("utter_action") or "")[:100]
    message.gap = str(metadata.get("gap") or "")[:100]
    message.buttons = [button["title"] for button in more.get("buttons") or () if button.get("title")]
    message.is_refused = bool(REFUSALS & set(message.topics))
    message.is_ambiguous = message.response == ASKED_BACK
    return message
