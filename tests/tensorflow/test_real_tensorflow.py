"""With the real TensorFlow (`make test-tensorflow`) a component that learns with it works, and so does this assistant.

In the environment of everyday, where stand-ins are, these are skipped.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
import tensorflow

PROJECT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.skipif(tensorflow.__version__.endswith("standin"), reason="a stand-in for TensorFlow is installed")
CONFIG = """
recipe: default.v1
assistant_id: test
language: en
pipeline:
- name: WhitespaceTokenizer
- name: CountVectorsFeaturizer
- {name: DIETClassifier, epochs: 60, constrain_similarities: true, random_seed: 3}
policies:
- name: RulePolicy
"""
DOMAIN = """
version: "3.1"
intents: [sleep, price]
responses:
  utter_sleep: [{text: "It may help you sleep."}]
  utter_price: [{text: "An hour is 90."}]
"""
DATA = """
version: "3.1"
nlu:
- intent: sleep
  examples: |
    - does massage help me sleep
    - i cannot sleep
    - will it help my sleep
- intent: price
  examples: |
    - how much is an hour
    - what does an hour cost
    - what are your prices
rules:
- rule: sleep
  steps: [{intent: sleep}, {action: utter_sleep}]
- rule: price
  steps: [{intent: price}, {action: utter_price}]
"""
ASK = """
import asyncio, sys
from rasa.core.agent import Agent
agent = Agent.load(sys.argv[1])
print(asyncio.run(agent.handle_text(sys.argv[2]))[0]["text"])
"""


def python(*arguments: str, folder: Path) -> str:
    """What the environment's Python prints; it must end well."""
    command = [sys.executable, "-W", "ignore", *arguments]
    variables = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_diet_learns_and_answers(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name, text in {"config.yml": CONFIG, "domain.yml": DOMAIN, "data/data.yml": DATA}.items():
        (tmp_path / name).write_text(text)
    python("-m", "rasa", "train", "--fixed-model-name", "diet", folder=tmp_path)
    assert "It may help you sleep." in python("-c", ASK, "models/diet.tar.gz", "can it help with sleep", folder=tmp_path)
    assert "An hour is 90." in python("-c", ASK, "models/diet.tar.gz", "how much does an hour cost", folder=tmp_path)


def test_this_assistant_learns_and_understands(tmp_path: Path) -> None:
    model = tmp_path / "assistant.tar.gz"
    python("-m", "tools.train_model", "--out", str(model), folder=PROJECT)
    assert asyncio.run(_intent_of("does massage help sleep", model)) == "sleep"


async def _intent_of(text: str, model: Path) -> str:
    from rasa.core.agent import Agent

    parsed = await Agent.load(str(model)).parse_message(text)
    return str(parsed["intent"]["name"])
