"""Counts one day in the clinic's time zone from the conversations that are there."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any, Callable, Iterator

from django.db.models import BooleanField, Case, CharField, Count, ExpressionWrapper, Q, Value, When
from django.db.models.functions import Concat
from django.http import QueryDict
from django.utils import timezone

from review.conversations.filters import FLAGS, VOTES, filtered
from review.conversations.models import Facet, Message
from review.insights.named import channel_name, gap_name

# A figure's name, and what it means in words beside it.
MEANINGS = {
    "conversations": "Visits in which something was said; a pause of an hour begins a new one. One that goes on past midnight is shown on"
    " both days and counted once in the whole.",
    "messages": "What visitors typed or pressed.",
    "fell_back": "Conversations in which the assistant asked back what was meant, or said that it cannot answer.",
    "emergency": "Conversations in which it gave the numbers for an emergency or a crisis.",
    "person": "Conversations in which somebody asked for a person.",
    "up": "Conversations in which an answer got a thumb up.",
    "down": "Conversations in which an answer got a thumb down.",
    "refused": "Of a hundred messages that were typed, not pressed, those to which the assistant said that it cannot answer.",
    "channel": "Conversations by where they were held.",
    "topic": "Conversations by what the assistant answered; one may have several topics.",
    "gap": "Conversations that asked about a condition which our content does not cover, by the name that the content has for it.",
    "hour": "Visitors' messages by the hour of the clinic's clock.",
}
# Of each figure on conversations, how many of them began on an earlier day: so days add up to a period without counting one twice.
EARLIER = " from earlier"
_OF_A_CONVERSATION = {
    "fell_back": FLAGS["fell_back"],
    "emergency": FLAGS["emergency"],
    "person": FLAGS["person"],
    "up": VOTES["up"],
    "down": VOTES["down"],
}
_NAMES: dict[str, Callable[[str], str]] = {Facet.Kind.TOPIC.value: str, Facet.Kind.GAP.value: gap_name}
Figures = dict[tuple[str, str], int]


def bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The day's beginning and the next day's: 23 to 25 hours apart."""
    begin, end = (timezone.make_aware(dt.datetime.combine(each, dt.time())) for each in (day, day + dt.timedelta(days=1)))
    return begin, end


def figures_of(day: dt.date) -> Figures:
    """The day's figures above zero, by name and detail. Its conversations are those of the list's filter for this day."""
    begin, end = bounds(day)
    found: Counter[tuple[str, str]] = Counter()
    for count in (_conversations(day, begin), _facets(begin, end), _messages(begin, end)):
        for name, detail, value in count:
            found[name, detail] += value
    return {key: value for key, value in found.items() if value}


def _conversations(day: dt.date, begin: dt.datetime) -> Iterator[tuple[str, str, int]]:
    listed = filtered(QueryDict(f"from={day.isoformat()}&to={day.isoformat()}"))
    marks: dict[str, Any] = {name: Count("pk", filter=mark) for name, mark in _OF_A_CONVERSATION.items()}
    # An expression, not the column: SQLite would walk the channels' index over all days.
    sorted_out = listed.annotate(is_earlier=_is(Q(started_at__lt=begin)), where=Concat("channel", Value("")))
    for row in sorted_out.values("is_earlier", "where").annotate(conversations=Count("pk"), **marks).order_by():
        counted = [(name, "", row[name]) for name in ("conversations", *marks)]
        yield from _with_earlier([*counted, ("channel", channel_name(row["where"]), row["conversations"])], row["is_earlier"])


def _facets(begin: dt.datetime, end: dt.datetime) -> Iterator[tuple[str, str, int]]:
    found = Facet.objects.filter(kind__in=_NAMES, conversation__last_at__gte=begin, conversation__started_at__lt=end)
    sorted_out = found.annotate(is_earlier=_is(Q(conversation__started_at__lt=begin)))
    for row in sorted_out.values("is_earlier", "kind", "value").annotate(count=Count("pk")).order_by():
        if named := _NAMES[row["kind"]](row["value"]):
            yield from _with_earlier([(row["kind"], named, row["count"])], row["is_earlier"])


def _is(condition: Q) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _with_earlier(counted: list[tuple[str, str, int]], is_earlier: bool) -> Iterator[tuple[str, str, int]]:
    for name, detail, value in counted:
        yield name, detail, value
        if is_earlier:
            yield name + EARLIER, detail, value


def _messages(begin: dt.datetime, end: dt.datetime) -> Iterator[tuple[str, str, int]]:
    asked = Message.objects.filter(sent_at__gte=begin, sent_at__lt=end, kind=Message.Kind.VISITOR)
    hours = list(_hours(begin, end))
    # Moments are what databases compare fast; SQLite would call Python for the hour of each message.
    hour = Case(*(When(sent_at__lt=following, then=Value(label)) for label, following in hours), output_field=CharField())
    typed = Q(is_button=False)
    counts = {"messages": Count("pk"), "typed": Count("pk", filter=typed), "refused": Count("pk", filter=typed & Q(is_refused=True))}
    for row in asked.annotate(hour=hour).values("hour").annotate(**counts).order_by():
        yield from ((name, "", row[name]) for name in counts)
        yield "hour", row["hour"], row["messages"]


def _hours(begin: dt.datetime, end: dt.datetime) -> Iterator[tuple[str, dt.datetime]]:
    """The hours of the day's clock and the end of each, one of them missing or twice when the clocks change."""
    first, last = begin.astimezone(dt.timezone.utc), end.astimezone(dt.timezone.utc)
    while first < last:
        shown = timezone.localtime(first)
        first = min(first + dt.timedelta(minutes=60 - shown.minute), last)
        yield f"{shown.hour:02d}", first
