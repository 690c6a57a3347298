"""The content of treatments.yml is whole and careful, and what visitors call a treatment is found."""

from __future__ import annotations

import re

import pytest

from content.treatments import MOST_WORDS, OPENINGS, Treatment, load_treatments
from nlu.contraindications import ContraindicationMention
from nlu.entities import entity_language
from nlu.speller import Speller, lexicon_of
from nlu.vocabulary import english_words

content = load_treatments()

MOST_WORDS_OF_A_SENTENCE = 30
# A pupil of 12 is in the UK's year 7; a grade of Flesch and Kincaid is a school year of the US, one lower.
HARDEST_GRADE = 7.5
# Each of these means something else as well; a name must say more than one of them.
ORDINARY = set("coil port pill patch plate pump line drain bag tube mesh ring rod bar pins screws shunt bypass stump fusion drip".split())
TO_STOP = re.compile(r"\b(?:stop|skip|miss|leave off|halve|reduce|pause|come off)\b[^.]{0,40}\b(?:medicines?|tablets?|dose|patch|it|them|taking)\b")

every_treatment = pytest.mark.parametrize("entry", content.treatments, ids=lambda entry: entry.id)


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?]) ", text)


def syllables(word: str) -> int:
    spoken = re.sub(r"(?<=[^aeiouyl])e$|(?<=[^aeiouytd])ed$|(?<=[^aeiouyscxz])es$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", spoken)))


def school_year(text: str) -> float:
    """Grade of Flesch and Kincaid."""
    words = re.findall(r"[A-Za-z'-]+", text)
    return 0.39 * len(words) / len(sentences(text)) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def mentions_in(text: str) -> tuple[ContraindicationMention, ...]:
    return tuple(entity_language()(text)._.contraindications)


def found(text: str) -> list[tuple[str, str]]:
    return [(mention.id, mention.status) for mention in mentions_in(text)]


def test_there_are_enough_names_in_enough_classes_of_every_kind() -> None:
    medicines = [entry for entry in content.treatments if entry.kind in ("medicine", "treatment")]
    assert len(medicines) >= 25
    assert sum(len(entry.names) for entry in medicines) >= 200
    assert sum(len(entry.names) for entry in content.treatments) >= 150
    assert {entry.kind for entry in content.treatments} == {"medicine", "treatment", "operation", "implant", "device"}


def test_no_clinician_has_confirmed_the_answers_yet() -> None:
    assert content.reviewed is False


@every_treatment
def test_the_first_sentence_says_whether_one_may_come(entry: Treatment) -> None:
    first = sentences(entry.answer)[0]
    assert first.startswith(OPENINGS[entry.level])
    assert len(first.split()) >= 3


@every_treatment
def test_an_answer_is_short_and_easy_to_read(entry: Treatment) -> None:
    assert 2 <= len(sentences(entry.answer)) <= 3
    assert len(entry.answer.split()) <= MOST_WORDS
    assert max(len(sentence.split()) for sentence in sentences(entry.answer)) <= MOST_WORDS_OF_A_SENTENCE
    assert school_year(entry.answer) <= HARDEST_GRADE


@every_treatment
def test_an_answer_stands_as_it_is_and_never_advises_to_stop_a_medicine(entry: Treatment) -> None:
    assert not re.search(r"[{}\[\]<>*_]", entry.answer)
    assert not {"cure", "cures", "treats", "guarantee"} & set(entry.answer.lower().split())
    advice = re.sub(r"never stop", "", entry.answer.lower())
    assert not TO_STOP.search(advice)


@pytest.mark.parametrize("entry", [entry for entry in content.treatments if entry.kind == "operation"], ids=lambda entry: entry.id)
def test_an_operation_says_what_holds_by_the_time_since(entry: Treatment) -> None:
    assert re.search(r"\b(?:days?|weeks?|months?)\b", entry.answer)
    assert re.search(r"\b(?:later|after that|years later|once|until)\b", entry.answer.lower())


