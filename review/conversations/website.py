"""What the website channel's own tables add to the events: chat codes, votes, and what visitors have erased themselves."""

from __future__ import annotations

import time
from typing import Any, Sequence

from django.db import connection

from review.conversations.models import Conversation, Message
from review.conversations.projection import moment
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


def chat_codes_of(sender_ids: Sequence[str]) -> dict[str, str]:
    """The codes by which visitors of the website name their conversations, by sender; other channels have none."""
    if not sender_ids:
        return {}
    query = f"SELECT conversation, chat_code FROM website_sessions WHERE conversation IN ({', '.join(['%s'] * len(sender_ids))})"
    return dict(_rows("website_sessions", query, sender_ids))


def read_votes(since: float) -> tuple[Sequence[Conversation], float]:
    """Put the votes made after `since` (Unix seconds) on their messages.

    :return: the conversations that changed, and the moment from which to look next time.
    """
    changed: dict[int, Conversation] = {}
    now = time.time()
    # A vote of the future was made before a clock was set back; those of the hours since must not be passed over for it.
    since = min(since, now)
    until, is_waiting = since, False
    for sender_id, vote, comment, created, text, said_at in _rows("website_feedback", _VOTES, [since - SECONDS_LOOKED_BACK]):
        message = _nearest(sender_id, text, said_at)
        if message is None and now - created < SECONDS_A_VOTE_WAITS:
            is_waiting = True  # the next look begins with this one
        until = until if is_waiting else max(until, min(created, now))
        if message and (message.vote, message.comment) != (vote, comment or ""):
            message.vote, message.comment = vote, comment or ""
            message.save(update_fields=["vote", "comment"])
            changed[message.conversation_id] = message.conversation
    return list(changed.values()), until


def bury_what_visitors_erased() -> int:
    """Erase here what visitors have erased on the website; how many conversations that were."""
    buried = [row[0] for row in _rows("website_sessions", _ERASED, [_ERASED_AT_ONCE])]
    if buried:
        erase(buried, time.time())
    return len(buried)


def _nearest(sender_id: str, text: str, said_at: float) -> Message | None:
    said = Message.objects.filter(conversation__sender_id=sender_id, kind=Message.Kind.ASSISTANT, text=text).select_related("conversation")
    return min(said, key=lambda message: abs(message.sent_at - moment(said_at)), default=None)


def _rows(table: str, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows of one of the channel's tables; none while the channel has not made it yet."""
    if table not in _found:
        if table not in connection.introspection.table_names():
            return []
        _found.add(table)
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
