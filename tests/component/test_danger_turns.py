"""Danger through the whole running assistant: each turn as a visitor sends it and as the staff find it recorded."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from content.clinic import load_clinic
from content.safety import load_safety
from tests.conversation.visitor import Visitor
from tools.running import Running

DATA = Path(__file__).parent.parent / "data"
PARAPHRASES, LOOK_ALIKES_THAT_MAY_ALARM = 6, 0.05
ALARMS = {"emergency", "crisis"}
MOST_THAT_ALARM_ALL_THE_SAME = 2
NO_ALARM_OF_ITS_OWN = "routine"
safety, clinic = load_safety(), load_clinic()


class Turn(NamedTuple):
    """What was said, of which kind it is, and what came back."""

    kind: str
    text: str
    topics: tuple[str, ...]
    replies: list[str]


def turns(assistant: Running, name: str) -> list[Turn]:
    """Every sentence of a data file, each as the first of a conversation of its own."""
    sentences: dict[str, list[str]] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))

    def take(kind: str, text: str) -> Turn:
        visitor = Visitor(assistant)
        topics = visitor.asks(text).topics
        return Turn(kind, text, topics, [str(reply.get("text", "")) for reply in visitor.replies])

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(take, kind, text) for kind, texts in sentences.items() for text in texts]
        return [turn.result() for turn in asked]


@pytest.fixture(scope="module")
def in_danger(assistant: Running) -> list[Turn]:
    """The turns of people in danger."""
    return turns(assistant, "red_flags.yml")


def test_everybody_in_danger_gets_the_alarm_and_nothing_beside_it(in_danger: list[Turn]) -> None:
    pressing = [turn for turn in in_danger if safety.red_flag(turn.kind).tier != NO_ALARM_OF_ITS_OWN]
    missed = [turn for turn in pressing if len(turn.topics) != 1 or not ALARMS & set(turn.topics) or len(turn.replies) != 1]
    assert missed == []
    caught = Counter(turn.kind for turn in pressing)
    assert min(caught.values()) >= PARAPHRASES
    assert len(caught) == len([flag for flag in safety.red_flags if flag.tier != NO_ALARM_OF_ITS_OWN])


def test_the_most_pressing_are_told_the_emergency_number_of_the_country(in_danger: list[Turn]) -> None:
    number = safety.country(clinic.country).emergency.split()[0]
    pressing = [turn for turn in in_danger if safety.red_flag(turn.kind).tier == "emergency"]
    assert [turn for turn in pressing if number not in turn.replies[0]] == []


def test_what_a_doctor_should_see_first_is_said_to_be_so(in_danger: list[Turn]) -> None:
    routine = [turn for turn in in_danger if safety.red_flag(turn.kind).tier == NO_ALARM_OF_ITS_OWN]
    assert len(routine) >= PARAPHRASES
    untold = [turn for turn in routine if "doctor" not in " ".join(turn.replies).lower()]
    assert [turn for turn in untold if not ALARMS & set(turn.topics)] == []
    assert len(untold) <= MOST_THAT_ALARM_ALL_THE_SAME


def test_what_only_sounds_like_danger_hardly_ever_alarms(assistant: Running) -> None:
    calm = turns(assistant, "look_alikes.yml")
    alarmed = [turn for turn in calm if ALARMS & set(turn.topics)]
    assert len(alarmed) <= LOOK_ALIKES_THAT_MAY_ALARM * len(calm), alarmed
