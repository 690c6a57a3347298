"""Our tracker tells what Rasa's tells, over conversations of every kind."""

from __future__ import annotations

import random
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

from core.tracker import TURNS_KEPT, ClinicTracker

DOMAIN = Domain.load("domain.yml")
UNUSUAL = (Restarted, UserUtteranceReverted, SessionStarted, lambda: ActiveLoop("some_form"))


def turn(chance: random.Random, text: str = "x") -> list[Event]:
    entities = [{"entity": "condition", "value": "insomnia", "start": 0, "end": 0}] if chance.random() < 0.5 else []
    said = UserUttered(text, {"name": chance.choice(sorted(DOMAIN.intents)), "confidence": 0.9}, entities)
    first = [said] if chance.random() < 0.2 else [said, DefinePrevUserUtteredFeaturization(False)]
    hides = chance.random() < 0.5
    answer = ActionExecuted(chance.choice(sorted(DOMAIN.responses)), hide_rule_turn=hides)
    return [*first, SlotSet("condition", ["insomnia"]), answer, BotUttered("y"), ActionExecuted("action_listen", hide_rule_turn=hides)]


def conversation(chance: random.Random, unusual: bool) -> list[Event]:
    begun = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
    events = begun if chance.random() < 0.8 else []
    for _ in range(chance.randint(0, 9)):
        events = [*events, *turn(chance)]
        if unusual and chance.random() < 0.3:
            events.append(chance.choice(UNUSUAL)())
    return events[: len(events) - chance.randint(0, 4)]


def both(events: list[Event]) -> tuple[ClinicTracker, DialogueStateTracker]:
    return tuple(kind.from_events("visitor-1", events, DOMAIN.slots) for kind in (ClinicTracker, DialogueStateTracker))  # type: ignore[return-value]


def long_conversation(turns: int) -> ClinicTracker:
    chance = random.Random(3)
    events = [SessionStarted(), ActionExecuted("action_listen"), *(event for number in range(turns) for event in turn(chance, str(number)))]
    return both(events)[0]


def said(tracker: DialogueStateTracker) -> list[str]:
    return [str(event.text) for event in tracker.events if isinstance(event, UserUttered)]


@pytest.mark.parametrize("unusual", [False, True])
def test_policies_see_what_they_see_in_rasas_tracker(unusual: bool) -> None:
    chance, seen = random.Random(11), 0
    for _ in range(200):
        ours, rasas = both(conversation(chance, unusual))
        assert ours.applied_events() == rasas.applied_events()
        for options in ({}, {"ignore_rule_only_turns": True}, {"omit_unset_slots": True}):
            expected: Any = rasas.past_states(DOMAIN, **options)
            seen += len(expected)
            assert ours.past_states(DOMAIN, **options) == expected
    assert seen > 2_000


def test_a_message_that_was_read_is_read_again_once_it_counts_otherwise() -> None:
    ours, rasas = both([ActionExecuted("action_listen"), UserUttered("x", {"name": "greet"})])
    assert ours.past_states(DOMAIN) == rasas.past_states(DOMAIN)
    for tracker in (ours, rasas):
        tracker.update(DefinePrevUserUtteredFeaturization(False))
    assert ours.past_states(DOMAIN) == rasas.past_states(DOMAIN)


def test_a_copy_is_alike_and_changes_by_itself() -> None:
    tracker = long_conversation(3)
    before = tracker.current_state(EventVerbosity.ALL)
    twin = tracker.copy()
    assert twin.current_state(EventVerbosity.ALL) == before
    twin.update(SlotSet("condition", ["migraine"]))
    assert tracker.current_state(EventVerbosity.ALL) == before


def test_of_a_long_conversation_the_last_turns_and_the_slots_are_kept() -> None:
    tracker = long_conversation(TURNS_KEPT + 5)
    tracker.forget_what_is_past()
    assert said(tracker) == [str(number) for number in range(5, TURNS_KEPT + 5)]
    assert tracker.get_slot("condition") == ["insomnia"]


def test_the_last_turns_are_read_without_changing_the_conversation() -> None:
    tracker = long_conversation(5)
    assert said(tracker.of_last_turns(2)) == ["3", "4"]
    assert len(said(tracker)) == 5
    assert tracker.of_last_turns(6) is tracker
