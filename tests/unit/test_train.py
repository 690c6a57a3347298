"""The model is trained again exactly when something that it learns from has changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tools import train
from tools.serve import PROJECT


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project whose model is up to date."""
    (tmp_path / "data").mkdir()
    (tmp_path / "content").mkdir()
    (tmp_path / "models").mkdir()
    (tmp_path / "domain.yml").write_text("intents: [sleep]")
    (tmp_path / "data" / "nlu.yml").write_text("- does massage help sleep")
    (tmp_path / "content" / "clinic.yml").write_text("name: Willow Lane")
    (tmp_path / "models" / "assistant.tar.gz").write_bytes(b"model")
    monkeypatch.setattr(train, "PROJECT", tmp_path)
    monkeypatch.setattr(train, "MODEL", tmp_path / "models" / "assistant.tar.gz")
    monkeypatch.setattr(train, "STAMP", tmp_path / "models" / "assistant.tar.sha256")
    train.STAMP.write_text(train.fingerprint())
    return tmp_path


def test_a_model_of_what_stands_there_now_is_not_stale(project: Path) -> None:
    assert not train.is_stale()


def change(name: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text)


@pytest.mark.parametrize(
    "happens",
    [
        change("domain.yml", "intents: [sleep, pain]"),
        change("data/nlu.yml", "- does massage help me sleep"),
        change("data/stories.yml", "stories: []"),
        change("content/clinic.yml", "name: Oak Lane"),
        lambda folder: (folder / "data" / "nlu.yml").unlink(),
        lambda folder: (folder / "data" / "nlu.yml").rename(folder / "data" / "more.yml"),
        lambda folder: (folder / "models" / "assistant.tar.gz").unlink(),
        lambda folder: (folder / "models" / "assistant.tar.sha256").unlink(),
    ],
    ids=["domain", "sentences", "new file", "content", "file gone", "file renamed", "no model", "no stamp"],
)
def test_a_change_makes_the_model_stale(project: Path, happens: Callable[[Path], object]) -> None:
    happens(project)
    assert train.is_stale()


@pytest.mark.parametrize("name", ["README.md", "tests.py", "data/__pycache__/nlu.pyc"])
def test_what_it_does_not_learn_from_does_not_matter(project: Path, name: str) -> None:
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text("anything")
    assert not train.is_stale()


def test_everything_that_it_learns_from_is_there() -> None:
    assert [name for name in train.LEARNT_FROM if not (PROJECT / name).exists()] == []
