"""The content of languages.yml is whole in every language, and a mistake in it is told with place and mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from content.clinic import load_clinic
from content.languages import FILE, OTHER, SHARED_SCRIPTS, Language, in_any_language, load_languages, replies_in
from content.loading import CONTENT_FOLDER, ContentError
from content.safety import load_safety
from nlu.foreign_words import script_of

CONTENT, CLINIC, SAFETY = load_languages(), load_clinic(), load_safety()
LANGUAGES = [language for language in CONTENT.languages if language.code != OTHER]
IN_ENGLISH = ("your ", "local ", "crisis ", "lists", "call, text", "also works", " on ")
Content = dict[str, Any]

each_language = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)


def test_the_languages_most_spoken_at_home_are_there() -> None:
    spoken = "pl ro pa pa-Latn ur ur-Latn pt es ar bn gu it fr de zh vi tl ko ru uk tr nl cs el hi lt hu bg fa"
    assert set(spoken.split()) <= set(CONTENT.codes)


@each_language
def test_each_reply_gives_the_clinics_phone_and_the_countrys_numbers(language: Language) -> None:
    replies = replies_in(language, CLINIC, SAFETY)
    assert CLINIC.contact.phone in replies["reply"]
    assert all("999" in reply for reply in replies.values())
    assert "Samaritans 116 123" in replies["crisis"]
    assert not any("{" in reply for reply in replies.values())


@each_language
def test_each_reply_is_in_the_languages_own_script(language: Language) -> None:
    for reply in (language.reply, language.emergency, language.crisis):
        assert script_of(reply) == language.script


@each_language
@pytest.mark.parametrize("country", [country.code for country in SAFETY.countries])
def test_a_reply_holds_no_english_words_of_the_countrys_entry(language: Language, country: str) -> None:
    abroad = CLINIC.copy(update={"country": country})
    for reply in replies_in(language, abroad, SAFETY).values():
        own = (language.local_emergency, language.local_crisis)
        assert not [words for words in IN_ENGLISH if words in reply and not any(words.strip() in text for text in own)]


def test_nothing_is_said_to_be_confirmed_that_no_native_speaker_has_read() -> None:
    assert all(language.confirm_before_launch for language in CONTENT.languages)


def test_languages_that_share_a_script_have_words_to_be_told_apart() -> None:
    assert {language.script for language in LANGUAGES if language.words} == SHARED_SCRIPTS


@pytest.mark.parametrize(
    ("whom", "told"),
    [
        ("911", "911"),
        ("999 (112 also works)", "999"),
        ("112 or 999", "112 / 999"),
        ("Samaritans on 116 123", "Samaritans 116 123"),
        ("988 (call, text or chat)", "988"),
        ("your local emergency number", "numer"),
        ("your country's crisis line (116 123 in several countries)", "numer (116 123)"),
        ("a local crisis helpline (findahelpline.com lists them) or the emergency services", "numer (findahelpline.com)"),
    ],
)
def test_a_countrys_english_words_become_words_of_the_language(whom: str, told: str) -> None:
    assert in_any_language(whom, "numer") == told


def test_an_unknown_language_gets_the_entry_for_all_others() -> None:
    assert CONTENT.language("xx") is CONTENT.language(None) is CONTENT.language(OTHER)


def mistaken(folder: Path, change: Callable[[Content], None]) -> str:
    content: Content = yaml.load((CONTENT_FOLDER / FILE).read_text(encoding="utf-8"), yaml.CSafeLoader)
    change(content)
    (folder / FILE).write_text(yaml.dump(content, sort_keys=False, Dumper=yaml.CSafeDumper), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        load_languages(folder)
    assert FILE in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda content: content["languages"][0].update(reply="Proszę zadzwonić do nas: {phone}."), "put {emergency_number}"),
        (lambda content: content["languages"][0].update(crisis="Zadzwoń: {crisis_line}, {emergency_number}, {fone}."), "`{fone}` cannot be filled in"),
        (lambda content: content["languages"][0].update(words=["nie"]), "has 1 words; others share its script"),
        (lambda content: content["languages"][0].pop("danger"), "has no `danger`"),
        (lambda content: content["languages"][0]["danger"].update(crisis=["samobójstwo"]), "languages.0.danger.crisis"),
        (lambda content: content["languages"][0]["danger"]["crisis"].append("* mnie bije"), "is no phrase"),
        (lambda content: content["languages"][0]["words"].append(False), "languages.0.words"),
        (lambda content: content["languages"][0].update(code="ro"), "the code `ro` stands twice"),
        (lambda content: content["languages"].pop(), "no entry with code und"),
        (lambda content: content["languages"][0].pop("confirm_before_launch"), "confirm_before_launch: field required"),
    ],
)
def test_a_mistake_is_told_with_place_and_mend(tmp_path: Path, change: Callable[[Content], None], told: str) -> None:
    assert told in mistaken(tmp_path, change)
