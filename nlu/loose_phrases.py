"""Finds phrases in which a word may have any ending, be a number, or be any word at all.

spaCy's `Matcher` finds the same; it tries every pattern at every word, which was a quarter of what reading a message took.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Iterator, Sequence

from spacy.tokens import Doc

# Stand-ins that pass the tokenizer whole: `STAR` stands for any letters, by itself for any word; `NUMBER` for a number.
STAR, NUMBER = "qqstarqq", "qqnumberqq"
_ANY_LETTERS = "[a-z]*"


@dataclass(frozen=True)
class Phrase:
    """The words of a phrase, and the place in it of the word by which it is looked for."""

    name: str
    words: tuple[str, ...]
    anchor: int


class LoosePhrases:
    """Phrases by their first word that is not just any word."""

    def __init__(self) -> None:
        """Begin without a phrase."""
        self._by_anchor: dict[str, list[Phrase]] = {}
        self._endings: dict[str, re.Pattern[str]] = {}
        # Words with a star by the letter that they begin with; "" for those that begin with the star.
        self._by_letter: dict[str, list[str]] = {}

    def add(self, name: str, words: Sequence[str]) -> None:
        """Look for `words` under `name`, with `STAR` and `NUMBER` in them; a phrase of stars alone would be any text."""
        anchor = next(place for place, word in enumerate(words) if word != STAR)
        self._by_anchor.setdefault(words[anchor], []).append(Phrase(name, tuple(words), anchor))
        for word in words:
            if STAR in word and word != STAR and word not in self._endings:
                self._endings[word] = re.compile(re.escape(word).replace(STAR, _ANY_LETTERS))
                self._by_letter.setdefault(word.partition(STAR)[0][:1], []).append(word)

    def find(self, doc: Doc) -> Iterator[tuple[str, int, int]]:
        """Name, start and end (exclusive) of each phrase in `doc`; one phrase may stand at several places."""
        fits = [self._fitting(token.lower_, token.like_num) for token in doc]
        for place, fitting in enumerate(fits):
            for phrase in (phrase for word in fitting for phrase in self._by_anchor.get(word, ())):
                start = place - phrase.anchor
                end = start + len(phrase.words)
                if start >= 0 and end <= len(fits) and _stands(phrase, fits[start:end]):
                    yield phrase.name, start, end

    def _fitting(self, word: str, is_number: bool) -> set[str]:
        """The words of phrases, starred or not, that `word` fits; not `STAR`, which every word fits."""
        starred = (*self._by_letter.get(word[:1], ()), *self._by_letter.get("", ()))
        fitting = {ending for ending in starred if self._endings[ending].fullmatch(word)}
        return fitting | {word, NUMBER} if is_number else fitting | {word}


def _stands(phrase: Phrase, fits: Sequence[set[str]]) -> bool:
    return all(word == STAR or word in fitting for word, fitting in zip(phrase.words, fits))
