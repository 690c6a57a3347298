"""Copies the assistant's events into conversations and messages.

A batch is one transaction with the cursor in it: however the process ends, the next one goes on where this one stopped, and
nothing is copied twice or not at all.
"""

from __future__ import annotations

import time
from collections import defaultdict
from typing import Iterable, Sequence

from django.db import transaction

from review.conversations import website
from review.conversations.models import Conversation, Cursor, Facet, Message
from review.conversations.projection import message_of, moment
from review.conversations.reading import Event, Place, buttons_before, events_after
from review.conversations.summary import link, summarise
from review.privacy.erasure import enforce_tombstones, is_buried
from review.training.noting import note_for_inbox

# Small enough that the assistant never waits long for its turn to write an SQLite file.
EVENTS_A_BATCH = 300
_WRITTEN = [
    "conversation", "sent_at", "kind", "text", "is_button", "intent", "confidence", "runner_up", "runner_up_confidence", "ranking",
    "entities", "slots", "topic", "topics", "response", "gap", "buttons", "is_ambiguous", "is_refused",
]  # fmt: skip


def ingest_batch(most: int = EVENTS_A_BATCH) -> int:
    """Copy the next events and the votes on what is copied; how many events those were."""
    with transaction.atomic():
        cursor, _ = Cursor.objects.select_for_update().get_or_create(pk=1)
        events = events_after(Place(cursor.transaction_id, cursor.event_id), most)
        if events:
            enforce_tombstones(cursor.event_id)
            touched = _Batch([event for event in events if not is_buried(event.sender_id, event.timestamp)]).write()
            last = events[-1].place
            cursor.transaction_id, cursor.event_id = last.transaction_id, last.event_id
        else:
            touched = []
        voted, cursor.voted_until = website.read_votes(cursor.voted_until)
        _finish({each.pk: each for each in [*touched, *voted]}.values())
        if touched or voted or events:
            cursor.save()
    return len(events)


def ingest_all() -> int:
    """Copy until nothing is left; how many events those were."""
    total = 0
    while copied := ingest_batch():
        total += copied
    return total


def rebuild() -> int:
    """Make the copy anew from the first event on; what staff have decided about conversations stays."""
    with transaction.atomic():
        cursor, _ = Cursor.objects.select_for_update().get_or_create(pk=1)
        Facet.objects.all().delete()
        Message.objects.all().delete()
        Conversation.objects.update(visitor_messages=0, assistant_messages=0, is_copied=False)
        cursor.transaction_id, cursor.event_id, cursor.voted_until = 0, 0, 0.0
        cursor.save()
    total = ingest_all()
    Conversation.objects.filter(is_copied=False).delete()
    return total


def follow(seconds: float, once: bool = False) -> Iterable[int]:
    """Copy for ever, a look each `seconds`; yields what each look has copied."""
    while True:
        copied = ingest_batch()
        website.bury_what_visitors_erased()
        yield copied
        if not copied:
            if once:
                return
            time.sleep(seconds)


def _finish(conversations: Iterable[Conversation]) -> None:
    """Count the conversations anew, and put what needs a decision into the inbox."""
    touched = list(conversations)
    if touched:
        note_for_inbox([message for said in summarise(touched).values() for message in said])


class _Batch:
    """Events of several senders on their way into the desk's tables."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = events
        senders = {event.sender_id for event in events}
        known = Conversation.objects.filter(sender_id__in=senders).order_by("number")
        self._known = {(conversation.sender_id, conversation.number): conversation for conversation in known}
        self._current = {sender: each for (sender, _), each in self._known.items() if each.is_copied}
        self._said: dict[tuple[str, int], list[Message]] = defaultdict(list)
        self._buttons: dict[str, list[dict[str, str]]] = {}

    def write(self) -> Sequence[Conversation]:
        """Store the messages; the conversations that they belong to."""
        for event in self._events:
            if event.kind == "session_started":
                self._begin(event)
            elif event.kind == "slot":
                self._set(event)
            else:
                self._say(event)
        # The last one of a sender may have begun without a word yet; its words come with the next batch.
        touched = [each for key, each in self._known.items() if key in self._said or each is self._current.get(each.sender_id)]
        self._store_new([conversation for conversation in touched if conversation.pk is None])
        messages = [message for said in self._said.values() for message in said]
        for message in messages:
            message.conversation_id = message.conversation.pk
        Message.objects.bulk_create(messages, update_conflicts=True, unique_fields=["source_id"], update_fields=_WRITTEN)
        return touched

    def _begin(self, event: Event) -> None:
        current = self._current.get(event.sender_id)
        if current and (current.visitor_messages + current.assistant_messages or self._said.get((event.sender_id, current.number))):
            self._current[event.sender_id] = self._conversation(event, current.number + 1)

    def _conversation(self, event: Event, number: int) -> Conversation:
        key, at = (event.sender_id, number), moment(event.timestamp)
        if key not in self._known:
            self._known[key] = Conversation(sender_id=event.sender_id, number=number, started_at=at, last_at=at)
        self._known[key].is_copied = True
        return self._known[key]

    def _store_new(self, conversations: Sequence[Conversation]) -> None:
        codes = website.chat_codes_of([conversation.sender_id for conversation in conversations])
        for conversation in conversations:
            conversation.chat_code = codes.get(conversation.sender_id, "")
        Conversation.objects.bulk_create(conversations)

    def _say(self, event: Event) -> None:
        conversation = self._current.get(event.sender_id) or self._conversation(event, 1)
        self._current[event.sender_id] = conversation
        message = message_of(event, conversation, lambda: self._buttons_of(event))
        if event.kind == "bot":
            self._buttons[event.sender_id] = (event.data.get("data") or {}).get("buttons") or self._buttons.get(event.sender_id, [])
        elif not conversation.channel:
            conversation.channel = str(event.data.get("input_channel") or "")[:64]
        said = self._said[event.sender_id, conversation.number]
        said.append(message)
        link(said)

    def _buttons_of(self, event: Event) -> list[dict[str, str]]:
        return self._buttons.get(event.sender_id) or buttons_before(event.sender_id, event.place.event_id)

    def _set(self, event: Event) -> None:
        """Slots belong to the visitor's message before them."""
        current = self._current.get(event.sender_id)
        said = self._said.get((event.sender_id, current.number), []) if current else []
        asked = [message for message in said if message.kind == Message.Kind.VISITOR]
        if asked and event.data.get("value") is not None:
            asked[-1].slots = {**asked[-1].slots, str(event.data.get("name")): event.data["value"]}
