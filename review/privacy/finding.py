"""Finds whose conversation is meant, and what is kept of them; never a word of it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Sequence

from django.db.models import Count, Max, Min

from review.conversations.models import Conversation, Message
from review.messaging.addresses import senders_at
from review.messaging.contacts import contacts_of
from review.privacy import stores
from review.privacy.tombstones import hash_of

_CODE = re.compile(r"([A-Za-z0-9]{4})[\s-]*([A-Za-z0-9]{4})")


@dataclass(frozen=True)
class Found:
    """One visitor, who has a sender's name on each channel, and how much is kept of them."""

    sender_ids: Sequence[str]
    people: Sequence[str]
    chat_code: str
    is_visitor: bool
    is_erased: bool
    conversations: int
    messages: int
    events: int
    notes: int
    callbacks: int
    began: dt.datetime | None
    ended: dt.datetime | None

    @property
    def is_known(self) -> bool:
        """Whether anything is kept of them, if only an address, or that they opened the website's chat."""
        return self.is_visitor or bool(self.people or self.conversations or self.events)

    @property
    def is_gone(self) -> bool:
        """Whether they were erased before, and nothing has come since."""
        return self.is_erased and not (self.people or self.conversations or self.messages or self.events)

    @property
    def amount(self) -> str:
        """How much is kept, in words."""
        return f"{_counted(self.conversations, 'conversation')} with {_counted(self.messages, 'message')}"

    @property
    def name(self) -> str:
        """What the log of what staff did calls them: on other channels the sender's id may be a phone number."""
        names = ", ".join(hash_of(sender_id)[:12] for sender_id in self.sender_ids)
        return f"chat {self.chat_code}" if self.chat_code else f"sender {names}"


def find(words: str) -> Found | None:
    """Whoever has the chat code, the sender's id, or the address on a messaging channel that staff have typed."""
    words = words.replace("\0", "").strip()
    code = _CODE.fullmatch(words)
    sender_id = _sender_with_code("-".join(code.groups()).upper()) if code else None
    found = look_at(sender_id or words)
    there = senders_at(words)
    if there:
        found = look_at(*dict.fromkeys([*(found.sender_ids if found.is_known else ()), *there]))
    return found if found.is_known else None


def find_conversation(number: int) -> Found | None:
    """Whoever took part in a conversation of the desk."""
    sender_id = Conversation.objects.filter(pk=number).values_list("sender_id", flat=True).first()
    return look_at(sender_id) if sender_id else None


def look_at(*senders: str) -> Found:
    """Count what is kept of the visitor who goes by these senders."""
    sender_ids = list(senders) or [""]
    conversations = Conversation.objects.filter(sender_id__in=sender_ids)
    total = conversations.aggregate(
        began=Min("started_at"), ended=Max("last_at"), notes=Count("notes"), conversations=Count("pk", distinct=True), code=Max("chat_code")
    )
    session = _rows("website_sessions", "SELECT chat_code, erased_at FROM website_sessions WHERE conversation IN (...)", sender_ids)
    code, erased_at = session[0] if session else ("", None)
    return Found(
        sender_ids=sender_ids,
        people=[contact.name for contact in contacts_of(sender_ids).values()],
        chat_code=total.pop("code") or code,
        is_visitor=bool(session),
        is_erased=erased_at is not None,
        messages=max(Message.objects.filter(conversation__sender_id__in=sender_ids).count(), _count("website_messages", sender_ids)),
        events=len(_rows("events", "SELECT id FROM events WHERE sender_id IN (...)", sender_ids)),
        callbacks=_count("callback_requests", sender_ids),
        **total,
    )


def _sender_with_code(code: str) -> str | None:
    for (sender_id,) in _rows("website_sessions", "SELECT conversation FROM website_sessions WHERE chat_code IN (...)", [code]):
        return str(sender_id)
    return Conversation.objects.filter(chat_code=code).values_list("sender_id", flat=True).first()


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _count(table: str, sender_ids: Sequence[str]) -> int:
    return len(_rows(table, f"SELECT 1 FROM {table} WHERE conversation IN (...)", sender_ids))


def _rows(table: str, query: str, among: Sequence[str]) -> list[tuple[Any, ...]]:
    """Rows of a table of the assistant's or a channel's, none while it is not there."""
    return stores.rows(query, [], among) if table in stores.tables() else []
