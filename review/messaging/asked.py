"""Who asked for a person on a messaging channel, and nobody has written back yet."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from typing import Sequence

from django.utils import timezone

from review.conversations.models import Conversation
from review.messaging.contacts import Contact, contacts_of
from review.messaging.names import MESSAGING
from review.messaging.sent import sent_where

DAYS_LOOKED_BACK = 7
MOST_SHOWN = 100


@dataclass(frozen=True)
class Asked:
    """A conversation in which somebody asked for a person, whom it is with, and why nobody can write to them, if so."""

    conversation: Conversation
    contact: Contact
    obstacle: str


def asked_for_a_person() -> Sequence[Asked]:
    """Conversations of the last days that nobody has reviewed and to which nobody has written, newest first."""
    since = timezone.now() - dt.timedelta(days=DAYS_LOOKED_BACK)
    wanted = Conversation.objects.filter(asked_for_a_person=True, channel__in=MESSAGING, last_at__gte=since, reviewed_at=None)
    found = list(wanted.order_by("-last_at", "-id")[:MOST_SHOWN])
    people = contacts_of(sorted({each.sender_id for each in found}))
    written = _last_written(sorted(people))
    return [
        Asked(each, people[each.sender_id], people[each.sender_id].obstacle(time.time()))
        for each in found
        if each.sender_id in people and written.get(each.sender_id, 0.0) < each.started_at.timestamp()
    ]


def _last_written(senders: Sequence[str]) -> dict[str, float]:
    """When staff last wrote to each of them."""
    if not senders:
        return {}
    written = sent_where("s.author <> 'assistant' AND s.conversation IN (...) ORDER BY s.created", [], senders)
    return {row.conversation: row.created for row in written}
