"""What a visitor reads beside the assistant's answers, checked on load."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, List, Mapping, TypeVar

from pydantic import Field, validator

from content.clinic import load_clinic
from content.facts import facts
from content.loading import CONTENT_FOLDER, Entry, load
from content.safety import load_safety
from content.topics import TOPICS

FILE = "channel_texts.yml"
FACTS = ("clinic_name", "phone", "emergency_number", "crisis_line")
_PLACEHOLDER = re.compile(r"{([^{}]*)}")


def _with_emergency_number(text: str) -> str:
    if "{emergency_number}" not in text:
        raise ValueError("does not say whom to call; put {emergency_number} where the number belongs")
    return text


def _with_crisis_line(text: str) -> str:
    if "{crisis_line}" not in text:
        raise ValueError("does not name the crisis line; put {crisis_line} where it belongs")
    return text


class Texts(Entry):
    """Texts in which facts may stand in braces."""

    @validator("*")
    def _holds_only_known_facts(cls, text: Any) -> Any:
        unknown = [name for name in _PLACEHOLDER.findall(text) if name not in FACTS] if isinstance(text, str) else []
        if unknown:
            known = ", ".join(f"{{{name}}}" for name in FACTS)
            raise ValueError(f"`{{{unknown[0]}}}` cannot be filled in here; use {known}, or leave it out")
        return text


SomeTexts = TypeVar("SomeTexts", bound=Texts)


class CallbackTexts(Texts):
    """What stands under the fields of the form "please call me back"."""

    form: str = Field(min_length=10)
    name: str = Field(min_length=10)
    contact: str = Field(min_length=10)
    phone: str = Field(min_length=10)
    email: str = Field(min_length=10)
    best_time: str = Field(min_length=10)
    consent: str = Field(min_length=10)


class WebsiteTexts(Texts):
    """The chat on the website; `starters` are topics."""

    greeting: str = Field(min_length=10)
    emergency: str = Field(min_length=10)
    privacy: str = Field(min_length=10)
    starters: List[str] = Field(min_items=3, max_items=3)
    too_fast: str = Field(min_length=10)
    too_large: str = Field(min_length=10)
    too_slow: str = Field(min_length=10)
    chat_over: str = Field(min_length=10)
    chat_erased: str = Field(min_length=10)
    button_gone: str = Field(min_length=10)
    callback: CallbackTexts

    @validator("emergency", "too_fast", "too_large")
    def _says_whom_to_call(cls, text: str) -> str:
        return _with_emergency_number(text)

    @validator("too_fast")
    def _says_whom_to_talk_to(cls, text: str) -> str:
        return _with_crisis_line(text)

    @validator("starters")
    def _are_different_topics(cls, starters: List[str]) -> List[str]:
        for topic in starters:
            if topic not in TOPICS:
                raise ValueError(f"there is no topic `{topic}`; the names stand in topics.yml")
            if starters.count(topic) > 1:
                raise ValueError(f"the topic `{topic}` stands twice; keep one")
        return starters


class MessagingTexts(Texts):
    """Telegram, WhatsApp, text messages, Messenger and Slack."""

    begin: str = Field(min_length=10)
    about: str = Field(min_length=10)
    choose: str = Field(min_length=4)
    no_text: str = Field(min_length=10)
    private_only: str = Field(min_length=10)
    stop: str = Field(min_length=10)
    start: str = Field(min_length=10)
    help: str = Field(min_length=10)

    @validator("about", "no_text")
    def _says_whom_to_call(cls, text: str) -> str:
        return _with_emergency_number(text)


class ChannelTexts(Texts):
    """The whole of `channel_texts.yml`."""

    empty: str = Field(min_length=10)
    trouble: str = Field(min_length=10)
    website: WebsiteTexts
    messaging: MessagingTexts

    @validator("trouble")
    def _says_whom_to_call(cls, text: str) -> str:
        return _with_emergency_number(text)


def filled(text: str, facts: Mapping[str, str]) -> str:
    """`text` with the facts that it names."""
    return _PLACEHOLDER.sub(lambda found: facts[found[1]], text)


def all_filled(texts: SomeTexts, known: Mapping[str, str]) -> SomeTexts:
    """A copy of `texts` in which each text has the facts that it names."""
    return texts.copy(update={name: _filled(value, known) for name, value in texts})


def _filled(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, Texts):
        return all_filled(value, known)
    return filled(value, known) if isinstance(value, str) else value


def load_channel_texts(folder: Path = CONTENT_FOLDER) -> ChannelTexts:
    """Read and check `channel_texts.yml` in `folder`.

    :raises ContentError: it is missing or wrong; the message says where and how to mend it.
    """
    return load(FILE, ChannelTexts, folder)


def load_filled_channel_texts(folder: Path = CONTENT_FOLDER) -> ChannelTexts:
    """The texts as a visitor reads them, with the facts of the clinic and its country.

    :raises ContentError: a file is missing or wrong.
    """
    known = facts(load_clinic(folder), load_safety(folder), datetime.now(timezone.utc))
    return all_filled(load_channel_texts(folder), known)
