"""What a training does not support is told, not left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.exceptions import RasaException

from core.training_data import PlainImporter

DOMAIN = "version: '3.1'\nintents: [sleep]\nactions: [action_look]\n"


def importer(folder: Path, text: str) -> PlainImporter:
    (folder / "domain.yml").write_text(DOMAIN)
    (folder / "data.yml").write_text(f"version: '3.1'\n{text}")
    return PlainImporter(domain_path=str(folder / "domain.yml"), training_data_paths=[str(folder / "data.yml")])


def test_a_retrieval_intent_is_told(tmp_path: Path) -> None:
    data = importer(tmp_path, "nlu:\n- intent: faq/sleep\n  examples: |\n    - does it help me sleep\n")
    with pytest.raises(RasaException, match="Retrieval intents are not supported: faq"):
        data.get_nlu_data()


@pytest.mark.parametrize("step", ["user: does it help me sleep", "bot: It may."])
def test_an_end_to_end_story_is_told(tmp_path: Path, step: str) -> None:
    data = importer(tmp_path, f"stories:\n- story: about sleep\n  steps:\n  - intent: sleep\n  - action: action_look\n  - {step}\n")
    with pytest.raises(RasaException, match="End-to-end stories are not supported: 'about sleep'"):
        data.get_stories()


def test_data_is_read_once(tmp_path: Path) -> None:
    data = importer(tmp_path, "nlu:\n- intent: sleep\n  examples: |\n    - does it help me sleep\n")
    assert data.get_nlu_data() is data.get_nlu_data()
    assert [example.get("text") for example in data.get_nlu_data().intent_examples] == ["does it help me sleep"]
