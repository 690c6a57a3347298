"""The days that a page of figures is about, taken from its address."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.http import QueryDict
from django.utils import timezone

CHOICES = (7, 30, 90)
MOST_DAYS = 366


class Period(NamedTuple):
    """From the first day to the last, in the clinic's time zone; `problem` says what of the address was not understood."""

    first: dt.date
    last: dt.date
    problem: str = ""

    @property
    def days(self) -> int:
        """How many days that are."""
        return (self.last - self.first).days + 1


def period_of(query: QueryDict) -> Period:
    """The period that an address asks for: `days`, or `from` and `to`; otherwise the last 30 days."""
    today = timezone.localdate()
    usual = Period(today - dt.timedelta(days=29), today)
    if query.get("from") or query.get("to"):
        try:
            last = dt.date.fromisoformat(query.get("to") or today.isoformat())
            first = dt.date.fromisoformat(query.get("from") or last.isoformat())
        except ValueError:
            return usual._replace(problem="Write both days as year-month-day, such as 2026-11-23.")
        if not 0 <= (last - first).days < MOST_DAYS:
            return usual._replace(problem=f"The first day comes before the last, and at most {MOST_DAYS} days go into one page.")
        return Period(first, last)
    days = query.get("days", "")
    if days.isascii() and days.isdecimal() and 1 <= int(days[:4]) <= MOST_DAYS:
        return Period(today - dt.timedelta(days=int(days) - 1), today)
    return usual
