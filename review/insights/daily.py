"""Figures of one day in the clinic's time zone, counted once the day is over, so that they outlive the conversations."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Iterator

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractHour
from django.utils import timezone

from review.conversations.models import Conversation, Facet, Message
from review.insights.models import DailyFigure

# A figure's name, and what it means in words beside it. Those with a list show it by the list's own filter.
MEANINGS = {
    "conversations": "Sittings of a visitor that began on the day; a pause of an hour begins a new one.",
    "messages": "What visitors typed or pressed.",
    "fell_back": "Conversations in which the assistant asked back or said that it cannot answer.",
    "emergency": "Conversations in which it gave the emergency or crisis numbers.",
    "person": "Conversations in which somebody asked for a person.",
    "up": "Answers with a thumb up.",
    "down": "Answers with a thumb down.",
    "refused": "Typed messages that got no answer from the content.",
    "typed": "Messages that were typed, not pressed.",
    "channel": "Conversations by where they were held.",
    "topic": "Conversations by what was answered; one may have several.",
    "gap": "Conversations that asked about a condition which the content does not cover.",
    "hour": "Visitors' messages by hour of the day.",
}
Figures = dict[tuple[str, str], int]


def bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The day's beginning and the next day's: 23 to 25 hours apart."""
    begin, end = (timezone.make_aware(dt.datetime.combine(each, dt.time())) for each in (day, day + dt.timedelta(days=1)))
    return begin, end


def figures_of(day: dt.date) -> Figures:
    """The day's figures, by name and detail, counted from the conversations that are there."""
    begin, end = bounds(day)
    begun = Conversation.objects.filter(started_at__gte=begin, started_at__lt=end, visitor_messages__gt=0)
    said = Message.objects.filter(sent_at__gte=begin, sent_at__lt=end)
    found = {(name, detail): value for name, detail, value in [*_of_conversations(begun), *_of_messages(said)] if value}
    return found


def count_day(day: dt.date, recount: bool = False) -> None:
    """Keep the figures of a day that is over; a day that has some keeps them, unless `recount`."""
    if day >= timezone.localdate():
        return
    with transaction.atomic():
        kept = DailyFigure.objects.filter(day=day)
        if kept.exists() and not recount:
            return
        kept.delete()
        rows = figures_of(day) or {("conversations", ""): 0}
        DailyFigure.objects.bulk_create(
            DailyFigure(day=day, name=name, detail=detail, value=value) for (name, detail), value in rows.items()
        )


def count_until_yesterday(days: int, recount: bool = False) -> None:
    """Keep the figures of the last `days` days that are over."""
    today = timezone.localdate()
    for back in range(days, 0, -1):
        count_day(today - dt.timedelta(days=back), recount)


def figures_between(first: dt.date, last: dt.date) -> dict[dt.date, Figures]:
    """The figures of each day from `first` to `last`: kept ones, and those of days that are not kept yet, counted now."""
    found: dict[dt.date, Figures] = {}
    for row in DailyFigure.objects.filter(day__gte=first, day__lte=last):
        found.setdefault(row.day, {})[row.name, row.detail] = row.value
    for day in days_between(first, last):
        if day not in found:
            count_day(day)
            found[day] = figures_of(day)
    return found


def gaps_between(first: dt.date, last: dt.date) -> Figures:
    """What was asked that the content does not cover. Never kept: it is named in a visitor's words."""
    begin, end = bounds(first)[0], bounds(last)[1]
    asked = Facet.objects.filter(kind=Facet.Kind.GAP, conversation__started_at__gte=begin, conversation__started_at__lt=end)
    return {("gap", row["value"]): row["count"] for row in asked.values("value").annotate(count=Count("pk")).order_by()}


def days_between(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Each day from `first` to `last`."""
    for number in range((last - first).days + 1):
        yield first + dt.timedelta(days=number)


def summed(days: dict[dt.date, Figures]) -> Counter[tuple[str, str]]:
    """The figures of all days together."""
    total: Counter[tuple[str, str]] = Counter()
    for figures in days.values():
        total.update(figures)
    return total


def _of_conversations(begun: QuerySet[Conversation]) -> Iterator[tuple[str, str, int]]:
    flags = {"fell_back": Q(fell_back=True), "emergency": Q(emergency=True), "person": Q(asked_for_a_person=True)}
    counted = begun.aggregate(conversations=Count("pk"), **{name: Count("pk", filter=flag) for name, flag in flags.items()})
    yield from ((name, "", value) for name, value in counted.items())
    for row in begun.values("channel").annotate(value=Count("pk")).order_by():
        yield "channel", row["channel"], row["value"]
    topics = Facet.objects.filter(conversation__in=begun, kind=Facet.Kind.TOPIC)
    for row in topics.values("value").annotate(count=Count("pk")).order_by():
        yield "topic", row["value"], row["count"]


def _of_messages(said: QuerySet[Message]) -> Iterator[tuple[str, str, int]]:
    asked, replies = Q(kind=Message.Kind.VISITOR), Q(kind=Message.Kind.ASSISTANT)
    counted = said.aggregate(
        messages=Count("pk", filter=asked),
        typed=Count("pk", filter=asked & Q(is_button=False)),
        refused=Count("pk", filter=asked & Q(is_button=False, is_refused=True)),
        up=Count("pk", filter=replies & Q(vote="up")),
        down=Count("pk", filter=replies & Q(vote="down")),
    )
    yield from ((name, "", value) for name, value in counted.items())
    for row in said.filter(asked).annotate(hour=ExtractHour("sent_at")).values("hour").annotate(value=Count("pk")).order_by():
        yield "hour", f"{row['hour']:02d}", row["value"]
