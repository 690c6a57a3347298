"""The sentence encoder: a text becomes a vector whose direction is its meaning."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from nlu.vectors import Vectors

WEIGHTS = Path(__file__).parent / "weights"
MODEL_FILE = "all-MiniLM-L6-v2.int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
DIMENSIONS = 384
TEXTS_REMEMBERED = 64


class SentenceEncoder:
    """all-MiniLM-L6-v2 in int8 on one thread; `tools/export_encoder.py` made the file."""

    def __init__(self, folder: Path = WEIGHTS) -> None:
        """Load model and tokenizer from `folder`.

        :raises FileNotFoundError: one of the two files is missing.
        """
        for name in (MODEL_FILE, TOKENIZER_FILE):
            if not (folder / name).is_file():
                raise FileNotFoundError(f"{folder / name} is missing; `git checkout -- nlu/weights` restores it")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = _tokenizer(folder / TOKENIZER_FILE)
        self.encode = lru_cache(maxsize=TEXTS_REMEMBERED)(self._encode)

    def _encode(self, text: str) -> Vectors:
        """Vector of `text`, shape (384,), length 1. One text at a time: int8 scales depend on what is beside it."""
        line = self._tokenizer.encode(text)
        feed = {
            "input_ids": np.array([line.ids], dtype=np.int64),
            "attention_mask": np.array([line.attention_mask], dtype=np.int64),
        }
        vector: Vectors = self._session.run(None, feed)[0][0]
        return vector

    @staticmethod
    @lru_cache(maxsize=1)
    def english_words(folder: Path = WEIGHTS) -> frozenset[str]:
        """Common English words in lower case: the whole words of the tokenizer's vocabulary (about 22,000)."""
        vocabulary = _tokenizer(folder / TOKENIZER_FILE).get_vocab()
        return frozenset(word for word in vocabulary if word.isalpha() and len(word) > 1)


@lru_cache(maxsize=1)
def _tokenizer(file: Path) -> Tokenizer:
    return Tokenizer.from_file(str(file))
