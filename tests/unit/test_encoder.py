"""The sentence encoder: its files are the ones that were checked, and its vectors mean something."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from nlu.encoder import DIMENSIONS, WEIGHTS, SentenceEncoder


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    """The encoder of the repository."""
    return SentenceEncoder()


def test_the_files_have_the_checksums_that_are_written_beside_them() -> None:
    for line in (WEIGHTS / "SHA256SUMS").read_text().splitlines():
        checksum, name = line.split()
        assert hashlib.sha256((WEIGHTS / name).read_bytes()).hexdigest() == checksum, name


def test_a_vector_has_length_one(encoder: SentenceEncoder) -> None:
    vector = encoder.encode("does massage help sleep")
    assert vector.shape == (DIMENSIONS,)
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4)


def test_sentences_that_mean_the_same_are_nearer_than_others(encoder: SentenceEncoder) -> None:
    asked, same, other = map(encoder.encode, ("i can't sleep at night", "insomnia keeps me awake", "how much do you charge"))
    assert asked @ same > asked @ other + 0.2


def test_a_file_that_is_not_the_released_one_is_refused(tmp_path: Path) -> None:
    shutil.copytree(WEIGHTS, tmp_path / "weights")
    with (tmp_path / "weights" / "tokenizer.json").open("a") as file:
        file.write(" ")
    with pytest.raises(ValueError, match="not the file that was released"):
        SentenceEncoder(tmp_path / "weights")


def test_a_missing_file_names_itself_and_the_mend(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="git checkout"):
        SentenceEncoder(tmp_path)
