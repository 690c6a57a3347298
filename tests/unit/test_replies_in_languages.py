"""A visitor who writes in another language is answered in it, with nothing but Rasa running."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from content.clinic import load_clinic
from content.languages import load_languages, replies_in
from content.loading import CONTENT_FOLDER
from content.safety import load_safety
from core.response_generator import LANGUAGE_WORDS, ClinicResponseGenerator

DOMAIN = Domain.load(str(CONTENT_FOLDER.parent / "domain.yml"))
TOPICS = {"other_language": "out_of_scope", "other_language_emergency": "emergency", "other_language_crisis": "crisis"}


@pytest.fixture(scope="module")
def generator() -> ClinicResponseGenerator:
    return ClinicResponseGenerator(None, DOMAIN)


def message(intent: str, code: str | None = None) -> list[Event]:
    entities = [{"entity": "language", "value": code}] if code else []
    return [ActionExecuted("action_listen"), UserUttered("...", {"name": intent}, entities)]


def say(generator: ClinicResponseGenerator, intent: str, *events: Event) -> dict[str, Any]:
    tracker = DialogueStateTracker.from_events("visitor", events, DOMAIN.slots)
    reply = asyncio.run(generator.generate(f"utter_{intent}", tracker, "website"))
    assert reply is not None
    return reply


@pytest.mark.parametrize("intent", LANGUAGE_WORDS)
@pytest.mark.parametrize("code", load_languages().codes)
def test_each_reply_comes_in_the_language_of_the_message_and_under_its_topic(
    generator: ClinicResponseGenerator, intent: str, code: str
) -> None:
    reply = say(generator, intent, *message(intent, code))
    replies = replies_in(load_languages().language(code), load_clinic(), load_safety())
    assert reply["text"] == replies[LANGUAGE_WORDS[intent]]
    assert reply["topics"] == [TOPICS[intent]]


def test_a_yes_after_an_alarm_is_answered_in_the_language_of_the_alarm(generator: ClinicResponseGenerator) -> None:
    alarm = message("other_language_emergency", "pl")
    assert "natychmiast" in say(generator, "other_language_emergency", *alarm, *message("affirm"))["text"]


def test_a_language_that_is_not_listed_is_answered_in_plain_english(generator: ClinicResponseGenerator) -> None:
    assert "English only" in say(generator, "other_language", *message("other_language", "xx"))["text"]