@every_treatment
def test_an_answer_rests_on_named_sources(entry: Treatment) -> None:
    assert all(source.title and source.publisher for source in content.sources_of(entry.id))


def test_every_source_is_used() -> None:
    assert set(content.sources) == {key for entry in content.treatments for key in entry.sources}


@every_treatment
def test_every_name_is_found_as_its_own_treatment(entry: Treatment) -> None:
    for name in entry.names:
        text = " ".join("left" if word == "*" else word.rstrip("*") for word in name.split())
        mentions = mentions_in(text)
        assert [(mention.id, mention.start_char) for mention in mentions] == [(entry.id, 0)], name


@every_treatment
def test_no_name_is_an_ordinary_word(entry: Treatment) -> None:
    assert not ORDINARY & set(entry.names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on apixaban since march", "anticoagulants"),
        ("the doc put me on bisoprolol", "beta_blockers"),
        ("dad's had a triple bypass", "heart_surgery"),
        ("got the coil fitted last thursday", "coil_iud"),
        ("is it alright with my port still in", "central_line"),
        ("been taking the pill for years", "contraceptive_pill"),
        ("started mounjaro a fortnight back", "weight_loss_injections"),
        ("my nan wears a fentanyl patch", "pain_patches"),
        ("im on 20mg of citalapram", "antidepressants"),
        ("they gave me amoxicilin for my chest", "antibiotics"),
        ("had both cataracts done in the spring", "eye_surgery"),
        ("l5 s1 fusion eighteen months on", "spinal_fusion"),
        ("6 wks after my gallbladder was out, i mean gall bladder removed", "tummy_surgery"),
        ("i've a stoma bag, can you work round it", "stoma_bag"),
        ("plates and screws in my ankle", "metalwork"),
        ("spinal cord stimulator went in last year", "nerve_stimulator"),
        ("i take methotrexate on fridays", "dmards"),
        ("humira every other week", "biologics"),
        ("on prep, does it matter", "hiv_medicines"),
        ("three years on methadone", "recovery_medicines"),
        ("dialysis mon wed fri", "dialysis"),
        ("omnipod on my tummy", "diabetes_devices"),
        ("had the snip on friday", "vasectomy"),
        ("sumatriptan this morning", "migraine_medicines"),
        ("ritalin for my adhd", "adhd_medicines"),
    ],
)
def test_what_visitors_say_is_found(text: str, expected: str) -> None:
    assert expected in [name for name, _ in found(text)]


def test_a_medicine_that_is_denied_is_known_as_denied() -> None:
    assert found("i'm not on warfarin") == [("anticoagulants", "denied")]


def test_an_operation_of_long_ago_is_one_of_the_past() -> None:
    assert found("knee replacement in 2016") == [("joint_replacement", "past")]


@pytest.mark.parametrize(
    "text",
    [
        "do i get a discount if i pay in cash",
        "are your therapists dbs checked",
        "is there parking by the bypass",
        "the pumps in the shower did not work",
        "a bag of knots in my neck",
        "the train line to the port is shut",
        "hot stones or swedish",
        "can i plate up a booking for two",
        "is yasmin working on saturday",
    ],
)
def test_ordinary_words_are_no_treatment(text: str) -> None:
    assert found(text) == []


def test_every_typo_is_read_as_a_word_of_some_treatment() -> None:
    words = {word.rstrip("*") for entry in content.treatments for name in entry.names for word in name.split()}
    words |= {f"{word}s" for word in words}
    assert set(content.typos) <= words
    assert not words & {typo for wrong in content.typos.values() for typo in wrong}
    for right, wrong in content.typos.items():
        for typo in wrong:
            assert found(f"on {typo} now") == found(f"on {right} now"), typo


@pytest.mark.parametrize("word", ["refunds", "referral", "remedial", "prescribe", "prepaid", "asdf"])
def test_a_word_of_other_questions_is_not_mended_to_a_word_of_a_treatment(word: str) -> None:
    known = english_words()
    assert Speller(known, lexicon_of([], known)).correct(word) == word
