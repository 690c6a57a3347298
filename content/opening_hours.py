"""When the clinic is open: the week as checked data, and what follows from it for a moment in time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, List, Literal, Optional, Sequence, Union

from pydantic import Field, validator

from content.loading import Entry

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$")
_FORM = 'write "HH:MM-HH:MM" on the 24-hour clock, in quotes, such as "09:00-17:30"'


@dataclass(frozen=True)
class Span:
    """From opening to closing, within one day."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read "09:00-17:30".

        :raises ValueError: it has another form, or ends before it begins.
        """
        found = _SPAN.match(text.strip())
        if not found:
            raise ValueError(f"`{text}` is no opening time; {_FORM}")
        hour, minute, end_hour, end_minute = (int(part) for part in found.groups())
        span = cls(time(hour, minute), time(end_hour, end_minute))
        if span.start >= span.end:
            raise ValueError(f"`{text}` ends before it begins; swap the times, or split it at midnight")
        return span

    def holds(self, moment: time) -> bool:
        """Whether `moment` lies within; at the closing time itself it is shut."""
        return self.start <= moment < self.end

    def __str__(self) -> str:
        """In words: "9 am to 5:30 pm"."""
        return f"{clock(self.start)} to {clock(self.end)}"


class OpeningHours(Entry):
    """The `hours` of clinic.yml."""

    monday: Union[Literal["closed"], List[str]]
    tuesday: Union[Literal["closed"], List[str]]
    wednesday: Union[Literal["closed"], List[str]]
    thursday: Union[Literal["closed"], List[str]]
    friday: Union[Literal["closed"], List[str]]
    saturday: Union[Literal["closed"], List[str]]
    sunday: Union[Literal["closed"], List[str]]
    holidays: Optional[str] = Field(None, min_length=10)

    @validator(*DAYS, pre=True)
    def _are_opening_times(cls, value: Any) -> Any:
        if value == "closed":
            return value
        if not isinstance(value, list) or not value:
            raise ValueError(f"is `{value}`; write closed, or a list: {_FORM}")
        spans = [Span.parse(str(text)) for text in value]
        if any(later.start < earlier.end for earlier, later in zip(spans, spans[1:])):
            raise ValueError(
                "has times that overlap or stand in the wrong order; sort them from morning to evening"
            )
        return value

    def of(self, weekday: int) -> tuple[Span, ...]:
        """Opening times of a weekday; 0 is Monday. Empty where the clinic is closed."""
        value = getattr(self, DAYS[weekday])
        return () if value == "closed" else tuple(Span.parse(text) for text in value)


def clock(moment: time) -> str:
    """A time as people say it: "9 am", "5:30 pm", "noon"."""
    if moment == time(12):
        return "noon"
    hour = moment.hour % 12 or 12
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    return f"{hour}{minutes} {'am' if moment.hour < 12 else 'pm'}"


def hours_of(hours: OpeningHours, weekday: int) -> str:
    """Opening times of a weekday in words: "9 am to 1 pm and 2 pm to 6 pm", or "closed"."""
    return " and ".join(str(span) for span in hours.of(weekday)) or "closed"


def closing_time(hours: OpeningHours, now: datetime) -> time | None:
    """When the clinic that is open `now` closes next; None when it is shut."""
    return next((span.end for span in hours.of(now.weekday()) if span.holds(now.time())), None)


def next_opening(hours: OpeningHours, now: datetime) -> datetime | None:
    """The first opening after `now`, within a week; None for a clinic that never opens."""
    for ahead in range(8):
        day = now + timedelta(days=ahead)
        for span in hours.of(day.weekday()):
            opens = day.replace(hour=span.start.hour, minute=span.start.minute, second=0, microsecond=0)
            if opens > now:
                return opens
    return None


def open_now(hours: OpeningHours, now: datetime) -> str:
    """Whether the clinic is open `now`, as a sentence; `now` is the clinic's local time."""
    closes = closing_time(hours, now)
    if closes:
        return f"We are open now, until {clock(closes)}."
    opens = next_opening(hours, now)
    if opens is None:
        return "We are closed at the moment."
    return f"We are closed right now and open again {_day_from(now, opens)} at {clock(opens.time())}."


def hours_list(hours: OpeningHours) -> str:
    """The week, a line for each run of days with the same times, and the sentence on holidays."""
    lines = hours_lines(hours, range(len(DAYS)))
    return "\n".join([*lines, hours.holidays] if hours.holidays else lines)


def hours_lines(hours: OpeningHours, weekdays: Sequence[int]) -> list[str]:
    """A line for each run of `weekdays`, which follow one another, with the same times."""
    runs: list[list[int]] = []
    for weekday in weekdays:
        if runs and hours.of(weekday) == hours.of(runs[-1][0]):
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    return [f"{_days(run[0], run[-1])}: {hours_of(hours, run[0])}" for run in runs]


def _days(first: int, last: int) -> str:
    if first == last:
        return DAYS[first].title()
    return f"{DAYS[first].title()} {'and' if last == first + 1 else 'to'} {DAYS[last].title()}"


def _day_from(now: datetime, opens: datetime) -> str:
    ahead = (opens.date() - now.date()).days
    return {0: "today", 1: "tomorrow"}.get(ahead, f"on {DAYS[opens.weekday()].title()}")
