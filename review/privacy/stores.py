"""The places in which a sender's words stand, and how they leave each: the assistant's events, the channels' tables, the desk's copy."""

from __future__ import annotations

from typing import Any, Iterable, Sequence

from django.db import connection
from django.db.models import Q

from review.conversations.models import Conversation, Cursor, Message
from review.conversations.search_index import having
from review.training.models import Decision, InboxMessage
from review.training.normalise import normalised

SENDERS_A_STEP = 200
_TEXTS_A_QUERY = 500
MESSAGING = ("messaging_contacts", "messaging_received", "messaging_sent")


def hold_the_ingester() -> None:
    """Let nobody copy events until the transaction's end: a copy that is being made would outlive the erasure."""
    Cursor.objects.select_for_update().get_or_create(pk=1)


def in_steps(sender_ids: Sequence[str]) -> Iterable[Sequence[str]]:
    """A few at a time."""
    return (sender_ids[start : start + SENDERS_A_STEP] for start in range(0, len(sender_ids), SENDERS_A_STEP))


def rows(query: str, values: Sequence[Any], among: Sequence[str] = ()) -> list[tuple[Any, ...]]:
    """What `query` gives; `(...)` in it stands for the values of `among`, which come last."""
    with connection.cursor() as cursor:
        cursor.execute(_written(query, among), [*values, *among])
        return list(cursor.fetchall())


def change(query: str, values: Sequence[Any], among: Sequence[str] = ()) -> int:
    """Run `query`, written as for `rows`; how many rows changed."""
    with connection.cursor() as cursor:
        cursor.execute(_written(query, among), [*values, *among])
        return int(cursor.rowcount)


def tables() -> set[str]:
    """Those that are there; a channel makes its own when it first starts."""
    return set(connection.introspection.table_names())


def delete_events(sender_ids: Sequence[str]) -> None:
    """From the assistant's table."""
    change("DELETE FROM events WHERE sender_id IN (...)", [], sender_ids)


def delete_on_the_website(sender_ids: Sequence[str], now: float) -> Sequence[str]:
    """What the website's channel does when a visitor erases a chat. The row of a session stays, so that its token is dead.

    :return: those senders who are visitors of the website.
    """
    present = tables()
    if "callback_requests" in present:  # who asked to be called still wants the call
        change("UPDATE callback_requests SET conversation = NULL WHERE conversation IN (...)", [], sender_ids)
    if "website_sessions" not in present:
        return []
    gone = "UPDATE website_sessions SET erased_at = COALESCE(erased_at, %s), page = NULL, lang = NULL WHERE conversation IN (...)"
    change(gone, [now], sender_ids)
    _delete_said_on_the_website(sender_ids)
    return [row[0] for row in rows("SELECT conversation FROM website_sessions WHERE conversation IN (...)", [], sender_ids)]


def delete_old_on_the_website(sender_ids: Sequence[str]) -> None:
    """What the website's channel does with a chat whose time is over."""
    if "website_sessions" in tables():
        _delete_said_on_the_website(sender_ids)
        change("DELETE FROM website_sessions WHERE conversation IN (...)", [], sender_ids)


def delete_messaging(sender_ids: Sequence[str]) -> Sequence[str]:
    """From the messaging channels' tables: the address first, because whoever writes to a person holds that row.

    :return: those senders who are people on a messaging channel.
    """
    if not tables().issuperset(MESSAGING):
        return []
    people = [row[0] for row in rows("SELECT conversation FROM messaging_contacts WHERE conversation IN (...)", [], sender_ids)]
    for table in MESSAGING:
        change(f"DELETE FROM {table} WHERE conversation IN (...)", [], sender_ids)
    return people


def delete_messages_to_nobody() -> None:
    """What a turn under way has left in the messaging channels' tables after its person was erased."""
    if tables().issuperset(MESSAGING):
        for table in MESSAGING[1:]:
            change(f"DELETE FROM {table} WHERE conversation NOT IN (SELECT conversation FROM messaging_contacts)", [])


def delete_copy(sender_ids: Sequence[str]) -> int:
    """The desk's conversations with everything that hangs on them; how many those were."""
    conversations = Conversation.objects.filter(sender_id__in=sender_ids)
    _, deleted = conversations.delete()
    return deleted.get(Conversation._meta.label, 0)


def delete_decisions(sender_ids: Sequence[str]) -> None:
    """What staff decided about words that nobody else has said, as long as no file for a developer holds them."""
    theirs = Message.objects.filter(conversation__sender_id__in=sender_ids, kind=Message.Kind.VISITOR)
    texts = sorted({normalised(text) for text in theirs.values_list("text", flat=True)})
    found = set(Decision.objects.filter(patch=None, message__in=theirs))
    for start in range(0, len(texts), _TEXTS_A_QUERY):
        found |= set(Decision.objects.filter(patch=None, normalised__in=texts[start : start + _TEXTS_A_QUERY]))
    for decision in found:
        if not _is_said_by_others(decision.normalised, sender_ids):
            decision.delete()


def _is_said_by_others(text: str, sender_ids: Sequence[str]) -> bool:
    theirs = Q(message__conversation__sender_id__in=sender_ids)
    if InboxMessage.objects.filter(normalised=text).exclude(theirs).exists():
        return True
    if not text.strip():
        return False
    conversations = having(Conversation.objects.exclude(sender_id__in=sender_ids), text)
    # As a list: a search for a word that is everywhere cannot stand inside another query.
    others = Message.objects.filter(kind=Message.Kind.VISITOR, conversation__in=list(conversations.values_list("pk", flat=True)))
    return any(normalised(other) == text for other in others.values_list("text", flat=True).iterator())


def _delete_said_on_the_website(sender_ids: Sequence[str]) -> None:
    for table in ("website_messages", "website_feedback"):
        change(f"DELETE FROM {table} WHERE conversation IN (...)", [], sender_ids)


def _written(query: str, among: Sequence[str]) -> str:
    return query.replace("(...)", f"({', '.join(['%s'] * len(among))})")
