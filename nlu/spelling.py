"""Mends misspelt words: chat-speak by a table, typos by the nearest word that the assistant knows."""

from __future__ import annotations

import re
from typing import Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

CHAT_SPEAK = {
    "u": "you",
    "ur": "your",
    "r": "are",
    "hw": "how",
    "wat": "what",
    "wot": "what",
    "wen": "when",
    "duz": "does",
    "dose": "does",
    "pls": "please",
    "plz": "please",
    "thx": "thanks",
    "ty": "thank you",
    "cuz": "because",
    "coz": "because",
    "b4": "before",
    "hr": "hour",
    "hrs": "hours",
    "appt": "appointment",
    "apt": "appointment",
    "msg": "massage",
    "gonna": "going to",
    "wanna": "want to",
    "cant": "can't",
    "dont": "don't",
    "doesnt": "doesn't",
    "didnt": "didn't",
    "wont": "won't",
    "isnt": "isn't",
    "im": "i'm",
    "ive": "i've",
    "wheres": "where's",
    "whats": "what's",
    "hows": "how's",
    "bak": "back",
    "nite": "night",
    "tmrw": "tomorrow",
    "abt": "about",
    "smth": "something",
    "ppl": "people",
}
SHORTEST_TYPO = 4
NEAR_ENOUGH = 82.0
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9']*")


class Speller:
    """Corrects words that are no English word to the nearest one of a lexicon."""

    def __init__(self, english: frozenset[str], lexicon: Iterable[str]) -> None:
        """Remember what is right (`english`) and what may be meant (`lexicon`); both in lower case."""
        self._lexicon = sorted({word for word in lexicon if len(word) >= SHORTEST_TYPO})
        self._known = english | frozenset(self._lexicon)
        self._seen: dict[str, str] = {}

    def is_word(self, word: str) -> bool:
        """Whether `word` is English or of the lexicon, its plural and possessive included."""
        lower = word.lower().replace("’", "'")
        stems = (lower, lower.removesuffix("'s"), lower.removesuffix("s"), lower.removesuffix("es"))
        return any(stem in self._known for stem in stems)

    def correct(self, text: str) -> str:
        """`text` with misspelt words mended; everything between words stays as it was."""
        return _WORD.sub(lambda found: self._correct_word(found.group()), text.replace("’", "'"))

    def _correct_word(self, word: str) -> str:
        lower = word.lower()
        if lower in CHAT_SPEAK:
            return CHAT_SPEAK[lower]
        if len(lower) < SHORTEST_TYPO or self.is_word(lower) or "'" in lower:
            return word
        if lower not in self._seen:
            if len(self._seen) > 10_000:
                self._seen.clear()
            self._seen[lower] = self._nearest(lower) or word
        return self._seen[lower]

    def _nearest(self, word: str) -> str | None:
        """The nearest lexicon word that begins alike; two edits at the most, one in a short word."""
        near = process.extract(word, self._lexicon, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH - 12, limit=8)
        edits = 1 if len(word) < 6 else 2
        fits = [
            (DamerauLevenshtein.distance(word, candidate), -score, candidate)
            for candidate, score, _ in near
            if candidate[0] == word[0] or score >= NEAR_ENOUGH + 6
        ]
        best = min(fits, default=None)
        return best[2] if best and best[0] <= edits else None
