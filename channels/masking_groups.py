"""Digits in groups, as people write cards and telephone numbers, told apart from other numbers that stand beside them.

"4111 1111 1111 1111 12/26" holds a card and a month, "07700 900456 2pm" a telephone number and an hour.
"""

from __future__ import annotations

import re
from typing import Iterator, NamedTuple

# A telephone number has up to 15 digits (ITU-T E.164), a card up to 19 (ISO/IEC 7812).
FEWEST_OF_A_PHONE, MOST_OF_A_PHONE = 9, 15
FEWEST_OF_A_CARD, MOST_OF_A_CARD = 13, 19
_RUN = re.compile(r"[(+]{0,2}\d(?:[\d ()-]*\d)?")
_GROUP = re.compile(r"[(+]{0,2}\d+")


class Groups(NamedTuple):
    """Some groups of digits that stand side by side, and where."""

    start: int
    end: int
    text: str


def groups_in(text: str, fewest: int, most: int) -> Iterator[Groups]:
    """Groups side by side that have `fewest` to `most` digits together; of those that begin at one place the longest first."""
    for run in _RUN.finditer(text):
        spans = [match.span() for match in _GROUP.finditer(text, *run.span())]
        for first, (start, _) in enumerate(spans):
            yield from reversed(list(_from(text, spans[first:], start, fewest, most)))


def _from(text: str, spans: list[tuple[int, int]], start: int, fewest: int, most: int) -> Iterator[Groups]:
    digits = 0
    for span in spans:
        digits += sum(map(str.isdigit, text[slice(*span)]))
        if digits > most:
            return
        if digits >= fewest:
            yield Groups(start, span[1], text[start : span[1]])
