"""What the website channel's own tables add to the events: chat codes, votes, and what visitors have erased themselves."""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from typing import Any, Iterable, Mapping, NamedTuple, Sequence

from django.db import connection

from review.conversations import sittings
from review.conversations.bulk import marks, read_all
from review.conversations.models import Message
from review.conversations.projection import moment
from review.conversations.sittings import Sitting
from review.privacy.erasure import erase

# A vote is stored with the moment at which it was made and seen once it is committed, so each look goes back a little.
SECONDS_LOOKED_BACK = 60.0
# A vote on a reply that is not copied yet is looked for again for so long.
SECONDS_A_VOTE_WAITS = 3600.0
_ERASED_AT_ONCE = 100
_found: set[str] = set()

_VOTES = """
SELECT f.conversation, f.vote, f.comment, f.created, m.text, m.created FROM website_feedback f
JOIN website_messages m ON m.conversation = f.conversation AND m.id = f.message_id WHERE f.created > %s ORDER BY f.created LIMIT 500
"""
_ERASED = """
SELECT DISTINCT s.conversation FROM website_sessions s JOIN conversations_conversation c ON c.sender_id = s.conversation
WHERE s.erased_at IS NOT NULL LIMIT %s
"""


class Reply(NamedTuple):
    """A message of the assistant with what its visitor thinks of it."""

    pk: int
    conversation_id: int
    sent_at: dt.datetime
    vote: str
    comment: str


class Votes(NamedTuple):
    """Votes (up or down, and words) that are new, and the moment (Unix seconds) from which to look next time."""

    until: float
    changed: Mapping[Reply, tuple[str, str]]


def chat_codes_of(sender_ids: Sequence[str]) -> dict[str, str]:
    """The codes by which visitors of the website name their conversations, by sender; other channels have none."""
    if not sender_ids:
        return {}
    query = f"SELECT conversation, chat_code FROM website_sessions WHERE conversation IN ({marks(sender_ids)})"
    return dict(_rows("website_sessions", query, sender_ids))


def new_votes(since: float) -> Votes:
    """The votes made after `since` (Unix seconds) that are not on their messages yet."""
    now = time.time()
    # A vote of the future was made before a clock was set back; those of the hours since must not be passed over for it.
    since = min(since, now)
    rows = _rows("website_feedback", _VOTES, [since - SECONDS_LOOKED_BACK])
    replies = _replies_to({row[0] for row in rows}) if rows else {}
    until, is_waiting, wanted = since, False, dict[Reply, tuple[str, str]]()
    for sender_id, vote, comment, created, text, said_at in rows:
        reply = min(replies.get((sender_id, text), ()), key=lambda one: abs(one.sent_at - moment(said_at)), default=None)
        if reply:
            wanted[reply] = vote, comment or ""
        elif now - created < SECONDS_A_VOTE_WAITS:
            is_waiting = True  # the next look begins with this one
        until = until if is_waiting else max(until, min(created, now))
    return Votes(until, {reply: vote for reply, vote in wanted.items() if vote != (reply.vote, reply.comment)})


def put_on_their_messages(votes: Votes) -> Sequence[Sitting]:
    """Store votes; the conversations that changed."""
    for reply, (vote, comment) in votes.changed.items():
        Message.objects.filter(pk=reply.pk).update(vote=vote, comment=comment)
    return sittings.of_numbers(sorted({reply.conversation_id for reply in votes.changed}))


def bury_what_visitors_erased() -> int:
    """Erase here what visitors have erased on the website; how many conversations that were."""
    buried = [row[0] for row in _rows("website_sessions", _ERASED, [_ERASED_AT_ONCE])]
    if buried:
        erase(buried, time.time())
    return len(buried)


def _replies_to(sender_ids: Iterable[str]) -> Mapping[tuple[str, str], Sequence[Reply]]:
    found: dict[tuple[str, str], list[Reply]] = defaultdict(list)
    said = Message.objects.filter(conversation__sender_id__in=sender_ids, kind=Message.Kind.ASSISTANT)
    columns = ("conversation__sender_id", "text", "pk", "conversation_id", "sent_at", "vote", "comment")
    for sender_id, text, *rest in said.values_list(*columns):
        found[sender_id, text].append(Reply(*rest))
    return found


def _rows(table: str, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows of one of the channel's tables; none while the channel has not made it yet."""
    if table not in _found:
        if table not in connection.introspection.table_names():
            return []
        _found.add(table)
    return read_all(query, values)
