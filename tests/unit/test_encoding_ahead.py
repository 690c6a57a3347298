"""Sentences that are encoded ahead are the same as encoded one by one; what cannot be read ahead is left to whoever reads in earnest."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nlu.encoder import SentenceEncoder
from nlu.encoding_ahead import encoding_ahead, sentences_in, vectors_of
from tools.serve import PROJECT

NLU = """
version: "3.1"
nlu:
- intent: sleep
  examples: |
    - does it help me sleep
    -   i cannot sleep
- synonym: night
  examples: |
    - evening
- intent: hours
  examples: |
    - "are you open"
"""


def data_in(folder: Path) -> Path:
    (folder / "nlu.yml").write_text(NLU)
    (folder / "stories.yml").write_text("version: '3.1'\nstories: []\n")
    return folder


def test_the_sentences_of_intents_are_found(tmp_path: Path) -> None:
    assert sentences_in(data_in(tmp_path)) == ["does it help me sleep", "i cannot sleep", '"are you open"']


def test_every_sentence_of_the_assistant_is_found() -> None:
    assert len(sentences_in(PROJECT / "data")) > 4_000


def test_a_file_that_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    data_in(tmp_path)
    for name, text in {"a": "nlu: [", "b": "- 1", "c": "nlu:\n- 1", "d": "nlu:\n- intent: x", "e": "nlu: 5", "f": ""}.items():
        (tmp_path / f"{name}.yml").write_text(text)
    (tmp_path / "g.yml").write_bytes(b"\xff\x00")
    assert len(sentences_in(tmp_path)) == 3


def test_vectors_made_ahead_are_those_of_the_encoder(tmp_path: Path) -> None:
    texts = ["i cannot sleep", "not in the file", "are you open", "i cannot sleep"]
    encoder = SentenceEncoder()
    with encoding_ahead(data_in(tmp_path)):
        ahead = vectors_of(texts, encoder)
    now = vectors_of(texts, encoder)
    np.testing.assert_array_equal(ahead, now)
    np.testing.assert_array_equal(ahead, np.stack([encoder.encode(text) for text in texts]))
