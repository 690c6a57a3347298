"""Typos and chat-speak, and words that only look like typos."""

from __future__ import annotations

import pytest

from nlu.speller import Speller, lexicon_of
from nlu.vocabulary import english_words


@pytest.fixture(scope="module")
def speller() -> Speller:
    """A speller over the content's names and some words that a clinic's visitors use."""
    english = english_words()
    often = "massage appointment cancel therapist benefits flexibility price"
    return Speller(english, lexicon_of([often] * 3, english))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("headakes", "headaches"),
        ("diabetis", "diabetes"),
        ("fibromialgia", "fibromyalgia"),
        ("insomina", "insomnia"),
        ("hw do u cancle", "how do you cancel"),
        ("is a massge ok", "is a massage ok"),
        ("on warferin", "on warfarin"),
        ("flexability", "flexibility"),
        ("wots d price 4 1hr", "what's the price for 1 hour"),
        ("book 4 me, 2 hrs", "book for me, 2 hours"),
        ("want 2 book", "want to book"),
        ("dose it hurt", "does it hurt"),
    ],
)
def test_a_misspelt_word_is_read_as_the_word_that_is_meant(speller: Speller, typed: str, meant: str) -> None:
    assert speller.correct(typed) == meant


@pytest.mark.parametrize("text", ["chess", "vitamin d tablets", "i d like that", "open at 4 on friday", "4 weeks pregnant", "dose of warfarin", "refund the insurer", "placebo steroid",
    "atenolol and candesartan", "vasculitis", "giant cell arteritis", "crutches", "my cat Biscuit", "paint the wall", "who is Lamborghini", "İstanbul", "10:30?", ""])
def test_a_word_that_is_right_stays_as_it_is(speller: Speller, text: str) -> None:
    assert speller.correct(text) == text


def test_everything_between_the_words_stays(speller: Speller) -> None:
    assert speller.correct("headakes,  & 2 kids!") == "headaches,  & 2 kids!"
