"""Splits a message into the parts that may be questions of their own, and a long one into windows."""

from __future__ import annotations

import re

_BORDERS = re.compile(r"[.?!;\n]+|,?\s+(?:and|also|plus|but|anyway|oh and|as well as|&|\+)\s+|\s*[,–]\s+|\s+-\s+", re.IGNORECASE)
_LEFT_OVER = re.compile(r"^(?:and|also|plus|but|anyway|lol|haha?|well|so|oh|then|,)\b\s*", re.IGNORECASE)
MOST_PARTS = 6
# The encoder reads 128 tokens; a danger that is told in passing shows best in a window of its own.
WORDS_A_WINDOW = 40


def parts_of(text: str) -> list[str]:
    """Parts of `text`, in order; a message of one part gives that part alone."""
    parts = [_LEFT_OVER.sub("", part.strip()).strip() for part in _BORDERS.split(text)]
    return [part for part in parts if part][:MOST_PARTS]


def windows_of(text: str) -> list[str]:
    """Overlapping windows of 40 words over a text that is longer, each beginning 20 words after the one before."""
    words = text.split()
    if len(words) <= WORDS_A_WINDOW:
        return []
    starts = range(0, max(1, len(words) - WORDS_A_WINDOW // 2), WORDS_A_WINDOW // 2)
    return [" ".join(words[start : start + WORDS_A_WINDOW]) for start in starts]
