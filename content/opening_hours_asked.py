"""Answers "are you open on Sunday?", "tomorrow at 8?", "on bank holidays?" from the opening hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from content.opening_hours import DAYS, OpeningHours, Span, clock, hours_lines, hours_list, hours_of, open_now

_DAY_NAMES = (
    r"mon(?:day)?s?", r"tue(?:s(?:day)?)?s?", r"wed(?:nes(?:day)?)?s?", r"thu(?:rs?(?:day)?)?s?",
    r"fri(?:day)?s?", r"sat(?:urday)?s?", r"sun(?:day)?s?",
)  # fmt: skip
_NAMED_DAYS = tuple(re.compile(rf"\b{name}\b", re.IGNORECASE) for name in _DAY_NAMES)
_WEEKEND = re.compile(r"\bweek-?\s?ends?\b", re.IGNORECASE)
_WEEKDAYS = re.compile(r"\b(?:week-?\s?days?|in the week|during the week|mid-?week)\b", re.IGNORECASE)
_TODAY = re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b", re.IGNORECASE)
_TOMORROW = re.compile(r"\b(?:tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr|2moro)\b", re.IGNORECASE)
_HOLIDAY = re.compile(
    r"\b(?:(?:bank|public|national) hol(?:iday)?s?|holidays?|christmas|xmas|boxing day|new year'?s?|easter"
    r"|good friday|may day)\b",
    re.IGNORECASE,
)
_NOW = re.compile(r"\b(?:now|currently|at the moment|still open|open yet)\b", re.IGNORECASE)
_MORNING = re.compile(r"\b(?:mornings?|before work|early)\b", re.IGNORECASE)
_EVENING = re.compile(r"\b(?:tonight|evenings?|nights?|after work|late)\b", re.IGNORECASE)
_AT = re.compile(
    r"\b(?:(?:at|by|past|after|before|until|till?|from)\s+(\d{1,2})(?:[:.](\d\d))?\s*([ap]\.?m\b)?"
    r"|(\d{1,2})(?:[:.](\d\d))?\s*([ap]\.?m\b|o'?clock)|(noon|midday|lunch\s?time))",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\b(?:until|till?)\b", re.IGNORECASE)
_CLOSING = re.compile(r"\b(?:clos\w*|shut\w*)\b", re.IGNORECASE)
_EVENING_STARTS = time(18)
_MOST_SENTENCES = 2


@dataclass(frozen=True)
class HoursAsked:
    """What a visitor asks about: weekdays (0 is Monday), times of day, a part of the day, holidays."""

    weekdays: tuple[int, ...] = ()
    day_words: str = ""
    times: tuple[time, ...] = ()
    part: str | None = None
    until: bool = False
    closing: bool = False
    holidays: bool = False
    now: bool = False


def read_hours_asked(text: str, now: datetime) -> HoursAsked:
    """Find the days and times that `text` names."""
    weekdays, words = _weekdays(text, now)
    part = "morning" if _MORNING.search(text) else "evening" if _EVENING.search(text) else None
    marks = (bool(mark.search(text)) for mark in (_UNTIL, _CLOSING, _HOLIDAY, _NOW))
    return HoursAsked(weekdays, words, _times(text, part), part, *marks)


def hours_answer(hours: OpeningHours, text: str, now: datetime) -> str:
    """Answer a question about opening hours; `now` is the clinic's local time."""
    asked = read_hours_asked(text, now)
    if asked.holidays and hours.holidays:
        return hours.holidays
    if asked.closing and (asked.times or asked.weekdays):
        return _plainly(hours, asked, now)
    if asked.times:
        return _at_a_time(hours, asked, now)
    if asked.weekdays:
        return _on_days(hours, asked)
    if asked.part:
        return f"{_at_that_part_of_the_day(hours, asked.part)}\n{hours_list(hours)}"
    if asked.now:
        return open_now(hours, now)
    return f"Our opening hours:\n{hours_list(hours)}\n{open_now(hours, now)}"


def _weekdays(text: str, now: datetime) -> tuple[tuple[int, ...], str]:
    today = now.weekday()
    if _TODAY.search(text):
        return (today,), "today"
    if _TOMORROW.search(text):
        return ((now + timedelta(days=1)).weekday(),), "tomorrow"
    if _WEEKEND.search(text):
        return (5, 6), ""
    if _WEEKDAYS.search(text):
        return (0, 1, 2, 3, 4), ""
    return tuple(day for day, name in enumerate(_NAMED_DAYS) if name.search(text)), ""


