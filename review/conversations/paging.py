"""Pages of a long list without counting it: each begins after the last row of the one before."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.http import QueryDict

from review.conversations.models import Conversation

ROWS = 50
NEWEST_FIRST = ("-last_at", "-id")


class Page(NamedTuple):
    """Some rows, and the address of what follows."""

    rows: list[Conversation]
    next: str


def page_of(found: QuerySet[Conversation], query: QueryDict) -> Page:
    """The page after the row that `before` in the address names, newest first."""
    if after := _place(query.get("before", "")):
        found = found.filter(older_than(*after))
    rows = list(found.order_by(*NEWEST_FIRST).prefetch_related("facets", "tags")[: ROWS + 1])
    if len(rows) <= ROWS:
        return Page(rows, "")
    following = query.copy()
    following["before"] = place_of(rows[ROWS - 1])
    return Page(rows[:ROWS], f"?{following.urlencode()}")


def place_of(conversation: Conversation) -> str:
    """Where a conversation stands in the list."""
    return f"{conversation.last_at.timestamp():.6f}-{conversation.pk}"


def older_than(last_at: dt.datetime, number: int) -> Q:
    """What stands below this place."""
    return Q(last_at__lte=last_at) & (Q(last_at__lt=last_at) | Q(id__lt=number))


def newer_than(last_at: dt.datetime, number: int) -> Q:
    """What stands above this place."""
    return Q(last_at__gte=last_at) & (Q(last_at__gt=last_at) | Q(id__gt=number))


def _place(text: str) -> tuple[dt.datetime, int] | None:
    moment, _, number = text.partition("-")
    try:
        return dt.datetime.fromtimestamp(float(moment), tz=dt.timezone.utc), int(number)
    except (ValueError, OverflowError, OSError):
        return None
