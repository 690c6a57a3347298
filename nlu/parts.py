"""Splits a message into the parts that may be questions of their own, and tells one that goes on with a subject."""

from __future__ import annotations

import re

_BORDERS = re.compile(
    r"[.?!;\n]+|,?\s+(?:and|also|plus|but|anyway|oh and|as well as|&)\s+|\s*[,–]\s+|\s+-\s+", re.IGNORECASE
)
_LEFT_OVER = re.compile(r"^(?:and|also|plus|but|anyway|lol|haha?|well|so|oh|then|,)\b\s*", re.IGNORECASE)
_FOLLOW_UP = re.compile(r"^(?:and|what about|how about|ok(?:ay)? but|but|also|so|then|or|what else|anything else)\b", re.IGNORECASE)
MOST_WORDS_OF_A_FOLLOW_UP = 7
FEWEST_WORDS = 2
MOST_PARTS = 6


def parts_of(text: str) -> list[str]:
    """Parts of `text` with at least two words, in order; a message of one part gives that part alone."""
    parts = [_LEFT_OVER.sub("", part.strip()).strip() for part in _BORDERS.split(text)]
    return [part for part in parts if len(part.split()) >= FEWEST_WORDS][:MOST_PARTS]


def leans_on_context(text: str) -> bool:
    """Whether a message is short and begins as people begin when they go on with a subject."""
    return len(text.split()) <= MOST_WORDS_OF_A_FOLLOW_UP and bool(_FOLLOW_UP.match(text.strip()))
