"""A pressed button is read as its sentence; whatever else begins with a slash is only text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from content.topic_titles import load_topic_titles
from nlu.buttons import BUTTON, ButtonReader
from tests.component.conftest import Bench

TITLES = load_topic_titles()
RESPONSES: dict[str, Any] = yaml.load((Path(__file__).parents[2] / "domain.yml").read_bytes(), yaml.CSafeLoader)["responses"]
PAYLOADS = sorted(
    {button["payload"] for wordings in RESPONSES.values() for wording in wordings for button in wording.get("buttons", [])}
)


@pytest.fixture
def reader(bench: Bench) -> ButtonReader:
    """The component as Rasa builds it."""
    built: ButtonReader = bench.create(ButtonReader)
    return built


def read(reader: ButtonReader, text: str) -> Message:
    return reader.process([Message({TEXT: text})])[0]


@pytest.mark.parametrize("payload", [payload for payload in PAYLOADS if payload.startswith("/")])
def test_every_button_of_the_domain_is_read_as_its_sentence(reader: ButtonReader, payload: str) -> None:
    message = read(reader, payload)
    assert message.get(BUTTON) == payload[1:]
    assert message.get(TEXT) == TITLES.topics[payload[1:]].ask


@pytest.mark.parametrize("text", ["/restart", "/session_start", '/sleep{"condition": "x"}', "/", "//sleep", " /sleep", "sleep", "/SLEEP", ""])
def test_whatever_is_no_button_stays_text(reader: ButtonReader, text: str) -> None:
    message = read(reader, text)
    assert (message.get(BUTTON), message.get(TEXT)) == (None, text)


def test_a_message_without_text_is_left_alone(reader: ButtonReader) -> None:
    assert reader.process([Message({})])[0].get(BUTTON) is None


def test_training_sentences_stay_as_they_are(reader: ButtonReader) -> None:
    data = TrainingData([Message({TEXT: "/sleep", "intent": "sleep"})])
    assert [example.get(TEXT) for example in reader.process_training_data(data).training_examples] == ["/sleep"]
