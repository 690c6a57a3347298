"""Copies the assistant's events into conversations and messages.

A batch is one transaction with the cursor in it: however the process ends, the next one goes on where this one stopped, and
nothing is copied twice or not at all.
"""

from __future__ import annotations

import time
from typing import Iterable, Sequence

from django.db import transaction

from review.conversations import cursor, website
from review.conversations.batch import Batch
from review.conversations.cursor import Reached
from review.conversations.models import Conversation, Facet, Message
from review.conversations.reading import Event, events_after, is_behind
from review.conversations.sittings import Sitting
from review.conversations.summary import summarise
from review.privacy.erasure import enforce_tombstones, is_buried
from review.training.noting import note_for_inbox

# Small enough that the assistant never waits long for its turn to write an SQLite file.
EVENTS_A_BATCH = 600
SECONDS_BETWEEN_LOOKS_FOR_ERASURES = 2.0


def ingest_batch(most: int = EVENTS_A_BATCH) -> int:
    """Copy the next events and the votes on what is copied; how many events those were.

    Where there is nothing to do nothing is locked.
    """
    if not _is_anything_new():
        return 0
    with transaction.atomic():
        place, voted_until = cursor.hold()
        events = events_after(place, most)
        touched = _by_number(_copy(events))
        votes = website.new_votes(voted_until)
        touched |= _by_number(website.put_on_their_messages(votes))
        note_for_inbox(summarise(list(touched.values())))
        cursor.move(Reached(events[-1].place if events else place, votes.until))
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
        cursor.hold()
        Facet.objects.all().delete()
        Message.objects.all().delete()
        Conversation.objects.update(visitor_messages=0, assistant_messages=0, is_copied=False)
        cursor.move(Reached())
    total = ingest_all()
    Conversation.objects.filter(is_copied=False).delete()
    return total


def follow(seconds: float) -> Iterable[int]:
    """Copy for ever, a look each `seconds`, or at once where a batch was full; yields what each look has copied.

    A look costs about the same for one turn of a visitor as for twenty, so those that come in between wait for the next.
    """
    looked = float("-inf")
    while True:
        copied = ingest_batch()
        if time.monotonic() - looked > SECONDS_BETWEEN_LOOKS_FOR_ERASURES:
            website.bury_what_visitors_erased()
            looked = time.monotonic()
        yield copied
        if copied < EVENTS_A_BATCH:
            time.sleep(seconds)


def _is_anything_new() -> bool:
    place, voted_until = cursor.reached()
    return is_behind(place) or website.new_votes(voted_until) != (voted_until, {})


def _copy(events: Sequence[Event]) -> Sequence[Sitting]:
    """Copy what may be kept; the conversations that must be counted anew."""
    senders = {event.sender_id for event in events}
    enforce_tombstones(senders)
    buried = {sender_id for sender_id in senders if is_buried(sender_id)}
    return Batch([event for event in events if event.sender_id not in buried or not is_buried(event.sender_id, event.timestamp)]).write()


def _by_number(conversations: Iterable[Sitting]) -> dict[int, Sitting]:
    return {conversation.pk: conversation for conversation in conversations}
