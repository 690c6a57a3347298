"""Which messages want a decision, and in what groups staff see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Sequence

from django.db.models import Count, Max

from review.conversations.models import Message
from review.training.grouping import alike
from review.training.models import Decision, InboxMessage

LOW_CONFIDENCE = 0.6
MOST_GROUPS, MOST_SUGGESTIONS = 20, 5
_MOST_TEXTS = 200


@dataclass
class Group:
    """Messages with the same words, what the assistant made of the newest, and others that mean about the same."""

    normalised: str
    count: int
    last_at: dt.datetime
    message: Message
    reasons: Sequence[str]
    suggestions: Sequence[str]
    likes: list[Group] = field(default_factory=list)


def reason_for(message: Message, low: float = LOW_CONFIDENCE) -> str | None:
    """Why a visitor's message wants a decision; None where it was understood, or was no text."""
    if message.is_button or not message.text.strip():
        return None
    if message.vote == "down":
        return InboxMessage.Reason.THUMBS_DOWN
    if message.is_ambiguous:
        return InboxMessage.Reason.AMBIGUOUS
    if message.is_refused:
        return InboxMessage.Reason.REFUSED
    return InboxMessage.Reason.LOW if message.confidence is not None and message.confidence < low else None


def groups() -> list[Group]:
    """The groups that wait, most asked first, each followed by those that mean about the same."""
    waiting = InboxMessage.objects.exclude(normalised__in=Decision.objects.values("normalised"))
    counted = waiting.values("normalised").annotate(count=Count("pk"), last_at=Max("message__sent_at")).order_by("-count", "-last_at")
    found = {row["normalised"]: row for row in counted[:_MOST_TEXTS]}
    rows = InboxMessage.objects.filter(normalised__in=found).select_related("message").order_by("message__sent_at")
    reasons: dict[str, set[str]] = {}
    newest: dict[str, Message] = {}
    for row in rows:
        reasons.setdefault(row.normalised, set()).add(row.reason)
        newest[row.normalised] = row.message
    made = {text: _group(row, newest[text], sorted(reasons[text])) for text, row in found.items()}
    return _clustered(made)[:MOST_GROUPS]


def waiting_texts() -> int:
    """How many different questions wait."""
    waiting = InboxMessage.objects.exclude(normalised__in=Decision.objects.values("normalised"))
    return waiting.values("normalised").distinct().count()


def _group(row: dict[str, object], message: Message, reasons: Sequence[str]) -> Group:
    suggestions = [name for name, _ in message.ranking][:MOST_SUGGESTIONS]
    return Group(str(row["normalised"]), int(str(row["count"])), row["last_at"], message, reasons, suggestions)  # type: ignore[arg-type]


def _clustered(made: dict[str, Group]) -> list[Group]:
    first: list[Group] = []
    for cluster in alike(list(made)):
        head, *rest = (made[text] for text in cluster)
        head.likes = rest
        first.append(head)
    return first
