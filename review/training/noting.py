"""Puts messages that want a decision into the inbox, when the ingester has copied them."""

from __future__ import annotations

from typing import Sequence

from review.conversations.models import Message
from review.training.inbox import reason_for
from review.training.models import Decision, InboxMessage
from review.training.normalise import normalised


def note_for_inbox(said: Sequence[Message]) -> None:
    """Note those visitors' messages that want a decision, and drop those whose reason is gone; the same however often it runs."""
    asked = [message for message in said if message.kind == Message.Kind.VISITOR]
    wanted = [(message, reason_for(message), normalised(message.text)) for message in asked]
    texts = [text for _, reason, text in wanted if reason]
    settled = set(Decision.objects.filter(normalised__in=texts).values_list("normalised", flat=True)) if texts else set()
    rows = [
        InboxMessage(message=message, normalised=text, reason=reason)
        for message, reason, text in wanted
        if reason and text and text not in settled
    ]
    if rows:
        InboxMessage.objects.bulk_create(rows, update_conflicts=True, unique_fields=["message"], update_fields=["reason", "normalised"])
