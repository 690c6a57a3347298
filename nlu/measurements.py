"""Reads blood pressure, blood sugar, temperature and the week of a pregnancy out of a message."""

from __future__ import annotations

import re
from typing import Iterator, NamedTuple

from spacy.tokens import Doc

_PRESSURE = re.compile(r"(?<![\d/.])(\d{2,3})\s*(?:/|over)\s*(\d{2,3})(?![\d/])")
_NUMBER = re.compile(r"(?<![\d/.,£$€])\d{1,3}(?:\.\d)?(?![\d/%]|[.,]\d)")
# What stands just after a number says what it measures.
_MMOL = re.compile(r"\s*(?:mmol|(?:blood )?(?:sugar|glucose)\b)")
_MG = re.compile(r"\s*mg\s*/?\s*d")
_DEGREES = re.compile(r"\s*(?:°|º|deg(?:ree)?s?\b|fever|temp)?\s*(c\b|celsius|centigrade|f\b|fahrenheit)?")
_WEEKS = re.compile(r"\s*(?:\+\s*\d)?[\s-]*(?:weeks?|wks?|wk)\b(?!\s*(?:ago|old|later|post|after|since|of|apart|on|into)\b)")
_OTHER_UNIT = re.compile(
    r"\s*-?\s*(?:years?|yrs?|y/?o|months?|weeks?|wks?|days?|hours?|hrs?|min|[ap]m\b|kg|lbs?\b|stone|st\b|ml|mg|units?|pounds?|times|x\b|th\b)"
)
# What stands before it does too.
_OF_PRESSURE = re.compile(r"\b(?:bp|blood pressure|systolic)\b[^\d.?!]{0,20}$")
_OF_SUGAR = re.compile(r"\b(?:sugars?|glucose|bgl?|bgs|bm|hypo|dexcom|libre|meter|levels?)\b\W*(?:\w+\W+){0,4}$")
_OF_TEMPERATURE = re.compile(r"\b(?:temp|temperature|fever)\b\W*(?:\w+\W+){0,3}$")
_NO_WEEK = re.compile(r"\b(?:for|last|past|in|every|over|about|after|within|than|next|these|only|first|another)\s+(?:the\s+)?$")
_AT_WEEK = re.compile(r"\b(?:i'?m|i am|she'?s|(?<!it )(?<!this )is|at|week|now)\s+$")
_PREGNANT = re.compile(r"\b(?:pregn\w*|preggers|preggo|gone|along|pg|trimester|midwife|bump|due|expecting)\b")
_WEEKS_OF_PREGNANCY_ALONE = 12


class Measurement(NamedTuple):
    """A measured number: what, its values (blood pressure has two), and the words where it stands."""

    measure: str
    values: tuple[float, ...]
    place: tuple[int, int]


def measurements(doc: Doc) -> Iterator[Measurement]:
    """Yield what `doc`, a message of normalised words, measures."""
    text, taken = doc._.source.lower(), -1
    for found in _PRESSURE.finditer(text):
        upper, lower = map(float, found.groups())
        if 60 <= upper <= 300 and 30 <= lower < upper:
            taken = found.end()
            yield Measurement("blood_pressure", (upper, lower), _place(doc, *found.span()))
    for found in _NUMBER.finditer(text):
        value = float(found.group())
        measure = _measure(value, text, found) if found.start() > taken else None
        if measure:
            yield Measurement(measure, (value, 0.0) if measure == "blood_pressure" else (value,), _place(doc, *found.span()))


def _measure(value: float, text: str, found: re.Match[str]) -> str | None:
    before, after = text[max(0, found.start() - 40) : found.start()], text[found.end() : found.end() + 24]
    if _MMOL.match(after) or _MG.match(after):
        return "sugar_mmol" if _MMOL.match(after) else "sugar_mg"
    if _WEEKS.match(after) and 3 <= value <= 42:
        told = (value >= _WEEKS_OF_PREGNANCY_ALONE or _PREGNANT.search(text)) and not _NO_WEEK.search(before)
        return "pregnancy_week" if told or _AT_WEEK.search(before) else None
    degrees = _DEGREES.match(after)
    unit = degrees.group(1) or "" if degrees else ""
    in_degrees = bool(degrees and degrees.group().strip())
    if _OTHER_UNIT.match(after):
        return None
    if _OF_SUGAR.search(before) and not in_degrees:
        return "sugar_mmol" if value < 41 else "sugar_mg" if value >= 100 else None
    if _OF_PRESSURE.search(before):
        return "blood_pressure"
    if in_degrees or _OF_TEMPERATURE.search(before) or "." in found.group():
        if 35 <= value <= 43 and unit[:1] != "f":
            return "celsius"
        return "fahrenheit" if 95 <= value <= 108 and unit[:1] != "c" else None
    return None


def _place(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Return the words that stand between two characters of the message."""
    inside = [place for place, (first, last) in enumerate(doc._.offsets) if first < end and start < last]
    return (inside[0], inside[-1] + 1) if inside else (0, 1)
