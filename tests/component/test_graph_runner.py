"""The planned runner gives what Rasa's runner gives, in fewer steps."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.engine.exceptions import GraphRunError
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from core.graph_runner import PlannedGraphRunner
from tools.serve import MODEL

ASKED = ["does massage help sleep", "how much is an hour", "is it safe with diabetes?", "/booking", "my chest hurts", "xyzzy"]


@pytest.fixture(scope="module")
def agent() -> Agent:
    return Agent.load(str(MODEL))


@pytest.fixture
def runners(agent: Agent) -> tuple[Any, PlannedGraphRunner]:
    return agent.processor.graph_runner, PlannedGraphRunner(agent.processor.graph_runner)


@pytest.mark.parametrize("text", ASKED)
def test_messages_are_read_and_decided_alike(agent: Agent, runners: tuple[Any, PlannedGraphRunner], text: str) -> None:
    results = []
    for runner in runners:
        agent.processor.graph_runner = runner
        parsed = asyncio.run(agent.parse_message(text))
        tracker = DialogueStateTracker.from_events("somebody", [ActionExecuted("action_listen")], agent.domain.slots)
        tracker.update(UserUttered(text, parsed["intent"], parsed["entities"], parsed), agent.domain)
        prediction = agent.processor._predict_next_with_tracker(tracker)
        results.append((parsed, prediction.probabilities, prediction.policy_name))
    agent.processor.graph_runner = runners[0]
    assert results[0] == results[1]


def test_what_nobody_gives_is_told_as_rasa_tells_it(runners: tuple[Any, PlannedGraphRunner]) -> None:
    first = next(iter(runners[0]._graph_schema.nodes))
    for runner in runners:
        with pytest.raises(GraphRunError, match="Missing input"):
            runner.run(inputs={}, targets=[first])
