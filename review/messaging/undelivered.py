"""What did not reach its person: seen, tried again or dismissed by staff."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Iterable, Sequence

from review.conversations.models import Conversation
from review.messaging import tables
from review.messaging.contacts import Contact, contact_of, contacts_of
from review.messaging.sent import Sent, sent_where

MOST_SHOWN = 500
# The channels send nothing that is older.
SECONDS_UNTIL_TOO_OLD = 24 * 3600.0
GONE = "This message is no longer among those that were not delivered."
_COUNT = "SELECT COUNT(*) FROM messaging_sent s JOIN messaging_contacts c ON c.conversation = s.conversation WHERE s.state = 'failed'"
_AGAIN = "UPDATE messaging_sent SET state = 'waiting', attempts = 0, due = %s, problem = '' WHERE id = %s AND state = 'failed'"
_DISMISS = "UPDATE messaging_sent SET state = 'dropped' WHERE id = %s AND state = 'failed'"


@dataclass(frozen=True)
class Undelivered:
    """A message, whom it was for, the sitting in which it stands, and why it cannot be tried again, if so."""

    sent: Sent
    contact: Contact
    conversation: int | None
    obstacle: str


def how_many() -> int | None:
    """How many messages wait for somebody to look at them; None while the clinic has no messaging channel."""
    return int(tables.rows(_COUNT)[0][0]) if tables.are_there() else None


def undelivered() -> Sequence[Undelivered]:
    """What was not delivered and not dismissed, newest first."""
    found = sent_where("s.state = 'failed' ORDER BY s.created DESC, s.number DESC LIMIT %s", [MOST_SHOWN])
    senders = sorted({row.conversation for row in found})
    people, held, now = contacts_of(senders), _sittings(senders), time.time()

    def dressed(row: Sent) -> Undelivered:
        contact = people[row.conversation]
        return Undelivered(row, contact, _sitting_at(row.created, held.get(row.conversation, ())), obstacle(row, contact, now))

    return [dressed(row) for row in found if row.conversation in people]


def failed(key: str) -> Sent | None:
    """The message with this id, if it was not delivered."""
    found = sent_where("s.id = %s AND s.state = 'failed'", [key])
    return found[0] if found else None


def sitting_of(row: Sent) -> int | None:
    """The conversation of the desk in which a message stands."""
    return _sitting_at(row.created, _sittings([row.conversation]).get(row.conversation, ()))


def try_again(row: Sent, now: float) -> str:
    """Let the channel send it again; why not, in words, where that would be for nothing."""
    contact = contact_of(row.conversation)
    if contact is None:
        return GONE
    return obstacle(row, contact, now) or ("" if tables.change(_AGAIN, [now, row.id]) else GONE)


def dismiss(row: Sent) -> bool:
    """Let it rest; False if somebody else has done something about it."""
    return tables.change(_DISMISS, [row.id]) > 0


def obstacle(row: Sent, contact: Contact, now: float) -> str:
    """Why trying again would be for nothing; empty where it may help."""
    if now - row.created > SECONDS_UNTIL_TOO_OLD:
        return "It is more than a day old, and would only confuse. Write anew in the conversation."
    return contact.obstacle(now)


def mark(listed: Iterable[Conversation]) -> None:
    """Note on conversations of a list whom they are with, and whether something in them was not delivered."""
    conversations = list(listed)
    people = contacts_of(sorted({each.sender_id for each in conversations}))
    if not people:
        return
    lost = sent_where("s.state = 'failed' AND s.conversation IN (...)", [], sorted(people))
    held = _sittings(sorted({row.conversation for row in lost}))
    touched = {_sitting_at(row.created, held.get(row.conversation, ())) for row in lost}
    for each in conversations:
        contact = people.get(each.sender_id)
        each.shown_sender, each.has_undelivered = contact.shown if contact else "", each.pk in touched


def _sittings(senders: Sequence[str]) -> dict[str, list[tuple[float, int]]]:
    """When each of the senders' sittings began, and its id."""
    found: dict[str, list[tuple[float, int]]] = {}
    rows = Conversation.objects.filter(sender_id__in=senders).order_by("number").values_list("sender_id", "started_at", "pk")
    for sender_id, started_at, number in rows:
        found.setdefault(sender_id, []).append((started_at.timestamp(), number))
    return found


def _sitting_at(created: float, sittings: Sequence[tuple[float, int]]) -> int | None:
    begun = [number for started, number in sittings if started <= created]
    return begun[-1] if begun else next((number for _, number in sittings), None)
