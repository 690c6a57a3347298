"""What a page or a letter of figures shows for a period: numbers, charts, and the address of the list behind each."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Mapping
from urllib.parse import urlencode

from review.insights.charts import Bar, columns, rows
from review.insights.counting import MEANINGS, Figures
from review.insights.daily import days_between, figures_between, summed
from review.insights.period import Period
from review.messaging.names import channel_words

TOP = 12
# The topic of the reply to every question about a condition that the content does not cover.
NOT_COVERED = "condition_not_covered"
TITLES = {
    "conversations": "Conversations",
    "messages": "Messages",
    "fell_back": "Fell back",
    "emergency": "Emergencies",
    "person": "Asked for a person",
    "up": "Thumbs up",
    "down": "Thumbs down",
}
_FILTERS = {
    "fell_back": {"fell_back": "1"},
    "emergency": {"emergency": "1"},
    "person": {"person": "1"},
    "up": {"vote": "up"},
    "down": {"vote": "down"},
}


@dataclass(frozen=True)
class Number:
    """One big number: its title, what it means, and the list behind it."""

    title: str
    value: int
    means: str
    address: str


@dataclass(frozen=True)
class Listed:
    """Lying bars under a title, the longest first."""

    name: str
    title: str
    means: str
    bars: list[Bar]


@dataclass(frozen=True)
class Dashboard:
    """The figures of a period."""

    period: Period
    days: Mapping[dt.date, Figures]
    total: Counter[tuple[str, str]]

    @property
    def numbers(self) -> list[Number]:
        """The big numbers."""
        return [
            Number(title, self.total[name, ""], MEANINGS[name], list_of(self.period, **_FILTERS.get(name, {})))
            for name, title in TITLES.items()
        ]

    @property
    def unanswered(self) -> float | None:
        """How many of a hundred typed messages got no answer; None where nothing was typed."""
        typed = self.total["typed", ""]
        return round(100 * self.total["refused", ""] / typed, 1) if typed else None

    @cached_property
    def by_day(self) -> list[Bar]:
        """Conversations a day."""
        days = days_between(self.period.first, self.period.last)
        return columns([_day(day, self.days[day].get(("conversations", ""), 0)) for day in days])

    @property
    def by_hour(self) -> list[Bar]:
        """Messages by the hour."""
        return columns([Bar(f"{hour:02d}", self.total["hour", f"{hour:02d}"]) for hour in range(24)])

    @property
    def lists(self) -> list[Listed]:
        """Topics, gaps and channels."""
        titles = {"topic": "Topics", "gap": "Content gaps", "channel": "Channels"}
        return [Listed(name, title, MEANINGS[name], self.top(name)) for name, title in titles.items()]

    @property
    def not_covered(self) -> Number:
        """Everybody who asked about a condition that the content does not cover, also one without a name."""
        means = "All that asked about something our content does not cover, also where it has no name for it."
        return Number("Not covered", self.total["topic", NOT_COVERED], means, list_of(self.period, topic=NOT_COVERED))

    def top(self, name: str, most: int = TOP) -> list[Bar]:
        """The most frequent details of a figure."""
        found = sorted((-value, detail) for (kind, detail), value in self.total.items() if kind == name and detail and value > 0)
        return rows([Bar(_label(name, detail), -value, list_of(self.period, **{name: detail})) for value, detail in found[:most]])

    @cached_property
    def busiest(self) -> Bar | None:
        """The day with the most conversations; None if there were none."""
        best = max(self.by_day, key=lambda bar: bar.value, default=None)
        return best if best and best.value else None


def dashboard_of(period: Period) -> Dashboard:
    """Count, or take what is kept."""
    days = figures_between(period.first, period.last)
    return Dashboard(period, days, summed(days))


def list_of(period: Period, **filters: Any) -> str:
    """The address of the list of exactly those conversations."""
    return f"/?{urlencode({'from': period.first.isoformat(), 'to': period.last.isoformat(), **filters})}"


def _label(name: str, detail: str) -> str:
    return channel_words(detail) if name == "channel" else detail.replace("_", " ")


def _day(day: dt.date, value: int) -> Bar:
    return Bar(f"{day.day} {day:%b}", value, list_of(Period(day, day)))
