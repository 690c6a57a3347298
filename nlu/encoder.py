"""The sentence encoder: a text becomes a vector whose direction is its meaning."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from nlu.vectors import Vectors

WEIGHTS = Path(__file__).parent / "weights"
MODEL_FILE = "encoder.int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
CHECKSUMS_FILE = "SHA256SUMS"
DIMENSIONS = 768
TEXTS_CACHED = 256
_RESTORE = "`git checkout -- nlu/weights` restores it"


class SentenceEncoder:
    """all-mpnet-base-v2, cut and tuned on the project's sentences, in int8 on one thread; docs/encoder-card.md describes it."""

    def __init__(self, folder: Path = WEIGHTS) -> None:
        """Load model and tokenizer from `folder`; `check_weights` says what it raises."""
        check_weights(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"])
        self._tokenizer = _tokenizer(folder / TOKENIZER_FILE)
        self.encode = lru_cache(maxsize=TEXTS_CACHED)(self._encode)

    def _encode(self, text: str) -> Vectors:
        """Vector of `text`, shape (768,), length 1. One text at a time: int8 scales depend on what is beside it."""
        line = self._tokenizer.encode(text)
        feed = {
            "input_ids": np.array([line.ids], dtype=np.int64),
            "attention_mask": np.array([line.attention_mask], dtype=np.int64),
        }
        vector: Vectors = self._session.run(None, feed)[0][0]
        return vector

    @staticmethod
    @lru_cache(maxsize=1)
    def english_words() -> frozenset[str]:
        """Common English words in lower case: the whole words of the tokenizer's vocabulary."""
        vocabulary = _tokenizer(WEIGHTS / TOKENIZER_FILE).get_vocab()
        return frozenset(word for word in vocabulary if word.isalpha() and len(word) > 1)


def check_weights(folder: Path) -> None:
    """Compare the weights in `folder` with the checksums beside them.

    :raises FileNotFoundError: a file is missing.
    :raises ValueError: a file is not the one that was released.
    """
    if not (folder / CHECKSUMS_FILE).is_file():
        raise FileNotFoundError(f"{folder / CHECKSUMS_FILE} is missing; {_RESTORE}")
    for line in (folder / CHECKSUMS_FILE).read_text(encoding="utf-8").splitlines():
        wanted, name = line.split()
        if not (folder / name).is_file():
            raise FileNotFoundError(f"{folder / name} is missing; {_RESTORE}")
        if checksum(folder / name) != wanted:
            raise ValueError(f"{folder / name} is not the file that was released; {_RESTORE}")


@lru_cache(maxsize=8)
def checksum(file: Path) -> str:
    """SHA-256 of a file of weights, in hex; read once a process."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


@lru_cache(maxsize=1)
def _tokenizer(file: Path) -> Tokenizer:
    return Tokenizer.from_file(str(file))
