"""Finds the danger phrases of languages other than English in a message."""

from __future__ import annotations

import re
from typing import Iterator, NamedTuple, Sequence

from content.languages import Danger, Languages, phrases_of
from nlu.foreign_words import plain_words

MOST_BETWEEN = 2
MOST_WORDS = 400
_GAP = ".{0,8}?"


class Hit(NamedTuple):
    """A danger phrase of the language `code` that was found, with the message's own words for it."""

    danger: Danger
    code: str
    words: list[str]


class ForeignPhrases:
    """Phrases by the first letter of their first word; a step is a word, or `word*` for any word that begins with it."""

    def __init__(self, content: Languages) -> None:
        self._by_letter: dict[str, list[tuple[Danger, str, list[str]]]] = {}
        self._unspaced: list[tuple[Danger, str, re.Pattern[str]]] = []
        for language in content.languages:
            for danger, text in phrases_of(language):
                if language.script == "Han":
                    self._unspaced.append((danger, language.code, re.compile(_GAP.join(plain_words(text)))))
                    continue
                steps = _steps(text)
                self._by_letter.setdefault(steps[0][0], []).append((danger, language.code, steps))

    def find(self, text: str) -> Iterator[Hit]:
        """Each phrase that stands in `text`."""
        words = plain_words(text)[:MOST_WORDS]
        for start, word in enumerate(words):
            for danger, code, steps in self._by_letter.get(word[0], ()):
                found = _words_of(steps, words, start)
                if found:
                    yield Hit(danger, code, found)
        joined = "".join(words)
        for danger, code, pattern in self._unspaced:
            match = pattern.search(joined)
            if match:
                yield Hit(danger, code, [match.group()])


def _steps(text: str) -> list[str]:
    """The words of a phrase of the content; an apostrophe parts two, and only the last of them may be a stem."""
    steps: list[str] = []
    for part in text.split():
        words = plain_words(part)
        if words and part.endswith("*"):
            words[-1] += "*"
        steps += words
    return steps


def _words_of(steps: Sequence[str], words: Sequence[str], start: int) -> list[str]:
    """The words that fit the steps from the word `start` on, close together and in order; none where a step fits no word."""
    found: list[str] = []
    near = range(start, start + 1)
    for step in steps:
        place = next((place for place in near if _fits(step, words[place])), None)
        if place is None:
            return []
        found.append(words[place])
        near = range(place + 1, min(len(words), place + MOST_BETWEEN + 2))
    return found


def _fits(step: str, word: str) -> bool:
    return word.startswith(step[:-1]) if step.endswith("*") else word == step
