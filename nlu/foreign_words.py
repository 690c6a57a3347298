"""A message in any language as plain words: lower case, without accents, the same however it was typed. No Rasa, no spaCy."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

# Letters that Unicode does not take apart into a letter and an accent, and Arabic letters typed on another keyboard.
_ALIKE = str.maketrans({
    "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o",
    "ك": "ک", "ي": "ی", "ى": "ی", "ة": "ه", "ہ": "ه", "ھ": "ه", "ے": "ی", "ؤ": "و", "ئ": "ی",
})  # fmt: skip
# Unicode's classes of the marks that are left out: nukta, Arabic vowels, marks above and below. Vowel signs of Indian scripts are none.
_MARKS = frozenset({7, *range(27, 37), *range(200, 241)})
_CJK = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
_LETTERS_A_SIGN = 3.0


def plain_words(text: str) -> list[str]:
    """The words of `text`; whatever is no letter parts two words."""
    apart = unicodedata.normalize("NFKD", text.lower())
    kept = "".join(sign for sign in apart if unicodedata.combining(sign) not in _MARKS)
    return _letters(unicodedata.normalize("NFC", kept).translate(_ALIKE)).split()


def accented_words(text: str) -> list[str]:
    """The words of `text` in lower case with their accents, one for each of `plain_words`."""
    return _letters(unicodedata.normalize("NFKC", text.lower())).split()


def script_of(text: str) -> str | None:
    """Name of the script that most of `text` is in, such as `Latin`; None where it has no two letters in a row and no Chinese sign."""
    weights: Counter[str] = Counter()
    longest = 0
    for word in accented_words(text):
        scripts = [_script(sign) for sign in word if unicodedata.category(sign)[0] == "L"]
        weights.update({script: scripts.count(script) * (_LETTERS_A_SIGN if script in _CJK else 1.0) for script in set(scripts)})
        longest = max(longest, len(scripts) + scripts.count("CJK"))  # one of its signs is a word
    if longest < 2:
        return None
    main = max(weights, key=lambda script: weights[script])
    return "Han" if main == "CJK" else main.capitalize()


@lru_cache(maxsize=2048)
def _script(sign: str) -> str:
    return unicodedata.name(sign, "UNKNOWN").split()[0]


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    """`sign` where it is part of a word, nothing where it is invisible, else a space."""
    category = unicodedata.category(sign)
    if category[0] in "LM":
        return sign
    return "" if category == "Cf" else " "


def _letters(text: str) -> str:
    return "".join(_plain(sign) for sign in text)
