"""A model of `tools.train_model` is the model that `rasa train` makes, and a mistake is told in a sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tools.serve import PROJECT, QUIET

CONFIG = """
recipe: default.v1
assistant_id: test
language: en
pipeline:
- {name: nlu.spacy_language.ClinicSpacyNLP, model: "blank:en"}
- {name: SpacyTokenizer}
- {name: nlu.speller.SpellingCorrector}
- {name: nlu.intent_classifier.IntentClassifier}
policies:
- {name: core.outage_policy.OutagePolicy}
- {name: core.policies.IndexedRulePolicy}
- {name: core.policies.RecentMemoizationPolicy, max_history: 2}
"""
DOMAIN = """
version: "3.1"
intents: [sleep, price, out_of_scope]
responses:
  utter_outage: [{text: "Please try again."}]
  utter_sleep: [{text: "It may help you sleep."}]
  utter_price: [{text: "An hour is 90."}]
"""
SENTENCES = {
    "sleep": ["does massage help me sleep", "i cannot sleep", "will it help my sleep", "i lie awake at night"],
    "price": ["how much is an hour", "what does an hour cost", "how much is it", "what are your prices"],
    "out_of_scope": ["what is the weather", "how far is the moon", "what is the capital of france"],
}
NLU = 'version: "3.1"\nnlu:\n' + "".join(
    f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts) for intent, texts in SENTENCES.items()
)
STORIES = """
version: "3.1"
rules:
- rule: sleep
  steps: [{intent: sleep}, {action: utter_sleep}]
stories:
- story: sleep, then price
  steps: [{intent: sleep}, {action: utter_sleep}, {intent: price}, {action: utter_price}]
- story: price twice
  steps: [{intent: price}, {action: utter_price}, {intent: price}, {action: utter_price}]
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a few sentences, a rule and stories."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "data").mkdir()
    for name, text in {"config.yml": CONFIG, "domain.yml": DOMAIN, "data/nlu.yml": NLU, "data/stories.yml": STORIES}.items():
        (folder / name).write_text(text)
    return folder


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", *arguments]
    return subprocess.run(command, cwd=PROJECT, env={**os.environ, **QUIET}, capture_output=True, text=True, check=False)


def ours(project: Path, model: Path) -> subprocess.CompletedProcess[str]:
    return python("-m", "tools.train_model", "--out", str(model), "--project", str(project))


def parts(model: Path) -> dict[str, Any]:
    """What the components stored, by file; lists whose order Rasa leaves to chance in order."""
    with tarfile.open(model) as archive:
        files = {member.name: archive.extractfile(member) for member in archive if "/train_" in member.name and member.isfile()}
        stored = {name: file.read() for name, file in files.items() if file}
    return {name: json.loads(text, object_hook=in_order) if name.endswith(".json") else text for name, text in stored.items()}


def in_order(read: dict[str, Any]) -> dict[str, Any]:
    return {key: sorted(value, key=str) if key == "rules_not_in_stories" else value for key, value in read.items()}


def test_it_is_to_the_byte_what_rasa_train_makes(project: Path, tmp_path: Path) -> None:
    done = ours(project, tmp_path / "ours.tar.gz")
    assert done.returncode == 0, done.stderr[-2000:]
    files = ("--config", str(project / "config.yml"), "--domain", str(project / "domain.yml"), "--data", str(project / "data"))
    done = python("-m", "rasa", "train", *files, "--out", str(tmp_path), "--fixed-model-name", "rasas", "--force")
    assert done.returncode == 0, done.stderr[-2000:]
    made, expected = parts(tmp_path / "ours.tar.gz"), parts(tmp_path / "rasas.tar.gz")
    assert len(expected) >= 8
    assert made == expected


def test_a_mistake_in_the_data_is_told_with_its_file(project: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name in ("config.yml", "domain.yml"):
        (tmp_path / name).write_text((project / name).read_text())
    (tmp_path / "data" / "nlu.yml").write_text(NLU.replace("- intent: sleep", "  - intent: sleep"))
    done = ours(tmp_path, tmp_path / "model.tar.gz")
    assert done.returncode != 0
    assert "nlu.yml" in done.stderr
