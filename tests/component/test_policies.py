"""The policies against Rasa's own, on the rules of the trained model."""

from __future__ import annotations

import json
import random
import tarfile
from typing import Any

import pytest
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from core.policies import TURNS_LOOKED_BACK, IndexedRulePolicy, index_of, recent
from tools.serve import MODEL

DOMAIN = Domain.load("domain.yml")


@pytest.fixture(scope="module")
def rules() -> dict[str, str]:
    """The rules of the trained model, by their keys."""
    with tarfile.open(MODEL) as archive:
        name = next(name for name in archive.getnames() if name.endswith("rule_policy.json"))
        stored: dict[str, Any] = json.load(archive.extractfile(name))  # type: ignore[arg-type]
    return dict(stored["lookup"][RULES])


def conversation(turns: int) -> DialogueStateTracker:
    tracker = DialogueStateTracker("visitor-1", DOMAIN.slots)
    tracker.update(ActionExecuted("action_listen"))
    for number in range(turns):
        for event in (UserUttered(f"{number}", {"name": "greet"}), ActionExecuted("utter_greet"), ActionExecuted("action_listen")):
            tracker.update(event)
    return tracker


def states(chance: random.Random) -> list[State]:
    """The states of some conversation, as the rule policy sees them."""
    actions = ["action_listen", *chance.sample(sorted(DOMAIN.action_names_or_texts), 3)]
    return [{}] * chance.randint(0, 1) + [
        {"user": {"intent": chance.choice(sorted(DOMAIN.intents))}, "prev_action": {"action_name": chance.choice(actions)}}
        for _ in range(chance.randint(1, 4))
    ]


def bare(kind: type[RulePolicy]) -> Any:
    """A policy without its surroundings: the search for rules needs none."""
    return kind.__new__(kind)


def test_the_index_finds_every_rule_that_rasa_finds(rules: dict[str, str]) -> None:
    chance, ours, rasas, found = random.Random(7), bare(IndexedRulePolicy), bare(RulePolicy), 0
    for _ in range(1_500):
        these = states(chance)
        expected = rasas._get_possible_keys(rules, these)
        found += len(expected)
        assert ours._get_possible_keys(rules, these) == expected
    assert found > 100


def test_rules_learnt_anew_are_indexed_anew() -> None:
    policy = bare(IndexedRulePolicy)
    state = {"user": {"intent": "greet"}, "prev_action": {"action_name": "action_listen"}}
    key = json.dumps([state])
    assert policy._get_possible_keys({}, [state]) == set()
    assert policy._get_possible_keys({key: "utter_greet"}, [state]) == {key}


def test_a_rule_that_forbids_an_intent_is_looked_at_for_every_intent() -> None:
    index = index_of({"rule": {"user": {"intent": "should_not_be_set"}, "prev_action": {"action_name": "action_listen"}}})
    assert index == {("action_listen", None): {"rule"}}


def test_a_short_conversation_is_seen_whole() -> None:
    tracker = conversation(TURNS_LOOKED_BACK)
    assert recent(tracker) is tracker


def test_of_a_long_conversation_the_last_turns_are_seen() -> None:
    tracker = conversation(TURNS_LOOKED_BACK + 5)
    short = recent(tracker)
    said = [event.text for event in short.events if isinstance(event, UserUttered)]
    assert said == [str(number) for number in range(5, TURNS_LOOKED_BACK + 5)]
    assert tracker.past_states(DOMAIN)[-4:] == short.past_states(DOMAIN)[-4:]
