"""What visitors read who write in another language than English, and how such messages put danger; checked on load."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Iterable, Literal

from pydantic import Field, StrictStr, root_validator, validator

from content.clinic import Clinic
from content.loading import CONTENT_FOLDER, Entry, load
from content.safety import Safety

FILE = "languages.yml"
# The entry for languages that we recognise as foreign and have no words in.
OTHER = "und"
# Scripts that several of our languages share, so that their words have to tell them apart.
SHARED_SCRIPTS = frozenset({"Latin", "Cyrillic", "Arabic"})
FEWEST_WORDS, FEWEST_PHRASES = 60, 15
_PLACEHOLDER = re.compile(r"{([^{}]*)}")
_PHRASE = re.compile(r"^(?:[^\s*]+\*?)(?: [^\s*]+\*?)*$")
# "999 (112 also works)": what stands in brackets is English. "Samaritans on 116 123": a name and its number.
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_CALLABLE = re.compile(r"\d[\d -]*\d|[a-z0-9-]+\.(?:com|org|net)\b")
_NAMED_NUMBER = re.compile(r"^(?P<name>[A-Z0-9][\w-]*)(?: on)? (?P<number>\d[\d -]*\d)$")
_NUMBERS = re.compile(r"^\d[\d -]*\d(?: or \d[\d -]*\d)*$")

Words = list[StrictStr]
Script = Literal[
    "Latin", "Cyrillic", "Arabic", "Greek", "Devanagari", "Bengali", "Gujarati", "Gurmukhi", "Han", "Hangul", "other"
]
Danger = Literal["emergency", "crisis"]


def _with_placeholders(text: str, *names: str) -> str:
    found = set(_PLACEHOLDER.findall(text))
    for name in names:
        if name not in found:
            raise ValueError(f"does not say whom to call; put {{{name}}} where the number belongs")
    for name in sorted(found - set(names)):
        known = ", ".join(f"{{{known}}}" for known in names)
        raise ValueError(f"`{{{name}}}` cannot be filled in here; use {known}, or leave it out")
    return text


class DangerPhrases(Entry):
    """How people write that somebody is in danger."""

    emergency: Words = Field(min_items=FEWEST_PHRASES)
    crisis: Words = Field(min_items=FEWEST_PHRASES)

    @validator("emergency", "crisis", each_item=True)
    def _can_be_found(cls, phrase: str) -> str:
        if not _PHRASE.match(phrase):
            raise ValueError(f"`{phrase}` is no phrase; write words with one space between, and `*` only at a word's end")
        return phrase


class Language(Entry):
    """One language: the three replies, and by what it and danger in it are known."""

    code: str = Field(regex=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?$")
    name: str = Field(min_length=3)
    confirm_before_launch: bool
    script: Script
    reply: str = Field(min_length=20)
    emergency: str = Field(min_length=20)
    crisis: str = Field(min_length=20)
    local_emergency: str = Field(min_length=3)
    local_crisis: str = Field(min_length=3)
    words: Words = []
    danger: DangerPhrases | None = None

    @validator("reply")
    def _reply_says_whom_to_call(cls, text: str) -> str:
        return _with_placeholders(text, "phone", "emergency_number")

    @validator("emergency")
    def _emergency_says_whom_to_call(cls, text: str) -> str:
        return _with_placeholders(text, "emergency_number")

    @validator("crisis")
    def _crisis_says_whom_to_call(cls, text: str) -> str:
        return _with_placeholders(text, "crisis_line", "emergency_number")

    @validator("words")
    def _can_be_told_apart(cls, words: list[str], values: dict[str, str]) -> list[str]:
        if values.get("script") in SHARED_SCRIPTS and len(words) < FEWEST_WORDS:
            raise ValueError(f"has {len(words)} words; others share its script, so give at least {FEWEST_WORDS}")
        return words

    @root_validator(skip_on_failure=True)
    def _knows_danger(cls, values: dict[str, object]) -> dict[str, object]:
        if values["code"] != OTHER and values["danger"] is None:
            raise ValueError(f"the language `{values['code']}` has no `danger`; add its phrases")
        return values


class Languages(Entry):
    """The whole of `languages.yml`."""

    english: Words = Field(min_items=100)
    borrowed: Words
    languages: list[Language]

    @validator("languages")
    def _codes_stand_once(cls, languages: list[Language]) -> list[Language]:
        codes = [language.code for language in languages]
        for code in codes:
            if codes.count(code) > 1:
                raise ValueError(f"the code `{code}` stands twice; keep one")
        if OTHER not in codes:
            raise ValueError(f"has no entry with code {OTHER}; add one for languages that are not listed")
        return languages

    @property
    def codes(self) -> list[str]:
        """Codes of all languages."""
        return [language.code for language in self.languages]

    def language(self, code: str | None) -> Language:
        """The language `code`, else the entry for languages that are not listed."""
        by_code = {language.code: language for language in self.languages}
        return by_code.get(code or OTHER, by_code[OTHER])


def replies_in(language: Language, clinic: Clinic, safety: Safety) -> dict[str, str]:
    """`reply`, `emergency` and `crisis` in `language`, with the clinic's phone and its country's numbers."""
    country = safety.country(clinic.country)
    facts = {
        "phone": clinic.contact.phone,
        "emergency_number": in_any_language(country.emergency, language.local_emergency),
        "crisis_line": in_any_language(country.crisis, language.local_crisis),
    }
    texts = {"reply": language.reply, "emergency": language.emergency, "crisis": language.crisis}
    return {name: _PLACEHOLDER.sub(lambda found: facts[found[1]], text) for name, text in texts.items()}


def in_any_language(whom: str, otherwise: str) -> str:
    """The name and number of `whom`, an entry of safety.yml, without its English words.

    "112 or 999" → "112 / 999"; "Samaritans on 116 123" → "Samaritans 116 123". Words without a number become
    `otherwise`, with the numbers and sites that they mention.
    """
    plain = _IN_BRACKETS.sub("", whom).strip()
    if _NUMBERS.match(plain):
        return plain.replace(" or ", " / ")
    named = _NAMED_NUMBER.match(plain)
    if named:
        return f"{named['name']} {named['number']}"
    mentioned = _CALLABLE.findall(whom)
    return f"{otherwise} ({', '.join(mentioned)})" if mentioned else otherwise


def phrases_of(language: Language) -> Iterable[tuple[Danger, str]]:
    """Each danger phrase of `language` with its kind."""
    if language.danger:
        yield from (("emergency", phrase) for phrase in language.danger.emergency)
        yield from (("crisis", phrase) for phrase in language.danger.crisis)


def load_languages(folder: Path = CONTENT_FOLDER) -> Languages:
    """Read and check `languages.yml` in `folder`.

    :raises ContentError: it is missing or wrong; the message says where and how to mend it.
    """
    return load(FILE, Languages, folder)
