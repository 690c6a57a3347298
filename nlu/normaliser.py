"""spaCy component: a message as plain words, in lower case, with contractions undone and typos of danger words mended."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from content.safety import Safety

# spaCy splits "can't" and "cant" alike into "ca" + "n't" / "nt".
_WHOLE = {"n't": "not", "nt": "not", "'m": "am", "m": "am", "'ve": "have", "ve": "have", "'re": "are", "re": "are"}
_WHOLE.update({"'ll": "will", "ll": "will", "ca": "can", "wo": "will", "ai": "is", "&": "and", "w/": "with"})
_DROPPED = {"'s", "s", "'d", "d", "'", '"'}
# What spaCy leaves whole: "DON'T", "30weeks", "bp:212/120".
_PIECE = re.compile(r"n't\b|'(?:m|ve|re|ll|s|d)\b|(?:(?!n't\b)[^\W\d_])+|\d+(?:\.\d+)?")
_COMMAS = re.compile(r"[,;:()\[\]–—]{1,2}$")
SENTENCE, COMMA, NO_BREAK = 2, 1, 0

Doc.set_extension("source", default="", force=True)
Doc.set_extension("offsets", default=(), force=True)
Doc.set_extension("breaks", default=(), force=True)


class Word(NamedTuple):
    """A normalised word, the stem of the content that it begins with (`swell*`) or itself, and where it stands in its token."""

    norm: str
    stem: str
    start: int
    end: int


class Normaliser:
    """Turns messages, and the phrases of the content files, into words by the same rules.

    The `Doc` that comes out holds the words alone: matchers read `token.norm_`, and the stem from `token.lemma_`.
    `doc._.breaks` says what stood before each word (NO_BREAK, COMMA, SENTENCE), `doc._.offsets` where it stood in `doc._.source`.
    """

    def __init__(self, nlp: Language, safety: Safety) -> None:
        self._mended = {wrong: right for right, wrongs in safety.typos.items() for wrong in wrongs}
        self._stems = {stem for phrase in safety.patterns() for stem in re.findall(r"[^\W\d_]+\*", phrase.lower())}
        self._words_of = lru_cache(maxsize=20_000)(self._read)
        # The content's 20,000 phrases are made of a few thousand words.
        self._tokens = lru_cache(maxsize=20_000)(lambda text: [token.text for token in nlp.tokenizer(text)])

    def __call__(self, doc: Doc) -> Doc:
        """Return a `Doc` of the normalised words of `doc`."""
        words: list[Word] = []
        offsets: list[tuple[int, int]] = []
        breaks: list[int] = []
        pending = SENTENCE
        for token in doc:
            pending = max(pending, _break_of(token))
            for word in self._words_of(token.text):
                words.append(word)
                offsets.append((token.idx + word.start, token.idx + word.end))
                breaks.append(pending)
                pending = NO_BREAK
        plain = Doc(doc.vocab, words=[word.norm for word in words], lemmas=[word.stem for word in words])
        plain._.source, plain._.offsets, plain._.breaks = doc.text, offsets, breaks
        return plain

    def phrase(self, text: str) -> list[str]:
        """Return the normalised words of a phrase of the content files."""
        return [word.norm for part in text.split() for token in self._tokens(part) for word in self._words_of(token)]

    def stems(self, beginning: str) -> list[str]:
        """Return the stems that a word which begins with `beginning` may carry."""
        return [stem for stem in self._stems if stem.startswith(beginning)]

    def _read(self, text: str) -> tuple[Word, ...]:
        lower = text.lower().replace("’", "'").replace("‘", "'")
        lower = lower if lower.isascii() else "".join(unicodedata.normalize("NFKD", letter)[:1] for letter in lower)  # é is e
        if lower in _WHOLE or (lower.isalpha() and lower not in _DROPPED):
            return (self._word(lower, 0, len(text)),)
        pieces = _PIECE.finditer(lower) if lower not in _DROPPED else ()
        return tuple(self._word(piece.group(), *piece.span()) for piece in pieces if piece.group() not in _DROPPED)

    def _word(self, text: str, start: int, end: int) -> Word:
        norm = _WHOLE.get(text) or self._mended.get(text, text)
        stems = (f"{norm[:length]}*" for length in range(len(norm), 1, -1))
        return Word(norm, next((stem for stem in stems if stem in self._stems), norm), start, end)


def characters(span: Span) -> tuple[int, int]:
    """Return where the words of `span` stand in the visitor's message."""
    offsets = span.doc._.offsets
    return offsets[span.start][0], offsets[span.end - 1][1]


def _break_of(token: Token) -> int:
    text = token.text
    if text.isalnum():
        return NO_BREAK
    if "\n" in text or "…" in text or set(text) <= {".", "!", "?"}:
        return SENTENCE
    dash = text == "-" and bool(token.whitespace_) and (token.i == 0 or bool(token.nbor(-1).whitespace_))
    return COMMA if dash or _COMMAS.match(text) else NO_BREAK
