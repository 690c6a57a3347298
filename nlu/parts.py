"""Splits a message into the parts that may each be a question of its own."""

from __future__ import annotations

import re

_BORDERS = re.compile(
    r"[.?!;\n]+|,?\s+(?:and|also|plus|but|anyway|oh and|as well as|&)\s+|\s*[,–]\s+|\s+-\s+", re.IGNORECASE
)
_LEFT_OVER = re.compile(r"^(?:and|also|plus|but|anyway|lol|haha?|well|so|oh|then|,)\b\s*", re.IGNORECASE)
FEWEST_WORDS = 2
MOST_PARTS = 6


def parts_of(text: str) -> list[str]:
    """Parts of `text` with at least two words, in order; a message of one part gives that part alone."""
    parts = [_LEFT_OVER.sub("", part.strip()).strip() for part in _BORDERS.split(text)]
    return [part for part in parts if len(part.split()) >= FEWEST_WORDS][:MOST_PARTS]
