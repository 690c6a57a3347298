"""Puts messages that want a decision into the inbox, when the ingester has copied them."""

from __future__ import annotations

from typing import Sequence

from review.conversations.models import Message
from review.training.inbox import reason_for
from review.training.models import InboxMessage
from review.training.normalise import normalised


def note_for_inbox(said: Sequence[Message]) -> None:
    """Note those visitors' messages that want a decision, and drop those whose reason is gone; the same however often it runs.

    Those with words about which staff have decided are noted too: the inbox leaves them out, but a question that is asked
    again and again must count.
    """
    rows, settled = [], []
    for message in said:
        if message.kind != Message.Kind.VISITOR:
            continue
        reason = reason_for(message)
        text = normalised(message.text) if reason else ""
        if reason and text:
            rows.append(InboxMessage(message=message, normalised=text, reason=reason))
        else:
            settled.append(message.pk)
    if settled:
        InboxMessage.objects.filter(message__in=settled).delete()
    if rows:
        InboxMessage.objects.bulk_create(rows, update_conflicts=True, unique_fields=["message"], update_fields=["reason", "normalised"])
