"""Finds the named word groups of the content in a message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from nlu.loose_phrases import NUMBER, STAR, LoosePhrases
from nlu.phrases import Phrases
from nlu.plain_words import PlainWords, PlainWordsReader

_RANGE = re.compile(r"^NUMBER (\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$")


class Words(NamedTuple):
    """A run of plain words, from `start` to `end` (exclusive)."""

    start: int
    end: int


class WordGroups:
    """Named lists of words and phrases, found in plain words.

    In a phrase `swell*` stands for any ending, `*` for any one word, `NUMBER` for a number;
    the phrase `NUMBER 38-42` for a number in that range.
    """

    def __init__(self, groups: Mapping[str, Iterable[str]], reader: PlainWordsReader) -> None:
        """Compile `groups`: name → words and phrases."""
        self._exact = Phrases()
        self._loose = LoosePhrases()
        self._ranges: list[tuple[str, float, float]] = []
        for name, phrases in groups.items():
            self._add(name, phrases, reader)

    def find(self, plain: PlainWords) -> dict[str, list[Words]]:
        """Where each group stands in the message; groups that do not are left out."""
        found: dict[str, set[Words]] = {}
        for name, start, end in (*self._exact.find(plain.words), *self._loose.find(plain.doc)):
            found.setdefault(name, set()).add(Words(start, end))
        for place, number in _numbers(plain.words):
            for name, low, high in self._ranges:
                if low <= number <= high:
                    found.setdefault(name, set()).add(Words(place, place + 1))
        return {name: sorted(places) for name, places in found.items()}

    def _add(self, name: str, phrases: Iterable[str], reader: PlainWordsReader) -> None:
        for phrase in phrases:
            number = _RANGE.match(phrase)
            if number:
                self._ranges.append((name, float(number.group(1)), float(number.group(2))))
                continue
            words = reader.read_text(phrase.replace("*", STAR).replace("NUMBER", NUMBER))
            if any(STAR in word or NUMBER in word for word in words):
                self._loose.add(name, words)
            else:
                self._exact.add(name, words)


def _numbers(words: list[str]) -> list[tuple[int, float]]:
    found = []
    for place, word in enumerate(words):
        if word[0].isdigit() and re.match(r"^\d{1,4}(\.\d+)?$", word):
            found.append((place, float(word)))
    return found
