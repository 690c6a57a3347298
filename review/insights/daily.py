"""Keeps the figures of days that are over, so that they outlive the conversations, and adds them up."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from review.conversations.models import Conversation, Cursor
from review.conversations.reading import Place, events_after
from review.insights.counting import EARLIER, Figures, bounds, figures_of
from review.insights.models import DailyFigure


def count_day(day: dt.date, recount: bool = False) -> None:
    """Keep the figures of a day that is over; a day that has some keeps them, unless `recount`."""
    if day >= timezone.localdate():
        return
    with transaction.atomic():
        kept = DailyFigure.objects.filter(day=day)
        if recount:
            kept.delete()
        if not kept.exists():
            _keep(day, figures_of(day))


def count_since(first: dt.date, recount: bool = False) -> int:
    """Keep the figures of each day from `first` to the day before yesterday; how many days were counted.

    Yesterday's conversations may go on and be voted on; a day whose events are not all copied yet waits, too.
    """
    last = timezone.localdate() - dt.timedelta(days=2)
    kept = set() if recount else _kept_days(first, last)
    counted = [day for day, may_be_kept in _settled(_with_something(set(days_between(first, last)) - kept)) if may_be_kept]
    for day in counted:
        count_day(day, recount)
    return len(counted)


def figures_between(first: dt.date, last: dt.date) -> dict[dt.date, Figures]:
    """The figures of each day from `first` to `last`: kept ones, and the others counted now and kept, but for yesterday and today."""
    found: dict[dt.date, Figures] = {day: {} for day in days_between(first, last)}
    for day, name, detail, value in DailyFigure.objects.filter(day__gte=first, day__lte=last).values_list("day", "name", "detail", "value"):
        found[day][name, detail] = value
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    missing = [day for day, figures in found.items() if not figures]
    for day in [day for day in missing if yesterday <= day <= timezone.localdate()]:
        found[day] = figures_of(day)
    for day, may_be_kept in _settled(_with_something(day for day in missing if day < yesterday)):
        found[day] = figures_of(day)
        if may_be_kept:
            _keep(day, found[day])
    return found


def days_between(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Each day from `first` to `last`."""
    for number in range((last - first).days + 1):
        yield first + dt.timedelta(days=number)


def summed(days: dict[dt.date, Figures]) -> Counter[tuple[str, str]]:
    """The figures of successive days together; what went on past a midnight counts once."""
    total: Counter[tuple[str, str]] = Counter()
    for number, day in enumerate(sorted(days)):
        for (name, detail), value in days[day].items():
            if not name.endswith(EARLIER):
                total[name, detail] += value
            elif number:
                total[name.removesuffix(EARLIER), detail] -= value
    return total


def _keep(day: dt.date, figures: Figures) -> None:
    """Two pages may count the same day at the same moment: both store the same."""
    rows = figures or {("conversations", ""): 0}
    found = [DailyFigure(day=day, name=name, detail=detail, value=value) for (name, detail), value in rows.items()]
    DailyFigure.objects.bulk_create(found, ignore_conflicts=True)


def _kept_days(first: dt.date, last: dt.date) -> set[dt.date]:
    return set(DailyFigure.objects.filter(day__gte=first, day__lte=last).values_list("day", flat=True).distinct())


def _with_something(days: Iterable[dt.date]) -> list[dt.date]:
    """Without those before the first conversation, which is the first to end; that it may have begun a day earlier is allowed for."""
    wanted = sorted(days)
    ended = Conversation.objects.aggregate(first=Min("last_at"))["first"] if wanted else None
    return [day for day in wanted if ended and day >= timezone.localdate(ended) - dt.timedelta(days=1)]


def _settled(days: Sequence[dt.date]) -> Iterator[tuple[dt.date, bool]]:
    """Each day, and whether all of its events are copied."""
    if not days:
        return
    is_anew = Conversation.objects.filter(is_copied=False).exists()
    cursor = Cursor.objects.filter(pk=1).first()
    waiting = events_after(Place(cursor.transaction_id, cursor.event_id) if cursor else Place(), 1)
    for day in days:
        yield day, not is_anew and not (waiting and waiting[0].timestamp < bounds(day)[1].timestamp())
