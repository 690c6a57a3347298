"""How likely a word is in a language, by its rows of three letters: a Naive Bayes model of word lists."""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache
from typing import Iterable

_POSSIBLE = 27**3
_SMOOTHING = 0.05


class Trigrams:
    """Rows of three letters of a list of words, each word with its beginning and its end."""

    def __init__(self, words: Iterable[str]) -> None:
        self._counts = Counter(row for word in words for row in rows_of(word))
        self._whole = math.log(self._counts.total() + _SMOOTHING * _POSSIBLE)

    def likelihood(self, word: str) -> float:
        """Mean natural logarithm of the chance of each row of `word`."""
        rows = rows_of(word)
        return sum(math.log(self._counts[row] + _SMOOTHING) for row in rows) / len(rows) - self._whole


@lru_cache(maxsize=2048)
def rows_of(word: str) -> tuple[str, ...]:
    """The rows of three letters in `word`, with a sign for its beginning and its end."""
    marked = f"^{word}$"
    return tuple(marked[start : start + 3] for start in range(max(1, len(marked) - 2)))
