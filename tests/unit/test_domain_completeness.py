"""Domain, rules and stories fit together: nothing is missing, nothing is left over."""

from __future__ import annotations

import re
from typing import Any, Iterator

import pytest
import yaml

from content.loading import CONTENT_FOLDER
from content.topics import TOPICS

ROOT = CONTENT_FOLDER.parent
CARRIED_BY_STORIES = {"affirm", "deny"}
FALLBACK = "nlu_fallback"
# What the response generator puts above another reply while a danger is open.
WARNINGS = {"utter_warning_emergency", "utter_warning_emergency_urgent", "utter_warning_emergency_pregnancy"}


def read(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    return loaded


DOMAIN, RULES, STORIES = (
    read("domain.yml"),
    read("data/rules.yml")["rules"],
    read("data/stories.yml")["stories"],
)
RESPONSES, INTENTS = set(DOMAIN["responses"]), set(DOMAIN["intents"])


def steps_of(flows: list[dict[str, Any]], kind: str) -> Iterator[str]:
    for step in (step for flow in flows for step in flow["steps"]):
        for part in step.get("or", [step]):
            if kind in part:
                yield part[kind]


def test_there_is_one_rule_an_intent_and_none_for_a_bare_yes_or_no() -> None:
    ruled = list(steps_of(RULES, "intent"))
    assert len(ruled) == len(set(ruled))
    assert set(ruled) == INTENTS - CARRIED_BY_STORIES | {FALLBACK}


def test_stories_pass_every_intent_so_that_no_turn_is_passed_over() -> None:
    assert set(steps_of(STORIES, "intent")) == INTENTS | {FALLBACK}


def test_stories_answer_as_the_rules_do() -> None:
    ruled = {
        rule["steps"][0]["intent"]: rule["steps"][1]["action"]
        for rule in RULES
        if "intent" in rule["steps"][0]
    }
    for story in STORIES:
        for step, reply in zip(story["steps"], story["steps"][1:]):
            if step.get("intent") in ruled:
                assert reply["action"] == ruled[step["intent"]], story["story"]


def test_every_response_and_action_is_used_by_a_rule_or_story_and_every_used_one_exists() -> None:
    used = set(steps_of(RULES, "action")) | set(steps_of(STORIES, "action"))
    assert used - {"action_listen"} == RESPONSES - WARNINGS | {name for action in DOMAIN["actions"] for name in ([action] if isinstance(action, str) else action)}


def test_every_topic_has_a_reply() -> None:
    assert {f"utter_{topic}" for topic in TOPICS} - RESPONSES == {
        f"utter_{topic}" for topic in CARRIED_BY_STORIES
    }


def test_every_response_named_in_the_actions_exists() -> None:
    named = {
        (file.name, name)
        for file in (ROOT / "actions").glob("*.py")
        for name in re.findall(r'response="(utter_\w+)"', file.read_text(encoding="utf-8"))
    }
    assert {entry for entry in named if entry[1] not in RESPONSES} == set()


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_every_button_leads_to_an_intent(name: str) -> None:
    for wording in DOMAIN["responses"][name]:
        for button in wording.get("buttons", ()):
            assert button["payload"].lstrip("/") in INTENTS
            assert len(button["title"]) <= 30


def test_every_slot_is_filled_by_an_entity_and_leaves_the_order_of_answers_alone() -> None:
    entities = {name for entity in DOMAIN["entities"] for name in entity}
    for name, slot in DOMAIN["slots"].items():
        assert slot["mappings"] == [{"type": "from_entity", "entity": name}]
        assert name in entities
        assert slot["influence_conversation"] is False
