"""What a visitor reads beside the assistant's answers, checked on load."""

from __future__ import annotations

import re
from pathlib import Path
from typing import List, Mapping

from pydantic import Field, validator

from content.loading import CONTENT_FOLDER, Entry, load
from content.topics import TOPICS

FILE = "channel_texts.yml"
FACTS = ("clinic_name", "phone", "emergency_number")
_PLACEHOLDER = re.compile(r"{([^{}]*)}")


def _with_known_facts(text: str) -> str:
    unknown = [name for name in _PLACEHOLDER.findall(text) if name not in FACTS]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in FACTS)
        raise ValueError(f"`{{{unknown[0]}}}` cannot be filled in here; use {known}, or leave it out")
    return text


def _with_emergency_number(text: str) -> str:
    if "{emergency_number}" not in text:
        raise ValueError("does not say whom to call; put {emergency_number} where the number belongs")
    return text


class CallbackTexts(Entry):
    """What stands under the fields of the form "please call me back"."""

    form: str = Field(min_length=10)
    name: str = Field(min_length=10)
    contact: str = Field(min_length=10)
    phone: str = Field(min_length=10)
    email: str = Field(min_length=10)
    best_time: str = Field(min_length=10)
    consent: str = Field(min_length=10)


class WebsiteTexts(Entry):
    """The chat on the website; `starters` are topics."""

    greeting: str = Field(min_length=10)
    emergency: str = Field(min_length=10)
    privacy: str = Field(min_length=10)
    starters: List[str] = Field(min_items=3, max_items=3)
    too_fast: str = Field(min_length=10)
    too_slow: str = Field(min_length=10)
    chat_over: str = Field(min_length=10)
    chat_erased: str = Field(min_length=10)
    button_gone: str = Field(min_length=10)
    callback: CallbackTexts

    @validator("greeting", "emergency", "privacy")
    def _holds_only_known_facts(cls, text: str) -> str:
        return _with_known_facts(text)

    @validator("emergency")
    def _says_whom_to_call(cls, text: str) -> str:
        return _with_emergency_number(text)

    @validator("starters")
    def _are_different_topics(cls, starters: List[str]) -> List[str]:
        for topic in starters:
            if topic not in TOPICS:
                raise ValueError(f"there is no topic `{topic}`; the names stand in topics.yml")
            if starters.count(topic) > 1:
                raise ValueError(f"the topic `{topic}` stands twice; keep one")
        return starters


class MessagingTexts(Entry):
    """Telegram, WhatsApp, text messages, Messenger and Slack."""

    begin: str = Field(min_length=10)
    about: str = Field(min_length=10)
    choose: str = Field(min_length=4)
    no_text: str = Field(min_length=10)
    private_only: str = Field(min_length=10)
    stop: str = Field(min_length=10)
    start: str = Field(min_length=10)
    help: str = Field(min_length=10)

    @validator("begin", "about", "private_only", "stop", "start", "help")
    def _holds_only_known_facts(cls, text: str) -> str:
        return _with_known_facts(text)

    @validator("about")
    def _says_whom_to_call(cls, text: str) -> str:
        return _with_emergency_number(text)


class ChannelTexts(Entry):
    """The whole of `channel_texts.yml`; `{limit}` in `too_long` is the number of characters."""

    too_long: str = Field(min_length=10)
    empty: str = Field(min_length=10)
    trouble: str = Field(min_length=10)
    website: WebsiteTexts
    messaging: MessagingTexts


def filled(text: str, facts: Mapping[str, str]) -> str:
    """`text` with the facts that it names."""
    return _PLACEHOLDER.sub(lambda found: facts[found[1]], text)


def load_channel_texts(folder: Path = CONTENT_FOLDER) -> ChannelTexts:
    """Read and check `channel_texts.yml` in `folder`.

    :raises ContentError: it is missing or wrong; the message says where and how to mend it.
    """
    return load(FILE, ChannelTexts, folder)
