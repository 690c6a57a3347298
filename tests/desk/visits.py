"""Short conversations for the tests of figures, as the ingester leaves them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from review.conversations.models import Conversation, Facet, Message


def visit(at: str | dt.datetime, text: str = "does massage help sleep", topic: str = "sleep", until: str = "", gap: str = "", **more: Any) -> Conversation:
    """A conversation of one question at a moment of London's clocks, answered at once or at `until`."""
    begun = _moment(at)
    ended = _moment(until) if until else begun
    number = Conversation.objects.count() + 1
    common = {"channel": "website", "visitor_messages": 1, "assistant_messages": 1, "first_words": text[:200], **more}
    made = Conversation.objects.create(sender_id=f"s{number}", number=1, started_at=begun, last_at=ended, **common)
    Message.objects.create(conversation=made, source_id=number * 2, sent_at=begun, kind="visitor", text=text, intent=topic, confidence=0.9)
    Message.objects.create(
        conversation=made, source_id=number * 2 + 1, sent_at=ended, kind="assistant", text="It may.", topic=topic, topics=[topic], gap=gap
    )
    Facet.objects.create(conversation=made, kind="topic", value=topic)
    if gap:
        Facet.objects.create(conversation=made, kind="gap", value=gap)
    return made


def _moment(at: str | dt.datetime) -> dt.datetime:
    """`+01:00` tells one hour from the other where the clock shows it twice."""
    moment = at if isinstance(at, dt.datetime) else dt.datetime.fromisoformat(at)
    return moment if moment.tzinfo else timezone.make_aware(moment)
