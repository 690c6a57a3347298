"""A training encodes what is new, and nothing where nothing has changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nlu import sentence_vectors
from nlu.encoder import DIMENSIONS, SentenceEncoder
from nlu.sentence_vectors import vectors_of

TEXTS = ["a sentence that no training has, xyzzy", "another that none has, plugh"]


class Counting:
    """The encoder, and how often it was asked."""

    def __init__(self) -> None:
        self.encoder, self.asked = SentenceEncoder(), list[str]()

    def encode(self, text: str) -> Any:
        self.asked.append(text)
        return self.encoder.encode(text)


def test_what_was_encoded_before_is_not_encoded_again(tmp_path: Path) -> None:
    encoder: Any = Counting()
    first = vectors_of(TEXTS, encoder, tmp_path / "cache.npz")
    again = vectors_of([*TEXTS, "and a third, frotz"], encoder, tmp_path / "cache.npz")
    assert sorted(encoder.asked) == sorted([*TEXTS, "and a third, frotz"])
    assert np.array_equal(again[:2], first)


def test_a_stored_vector_is_the_encoders_own_but_for_rounding(tmp_path: Path) -> None:
    encoder = SentenceEncoder()
    stored = vectors_of(TEXTS, encoder, tmp_path / "cache.npz")
    assert stored.shape == (len(TEXTS), DIMENSIONS)
    assert [float(vector @ encoder.encode(text)) for vector, text in zip(stored, TEXTS)] == pytest.approx([1.0, 1.0], abs=1e-3)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_a_broken_cache_is_made_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "cache.npz").write_bytes(content)
    assert vectors_of(TEXTS, SentenceEncoder(), tmp_path / "cache.npz").shape == (len(TEXTS), DIMENSIONS)


def test_vectors_of_other_weights_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors_of(TEXTS, SentenceEncoder(), tmp_path / "cache.npz")
    monkeypatch.setattr(sentence_vectors, "_made_with", lambda: "others")
    encoder: Any = Counting()
    vectors_of(TEXTS, encoder, tmp_path / "cache.npz")
    assert sorted(encoder.asked) == sorted(TEXTS)
