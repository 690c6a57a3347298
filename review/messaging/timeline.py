"""Puts what staff wrote between what visitor and assistant said, and marks answers that did not reach the person."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Iterable, Sequence

from review.conversations.models import Conversation, Message
from review.messaging.names import MESSAGING
from review.messaging.sent import Sent, sent_where

# The channels write an answer down for sending after Rasa has noted it; clocks are read a little apart.
_SECONDS_APART = 5.0
# After so long the desk has surely copied what Rasa noted.
_SECONDS_UNTIL_COPIED = 60.0
# What still waits after a day is given up: before that, a state may change.
_SECONDS_OF_CHANGE = 25 * 3600.0
_MOST_ALIKE = 80
_END_OF_TIME = 1e12


@dataclass(frozen=True)
class Entry:
    """One thing of a transcript: a message with the mark of what became of it, or something `sent` that is in no event."""

    message: Message | None = None
    mark: Sent | None = None
    sent: Sent | None = None


@dataclass(frozen=True)
class News:
    """What has changed in an open transcript: new entries at its end, and states and marks of what it shows already."""

    entries: Sequence[Entry]
    changed: Sequence[Sent]
    marked: Sequence[Entry]


def transcript_of(conversation: Conversation, said: Sequence[Message]) -> Sequence[Entry]:
    """All of a sitting in order of time."""
    found = _sent_in(conversation, 0.0)
    pairs = _pairs(found, said)
    known = {row.id for row, _ in pairs}
    before = time.time() - _SECONDS_UNTIL_COPIED
    alone = [row for row in found if row.is_staffs or (row.id not in known and row.created < before)]
    return _merged(said, alone, pairs)


def news_of(conversation: Conversation, said: Sequence[Message], after: int, sent_after: int) -> News:
    """What has come after the event `after` and the row `sent_after`, and the states of what came before.

    :param said: the messages after `after`.
    """
    found = _sent_in(conversation, time.time() - _SECONDS_OF_CHANGE)
    fresh = [row for row in found if row.is_staffs and row.number > sent_after]
    changed = [row for row in found if row.is_staffs and row.number <= sent_after]
    marked: Sequence[Entry] = ()
    if any(not row.is_staffs for row in found):
        shown = conversation.messages.filter(kind=Message.Kind.ASSISTANT, source_id__lte=after).only("source_id", "kind", "text", "sent_at")
        old = list(shown.order_by("source_id"))
        marked = [Entry(message, row) for row, message in _pairs(found, old)]
    return News(_merged(said, fresh, _pairs(found, said)), changed, marked)


def last_sent(entries: Iterable[Entry], otherwise: int) -> int:
    """The number of the last row shown."""
    return max((entry.sent.number for entry in entries if entry.sent), default=otherwise)


def last_event(entries: Iterable[Entry], otherwise: int) -> int:
    """The id of the last event shown."""
    return max((entry.message.source_id for entry in entries if entry.message), default=otherwise)


def _sent_in(conversation: Conversation, since: float) -> list[Sent]:
    """Rows of this sitting, if they are staff's or did not reach the person."""
    if conversation.channel and conversation.channel not in MESSAGING:
        return []
    begin, end = _bounds(conversation)
    shown = "(s.author <> 'assistant' OR s.state IN ('held', 'failed', 'dropped'))"
    condition = f"s.conversation = %s AND s.created >= %s AND s.created < %s AND {shown} ORDER BY s.created, s.number"
    return sent_where(condition, [conversation.sender_id, max(begin, since), end])


def _bounds(conversation: Conversation) -> tuple[float, float]:
    """A sitting has all until the next begins; the first has also what was before."""
    others = Conversation.objects.filter(sender_id=conversation.sender_id)
    following = others.filter(number__gt=conversation.number).order_by("number").values_list("started_at", flat=True).first()
    is_first = not others.filter(number__lt=conversation.number).exists()
    begin = 0.0 if is_first else conversation.started_at.timestamp()
    return begin, following.timestamp() if following else _END_OF_TIME


def _pairs(found: Iterable[Sent], said: Iterable[Message]) -> Sequence[tuple[Sent, Message]]:
    """The assistant's rows with the messages of which they are the whole or a part."""
    answers = [message for message in said if message.kind == Message.Kind.ASSISTANT]
    pairs = [(row, _answer_of(row, answers)) for row in found if not row.is_staffs]
    return [(row, message) for row, message in pairs if message]


def _answer_of(row: Sent, answers: Sequence[Message]) -> Message | None:
    """The last answer before `row` that has its words; none for what is said by rule and never passes Rasa."""
    words = row.text.split("\n")[0][:_MOST_ALIKE].strip()
    before = [message for message in answers if message.sent_at.timestamp() <= row.created + _SECONDS_APART and words in message.text]
    return before[-1] if before and words else None


def _merged(said: Sequence[Message], alone: Sequence[Sent], pairs: Sequence[tuple[Sent, Message]]) -> Sequence[Entry]:
    marks = {message.source_id: row for row, message in pairs}
    entries: list[Entry] = []
    waiting = list(alone)
    for message in said:
        while waiting and waiting[0].created < message.sent_at.timestamp():
            entries.append(Entry(sent=waiting.pop(0)))
        entries.append(Entry(message, marks.get(message.source_id)))
    return [*entries, *(Entry(sent=row) for row in waiting)]
