"""The content matcher puts what it found on each message, in the corrected and in the visitor's own words."""

from __future__ import annotations

from functools import cache

import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.matchers import CONDITIONS, CONTRAINDICATIONS, RED_FLAGS, ContentMatcher
from nlu.speller import CORRECTED_TEXT
from tests.component.conftest import Bench


@cache
def matcher() -> ContentMatcher:
    """Made by whoever runs these tests: it takes a second."""
    return ContentMatcher()


def read(text: str, corrected: str | None = None) -> Message:
    message = Message({TEXT: text} if corrected is None else {TEXT: text, CORRECTED_TEXT: corrected})
    return matcher().process([message])[0]


def ids(message: Message, what: str) -> set[str]:
    return {found.id for found in message.get(what)}


def test_a_condition_a_caution_and_a_red_flag_are_found() -> None:
    message = read("i take warfarin for my sciatica and i have chest pain and my left arm is numb")
    assert "sciatica" in ids(message, CONDITIONS)
    assert "anticoagulants" in ids(message, CONTRAINDICATIONS)
    assert "chest_pain" in ids(message, RED_FLAGS)


def test_a_message_about_nothing_of_ours_holds_nothing() -> None:
    message = read("what time do you close")
    assert [message.get(what) for what in (CONDITIONS, CONTRAINDICATIONS, RED_FLAGS)] == [[], [], []]


def test_the_corrected_text_is_what_conditions_are_looked_for_in() -> None:
    assert ids(read("siatica?", "sciatica?"), CONDITIONS) == {"sciatica"}


def test_a_wrong_correction_hides_no_danger() -> None:
    message = read("i have chest pain and my left arm is numb", "i have cheap paint and my left farm is numbered")
    assert "chest_pain" in {hit.id for hit in message.get(RED_FLAGS) if hit.status == "alarm"}


def test_a_correction_that_uncovers_danger_is_heeded() -> None:
    message = read("i hav chst pian and my left arm is num", "i have chest pain and my left arm is numb")
    assert "chest_pain" in {hit.id for hit in message.get(RED_FLAGS) if hit.status == "alarm"}


def test_a_denied_danger_is_no_alarm() -> None:
    message = read("no chest pain, does massage help sleep")
    assert [hit for hit in message.get(RED_FLAGS) if hit.status == "alarm"] == []


def test_a_message_without_text_is_left_alone() -> None:
    assert read("").get(CONDITIONS) is None


def test_each_of_several_messages_keeps_its_own() -> None:
    first, second = matcher().process([Message({TEXT: "sciatica"}), Message({TEXT: "migraine"})])
    assert (ids(first, CONDITIONS), ids(second, CONDITIONS)) == ({"sciatica"}, {"migraine"})


@pytest.mark.parametrize("text", ["🙂", "?" * 500, "sleep " * 200, "\u202e", "a\x00b", "'; drop table"])
def test_odd_messages_do_no_harm(text: str) -> None:
    assert read(text).get(RED_FLAGS) == []


def test_rasa_builds_it_as_any_component(bench: Bench) -> None:
    (message,) = bench.create(ContentMatcher).process([Message({TEXT: "sciatica"})])
    assert ids(message, CONDITIONS) == {"sciatica"}
