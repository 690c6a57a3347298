"""Loose phrases stand where spaCy's matcher finds them."""

from __future__ import annotations

import random

import spacy
from spacy.matcher import Matcher
from spacy.tokens import Doc

from nlu.loose_phrases import NUMBER, STAR, LoosePhrases

LANGUAGE = spacy.blank("en")
WORDS = ["swell", "swelling", "swollen", "my", "leg", "legs", "two", "38", "hot", "reswell", "a.b", "axb"]
IN_PHRASES = ["my", "leg", f"swell{STAR}", f"{STAR}swell", f"leg{STAR}", STAR, NUMBER, f"a.b{STAR}"]


def as_spacy_has_it(word: str) -> dict[str, object]:
    if word == STAR:
        return {}
    if word == NUMBER:
        return {"LIKE_NUM": True}
    pattern = word.replace(".", r"\.").replace(STAR, "[a-z]*")
    return {"LOWER": {"REGEX": f"^{pattern}$"}} if STAR in word else {"LOWER": word}


def test_they_are_found_where_spacy_finds_them() -> None:
    chance, phrases, matcher, seen = random.Random(5), LoosePhrases(), Matcher(LANGUAGE.vocab), 0
    for number in range(60):
        words = [*chance.choices(IN_PHRASES, k=chance.randint(0, 2)), "leg", *chance.choices(IN_PHRASES, k=chance.randint(0, 2))]
        chance.shuffle(words)
        phrases.add(f"phrase {number}", words)
        matcher.add(f"phrase {number}", [[as_spacy_has_it(word) for word in words]])
    for _ in range(300):
        doc = Doc(LANGUAGE.vocab, words=chance.choices(WORDS, k=chance.randint(0, 8)))
        expected = sorted((LANGUAGE.vocab.strings[key], start, end) for key, start, end in matcher(doc))
        seen += len(expected)
        assert sorted(phrases.find(doc)) == expected
    assert seen > 100
