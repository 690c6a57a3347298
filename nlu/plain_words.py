"""A message as plain words: lower case, apostrophes undone, typos of danger words mended, breaks kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import spacy
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Token
from spacy.vocab import Vocab

from nlu.blank_language import blank_language

# spaCy splits "can't" and "cant" alike into "ca" + "n't" / "nt".
_WHOLE = {
    "n't": "not",
    "nt": "not",
    "'m": "am",
    "m": "am",
    "'ve": "have",
    "ve": "have",
    "'re": "are",
    "re": "are",
}
_WHOLE.update({"'ll": "will", "ll": "will", "ca": "can", "wo": "will", "ai": "is", "&": "and", "w/": "with"})
_DROPPED = {"'s", "s", "'d", "d", "'", '"'}
_SENTENCE_ENDS = {".", "!", "?", "…", "..", "...", "\n"}
_COMMAS = {",", ";", ":", "(", ")", "[", "]", "–", "—"}
_NUMBER_AND_WORD = re.compile(r"^(\d+(?:\.\d+)?)([a-z]+)$")

SENTENCE = "."
COMMA = ","
NO_BREAK = ""


@dataclass(frozen=True)
class PlainWords:
    """The words of a message, where each stood in it, and the break that came before each."""

    doc: Doc
    offsets: tuple[tuple[int, int], ...]
    breaks: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """The words as strings."""
        return [token.text for token in self.doc]

    def characters(self, start: int, end: int) -> tuple[int, int]:
        """Where the words `start` to `end` (exclusive) stand in the message."""
        return self.offsets[start][0], self.offsets[end - 1][1]


class PlainWordsReader:
    """Turns messages, and the words of the content files, into plain words by the same rules."""

    def __init__(self, vocab: Vocab, typos: Mapping[str, list[str]]) -> None:
        """Remember `typos`: right word → misspellings of it."""
        self._vocab = vocab
        self._mended = {wrong: right for right, wrongs in typos.items() for wrong in wrongs}
        self._tokenizer = _tokenizer(vocab)

    def read(self, doc: Doc) -> PlainWords:
        """Plain words of a message that spaCy has tokenised."""
        words: list[str] = []
        offsets: list[tuple[int, int]] = []
        breaks: list[str] = []
        pending = SENTENCE
        for token in doc:
            text = _plain(token)
            pending = max(pending, _break_of(token, text), key=(NO_BREAK, COMMA, SENTENCE).index)
            for word, start, end in self._words_of(text):
                words.append(word)
                offsets.append((token.idx + start, token.idx + end))
                breaks.append(pending)
                pending = NO_BREAK
        return PlainWords(Doc(self._vocab, words=words), tuple(offsets), tuple(breaks))

    def read_text(self, text: str) -> list[str]:
        """Plain words of a phrase of the content files."""
        return [word for token in self._tokenizer(text) for word, _, _ in self._words_of(_plain(token))]

    def _words_of(self, text: str) -> list[tuple[str, int, int]]:
        if text in _DROPPED or (not any(character.isalnum() for character in text) and text not in _WHOLE):
            return []
        found = _NUMBER_AND_WORD.match(text)
        if found:
            middle = found.end(1)
            unit = found.group(2)
            return [(found.group(1), 0, middle), (self._mended.get(unit, unit), middle, len(text))]
        word = _WHOLE.get(text) or self._mended.get(text, text)
        return [(word, 0, len(text))]


@lru_cache(maxsize=2)
def _tokenizer(vocab: Vocab) -> Tokenizer:
    """English as spaCy tokenises it; a tokenizer takes longer to make than the words of all content take to read."""
    english = blank_language("en")
    return english.tokenizer if vocab is english.vocab else spacy.blank("en", vocab=vocab).tokenizer


def _plain(token: Token) -> str:
    return token.lower_.replace("’", "'").replace("‘", "'")


def _break_of(token: Token, text: str) -> str:
    if text in _SENTENCE_ENDS or "\n" in text or set(text) <= {".", "!", "?"}:
        return SENTENCE
    if text in _COMMAS or (text == "-" and _stands_alone(token)):
        return COMMA
    return NO_BREAK


def _stands_alone(token: Token) -> bool:
    return bool(token.whitespace_) and (token.i == 0 or bool(token.nbor(-1).whitespace_))
