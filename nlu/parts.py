"""Splits a message into the parts that may be questions of their own, and a long one into windows."""

from __future__ import annotations

import re

_BORDERS = re.compile(r"[.?!;\n]+|,?\s+(?:and|also|plus|but|anyway|oh and|as well as|&|\+)\s+|\s*[,–]\s+|\s+-\s+", re.IGNORECASE)
_LEFT_OVER = re.compile(r"^(?:and|also|plus|but|anyway|lol|haha?|well|so|oh|then|,)\b\s*", re.IGNORECASE)
MOST_PARTS = 6
# The encoder reads 128 tokens; a danger that is told in passing shows best in a window of its own.
WORDS_A_WINDOW, MOST_WINDOWS = 40, 40


def parts_of(text: str) -> list[str]:
    """Parts of `text`, in order; a message of one part gives that part alone."""
    parts = [_LEFT_OVER.sub("", part.strip()).strip() for part in _BORDERS.split(text)]
    return [part for part in parts if part][:MOST_PARTS]


def windows_of(text: str) -> list[str]:
    """Overlapping windows over a text of more than 40 words: each of 40 words or more, so that there are no more than about 40."""
    words = text.split()
    if len(words) <= WORDS_A_WINDOW:
        return []
    step = max(WORDS_A_WINDOW // 2, -(-len(words) // MOST_WINDOWS))
    return [" ".join(words[start : start + 2 * step]) for start in range(0, max(1, len(words) - step), step)]
