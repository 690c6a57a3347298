"""Which conversations a list's address asks for."""

from __future__ import annotations

import datetime as dt
from typing import Callable, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from review.conversations.models import Conversation, Facet
from review.conversations.search_index import having

PLAIN = ("channel",)
FACETS = {"topic": Facet.Kind.TOPIC, "intent": Facet.Kind.INTENT, "gap": Facet.Kind.GAP}
FLAGS = {"fell_back": Q(fell_back=True), "emergency": Q(emergency=True), "person": Q(asked_for_a_person=True), "flagged": Q(flagged=True)}
VOTES = {"up": Q(thumbs_up__gt=0), "down": Q(thumbs_down__gt=0)}
REVIEWED = {"yes": Q(reviewed_at__isnull=False), "no": Q(reviewed_at=None)}
NAMES = ("q", "from", "to", *PLAIN, *FACETS, "below", *FLAGS, "vote", "reviewed", "longer_than", "tag", "assignee")


class Problem(NamedTuple):
    """What is wrong with one field of the address, in words for staff."""

    field: str
    text: str


def filtered(query: QueryDict) -> QuerySet[Conversation]:
    """Conversations that the address asks for, in no order; what cannot be understood is left out (see `problems`)."""
    found = Conversation.objects.all()
    for name in NAMES:
        value = query.get(name, "").strip()
        if value:
            found = _narrowed(found, name, value)
    return found


def problems(query: QueryDict) -> list[Problem]:
    """What in the address cannot be understood."""
    found = []
    for name, (read, mend) in _READERS.items():
        value = query.get(name, "").strip()
        if value and read(value) is None:
            found.append(Problem(name, mend))
    return found


def used(query: QueryDict) -> list[str]:
    """Names of the filters that the address uses."""
    return [name for name in NAMES if query.get(name, "").strip()]


def _narrowed(found: QuerySet[Conversation], name: str, value: str) -> QuerySet[Conversation]:
    if name in PLAIN:
        return found.filter(**{name: value})
    if name in FACETS:
        return found.filter(Exists(Facet.objects.filter(conversation=OuterRef("pk"), kind=FACETS[name], value=value)))
    if name in FLAGS:
        return found.filter(FLAGS[name])
    if name in ("vote", "reviewed"):
        return found.filter({**VOTES, **REVIEWED}.get(value, Q()))
    if name == "tag":
        return found.filter(tags__name=value)
    return _measured(found, name, value)


def _measured(found: QuerySet[Conversation], name: str, value: str) -> QuerySet[Conversation]:
    if name == "q":
        return having(found, value)
    number = _READERS[name][0](value)
    if number is None:
        return found
    if name == "from":
        return found.filter(last_at__gte=number)
    if isinstance(number, dt.datetime):
        return found.filter(started_at__lt=number + dt.timedelta(days=1))
    lookup = {"below": "lowest_confidence__lt", "longer_than": "visitor_messages__gt", "assignee": "assignee_id"}[name]
    return found.filter(**{lookup: number})


def _day(value: str) -> dt.datetime | None:
    """The day's midnight in the clinic's time zone."""
    try:
        day = dt.date.fromisoformat(value)
        return timezone.make_aware(dt.datetime.combine(day, dt.time()))
    except (ValueError, OverflowError):
        return None


def _share(value: str) -> float | None:
    try:
        share = float(value)
    except ValueError:
        return None
    return share if 0 <= share <= 1 else None


def _count(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 7 else None


_READERS: dict[str, tuple[Callable[[str], dt.datetime | float | int | None], str]] = {
    "from": (_day, "Write the day as year-month-day, such as 2026-11-23."),
    "to": (_day, "Write the day as year-month-day, such as 2026-11-23."),
    "below": (_share, "Write a share between 0 and 1, such as 0.5."),
    "longer_than": (_count, "Write a whole number, such as 5."),
    "assignee": (_count, "Choose somebody from the list."),
}
