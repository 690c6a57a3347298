"""What the form "write back here" says: whom one writes to, until when, and how long the assistant keeps quiet."""

from __future__ import annotations

import time
from typing import Any

from review.conversations.models import Conversation
from review.messaging.contacts import contact_of
from review.messaging.writing import HOURS_QUIET, LONGEST, new_token


def form_of(conversation: Conversation) -> dict[str, Any]:
    """The form's facts; it is shown in the latest sitting with a person who can be reached."""
    contact = contact_of(conversation.sender_id)
    if contact is None:
        return {}
    now = time.time()
    later = Conversation.objects.filter(sender_id=conversation.sender_id, number__gt=conversation.number)
    return {
        "contact": contact,
        "obstacle": contact.obstacle(now),
        "quiet_until": contact.quiet_end(now),
        "latest": later.order_by("-number").values_list("pk", flat=True).first(),
        "token": new_token(),
        "longest": LONGEST,
        "hours_quiet": HOURS_QUIET,
    }
