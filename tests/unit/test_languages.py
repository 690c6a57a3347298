"""A message in another language is noticed, danger in it is found, and English stays English."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml

from content.languages import OTHER, Danger, load_languages, phrases_of
from nlu.foreign_words import plain_words
from nlu.languages import find_danger, language_of

PROJECT = Path(__file__).parents[2]


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (PROJECT / "tests" / "data" / name).read_text(encoding="utf-8").splitlines()]


MESSAGES, SECOND = read("languages.jsonl"), read("languages_second.jsonl")
ENGLISH = [message["text"] for message in MESSAGES if message["language"] is None]
CODES = [code for code in load_languages().codes if code != OTHER]
PHRASES = [
    (language.code, danger, phrase) for language in load_languages().languages for danger, phrase in phrases_of(language)
]
# What the patterns of `safety.yml` know beside English; the languages' own phrases know it too.
FOREIGN_RED_FLAGS = {"herzinfarkt", "mi padre tiene dolor de pecho", "kriege keine luft", "no puedo respirar bien"}
FOREIGN_RED_FLAGS |= {"voglio morire", "no quiero vivir", "nie chce zyc"}
LEAST_RIGHT, MOST_ENGLISH_TAKEN_FOR_FOREIGN = 0.85, 0.005


def messages_in(code: str) -> list[dict[str, Any]]:
    return [message for message in MESSAGES if message["language"] == code]


def danger_in(text: str) -> Danger | None:
    danger, _ = find_danger(text) or (None, None)
    return danger


def without_accents(text: str) -> str:
    """As people type who have no such keys; letters of scripts other than Latin, Greek and Cyrillic stay."""
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if unicodedata.combining(sign) < 200)).replace("ł", "l").replace("ı", "i")


@pytest.mark.parametrize("code", CODES)
def test_there_are_short_messages_and_danger_of_both_kinds_in_each_language(code: str) -> None:
    messages = messages_in(code)
    assert len(messages) >= 25
    assert sum(len(message["text"].split()) <= 3 for message in messages) >= 5
    assert {message.get("danger") for message in messages} == {None, "emergency", "crisis"}


@pytest.mark.parametrize("code", CODES)
def test_most_messages_of_each_language_are_recognised(code: str) -> None:
    right = [language_of(message["text"]) == code for message in messages_in(code)]
    assert sum(right) / len(right) >= LEAST_RIGHT


@pytest.mark.parametrize("code", CODES)
def test_danger_in_each_language_is_found_and_told_from_ordinary_questions(code: str) -> None:
    wrong = [(message["text"], danger_in(message["text"])) for message in messages_in(code) if danger_in(message["text"]) != message.get("danger")]
    assert wrong == []


def test_messages_that_the_words_were_not_chosen_for_are_recognised_too() -> None:
    right = [language_of(message["text"]) == message["language"] for message in SECOND]
    assert sum(right) / len(right) >= LEAST_RIGHT
    assert [message["text"] for message in SECOND if danger_in(message["text"]) != message.get("danger")] == []


@pytest.mark.parametrize("code", CODES)
def test_danger_is_found_without_accents_and_in_capitals(code: str) -> None:
    dangers = [message for message in messages_in(code) if message.get("danger")]
    for change in (without_accents, str.upper):
        assert [message["text"] for message in dangers if danger_in(change(message["text"])) != message["danger"]] == []


def test_each_phrase_is_found_where_it_stands_alone() -> None:
    """One of words that English has too, such as a French "suicide", counts only beside others of its language."""
    content = load_languages()
    english = {word for text in (*content.english, *content.borrowed) for word in plain_words(text)}
    lost = [phrase for _, _, phrase in PHRASES if not find_danger(phrase.replace("*", ""))]
    assert [phrase for phrase in lost if not english.issuperset(plain_words(phrase))] == []


def test_english_messages_stay_english() -> None:
    foreign = [text for text in ENGLISH if language_of(text)]
    assert len(ENGLISH) >= 300
    assert len(foreign) <= MOST_ENGLISH_TAKEN_FOR_FOREIGN * len(ENGLISH), foreign


def test_no_english_message_raises_a_foreign_alarm() -> None:
    flags = yaml.safe_load((PROJECT / "tests" / "data" / "red_flags.yml").read_text(encoding="utf-8"))
    texts = [*ENGLISH, *(text for texts in flags.values() for text in texts)]
    assert {text for text in texts if danger_in(text)} == FOREIGN_RED_FLAGS


def test_hardly_a_sentence_that_the_assistant_learns_is_taken_for_foreign() -> None:
    data = yaml.safe_load((PROJECT / "data" / "nlu.yml").read_text(encoding="utf-8"))
    sentences = [
        line.removeprefix("- ")
        for block in data["nlu"]
        if block["intent"] != "out_of_scope"  # it holds sentences in other languages
        for line in block["examples"].splitlines()
    ]
    foreign = [text for text in sentences if language_of(text) or danger_in(text)]
    assert len(foreign) <= MOST_ENGLISH_TAKEN_FOR_FOREIGN * len(sentences), foreign


@pytest.mark.parametrize("text", ["", " ", "?!", "123", "👍", "🤰🏽", "¯\\_(ツ)_/¯", "ಠ_ಠ", "Ж", "\u202e", "a\x00b", "hola", "merci", "si"])
def test_too_little_to_say_is_no_language(text: str) -> None:
    assert (language_of(text), danger_in(text)) == (None, None)


@pytest.mark.parametrize("text", ["こんにちは", "สวัสดีครับ", "שלום", "வணக்கம்", "გამარჯობა"])
def test_a_language_that_we_have_no_words_in_is_noticed_by_its_script(text: str) -> None:
    assert language_of(text) == OTHER


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hi, ile kosztuje masaż?", "pl"),
        ("What does 推拿 mean?", None),
        ("请问 massage 多少钱", "zh"),
        ("this is Łukasz Wójcik, can I book", None),
        ("does José work on sundays", None),
        ("𝗵𝗼𝘄 𝗺𝘂𝗰𝗵 𝗶𝘀 𝗶𝘁", None),
    ],
)
def test_a_mixed_message_is_in_the_language_of_most_of_it(text: str, code: str | None) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("me duele muchísimo el pecho", "emergency"),
        ("infarto", "emergency"),
        ("hi, my dad, zawał serca, help", "emergency"),
        ("quiero morir, ya tomé una sobredosis", "emergency"),
        ("masaż pleców i ból głowy", None),
        ("me duele la espalda", None),
    ],
)
def test_danger_is_found_between_other_words_and_an_emergency_goes_first(text: str, danger: Danger | None) -> None:
    assert danger_in(text) == danger


def test_a_very_long_message_is_read_in_a_moment() -> None:
    assert language_of("czy mogę przyjść " * 2000) == "pl"
    assert danger_in("nie " * 5000) is None
