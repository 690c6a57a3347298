"""Context: what is denied, past, imagined or dismissed, and whose it is, told by the extensions of a span."""

from __future__ import annotations

import pytest
from spacy.tokens import Span

from nlu.entities import entity_language

language = entity_language()


def span_of(text: str, name: str) -> Span:
    """The words `name` in the normalised `text`."""
    doc = language(text)
    words, sought = [token.norm_ for token in doc], name.split()
    start = next(place for place in range(len(words)) if words[place : place + len(sought)] == sought)
    return doc[start : start + len(sought)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("no chest pain, numbness or fever", "numbness"),
        ("no chest pain, numbness or fever", "fever"),
        ("I DON'T have any chest pain", "chest pain"),
        ("the scan came back and a stroke was ruled out", "stroke"),
        ("heart attack and stroke were ruled out", "heart attack"),
        ("she doesn't think she has a clot", "clot"),
    ],
)
def test_a_denial_is_heard(text: str, name: str) -> None:
    assert span_of(text, name)._.is_negated


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("i've never had pain like this", "pain"),
        ("no fever, my chest hurts", "chest hurts"),
        ("no chest pain but my arm is numb", "numb"),
        ("a clot has not been ruled out", "clot"),
        ("they want to rule out a stroke", "stroke"),
        ("can't move my neck", "neck"),
        ("not only a headache", "headache"),
    ],
)
def test_what_only_sounds_like_a_denial_is_none(text: str, name: str) -> None:
    assert not span_of(text, name)._.is_negated


def test_the_past_reaches_over_its_clause() -> None:
    assert span_of("pre-eclampsia five years ago", "eclampsia")._.is_historical
    assert span_of("in 2015 i had cancer", "cancer")._.is_historical
    assert not span_of("a stroke years ago and now my face droops", "face")._.is_historical
    assert not span_of("a funny turn, gone now", "funny turn")._.is_historical


def test_what_nobody_has_is_hypothetical() -> None:
    assert span_of("what happens if someone has a seizure", "seizure")._.is_hypothetical
    assert not span_of("i think i am having a seizure", "seizure")._.is_hypothetical


def test_a_dismissed_subject_is_not_denied() -> None:
    for text in ("headaches aside, my neck", "headaches are not the problem", "forget headaches"):
        assert span_of(text, "headaches")._.is_dismissed
        assert not span_of(text, "headaches")._.is_negated


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("my mum had a stroke", "mother"),
        ("my husband is worried he had a stroke", "husband"),
        ("my friend who lives abroad had a stroke", "friend"),
        ("my nan is 82. she had a stroke", "grandparent"),
        ("can my kid come after a stroke", "child"),
        ("a stroke in my mum", "mother"),
        ("my wife says i had a stroke", "self"),
        ("he had a stroke", "other"),
        ("stroke", None),
    ],
)
def test_it_tells_whose_body_it_is(text: str, who: str | None) -> None:
    assert span_of(text, "stroke")._.experiencer == who