def _times(text: str, part: str | None) -> tuple[time, ...]:
    """The time that is named; a bare "at 8" may mean the morning or the evening."""
    found = _AT.search(text)
    if not found:
        return ()
    if found.group(7):
        return (time(12),)
    hour, minute = int(found.group(1) or found.group(4)), int(found.group(2) or found.group(5) or 0)
    half = (found.group(3) or found.group(6) or "").lower()
    if hour > 23 or minute > 59:
        return ()
    if half.startswith("a") or (part == "morning" and not half.startswith("p")):
        return (time(hour % 12, minute),)
    if half.startswith("p") or (part == "evening" and hour < 12):
        return (time(hour % 12 + 12, minute),)
    return (time(hour, minute),) if not 1 <= hour <= 11 else (time(hour, minute), time(hour + 12, minute))


def _plainly(hours: OpeningHours, asked: HoursAsked, now: datetime) -> str:
    """The hours without yes or no: a question about closing would turn their meaning round."""
    weekdays = asked.weekdays or (now.weekday(),)
    words = asked.day_words or ("" if asked.weekdays else "today")
    return "\n".join(f"We are {_state(hours, weekday)} {_day(weekday, words)}." for weekday in weekdays)


def _state(hours: OpeningHours, weekday: int) -> str:
    return f"open {hours_of(hours, weekday)}" if hours.of(weekday) else "closed"


def _at_a_time(hours: OpeningHours, asked: HoursAsked, now: datetime) -> str:
    weekdays = asked.weekdays or (now.weekday(),)
    words = asked.day_words or ("" if asked.weekdays else "today")
    return "\n".join(_on_day_at(hours, weekday, words, asked) for weekday in weekdays)


def _on_day_at(hours: OpeningHours, weekday: int, words: str, asked: HoursAsked) -> str:
    day, spans = _day(weekday, words), hours.of(weekday)
    if not spans:
        return f"No, we are closed {day}."
    hit = next((moment for moment in asked.times if _open_at(spans, moment, asked.until)), None)
    preposition = "until" if asked.until else "at"
    if hit:
        return f"Yes, we are open {preposition} {clock(hit)} {day}. Our hours are {hours_of(hours, weekday)}."
    missed = " or ".join(clock(moment) for moment in asked.times)
    return f"No, we are not open {preposition} {missed} {day}. Our hours are {hours_of(hours, weekday)}."


def _open_at(spans: tuple[Span, ...], moment: time, until: bool) -> bool:
    return any(span.holds(moment) or (until and span.end == moment) for span in spans)


def _on_days(hours: OpeningHours, asked: HoursAsked) -> str:
    """A yes or no for each day, with its hours; the part of the day decides where one is named."""
    if len(asked.weekdays) > _MOST_SENTENCES:
        return "\n".join(["Our hours on those days:", *hours_lines(hours, asked.weekdays)])
    return "\n".join(_on_day(hours, weekday, asked) for weekday in asked.weekdays)


def _on_day(hours: OpeningHours, weekday: int, asked: HoursAsked) -> str:
    day, spans = _day(weekday, asked.day_words), hours.of(weekday)
    if not spans:
        return f"No, we are closed {day}."
    if asked.part and not _open_at_part(spans, asked.part):
        return f"Not in the {asked.part}, I'm afraid: our hours {day} are {hours_of(hours, weekday)}."
    return f"Yes, we are open {day}: {hours_of(hours, weekday)}."


def _open_at_part(spans: tuple[Span, ...], part: str) -> bool:
    return spans[0].start < time(12) if part == "morning" else spans[-1].end > _EVENING_STARTS


def _at_that_part_of_the_day(hours: OpeningHours, part: str) -> str:
    fitting = [day for day in range(len(DAYS)) if hours.of(day) and _open_at_part(hours.of(day), part)]
    if not fitting:
        return f"We are not open in the {part}, I'm afraid."
    ends = max(hours.of(day)[-1].end for day in fitting)
    starts = min(hours.of(day)[0].start for day in fitting)
    return (
        f"Our earliest start is {clock(starts)}."
        if part == "morning"
        else f"Our latest closing time is {clock(ends)}."
    )


def _day(weekday: int, words: str) -> str:
    name = DAYS[weekday].title()
    return f"{words} ({name})" if words else f"on {name}s"
