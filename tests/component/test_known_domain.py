"""The domain of a model's metadata is the one that Rasa's component reads from the model's file."""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.exceptions import ModelNotFound
from rasa.shared.core.domain import Domain

from core.processor import ClinicProcessor
from tools.serve import MODEL

FILE = "components/domain_provider/domain.yml"


@pytest.fixture(scope="module")
def loaded() -> tuple[Any, Any, Any]:
    return ClinicProcessor._load_model(MODEL)


def test_it_is_the_domain_of_the_models_file(loaded: tuple[Any, Any, Any], tmp_path: Path) -> None:
    with tarfile.open(MODEL) as archive:
        archive.extract(FILE, tmp_path)
    _, metadata, runner = loaded
    read = Domain.from_path(str(tmp_path / FILE))
    for known in (metadata.domain, runner.run(targets=["domain_provider"])["domain_provider"]):
        assert known.as_dict() == read.as_dict()
        assert (known.action_names_or_texts, known.input_states) == (read.action_names_or_texts, read.input_states)


def test_everything_else_of_the_graph_is_as_rasa_loads_it(loaded: tuple[Any, Any, Any]) -> None:
    rasas = Agent.load(str(MODEL)).processor
    ours = loaded[2]._graph_schema.nodes
    for name, node in rasas.graph_runner._graph_schema.nodes.items():
        if name != "domain_provider":
            assert ours[name] == node
    assert loaded[0] == rasas.model_filename
    assert set(ours) == set(rasas.graph_runner._graph_schema.nodes)


@pytest.mark.parametrize("content", [None, b"", b"no model", MODEL], ids=["no file", "empty", "something else", "cut off"])
def test_what_is_no_model_is_told_with_the_mend(tmp_path: Path, content: bytes | Path | None) -> None:
    file = tmp_path / "assistant.tar.gz"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.read_bytes()[:5000])
    with pytest.raises(ModelNotFound, match="cannot be read: .+ `make train`"):
        ClinicProcessor._load_model(file)
