"""Puts questions together that mean about the same, by the assistant's own sentence encoder, read as a file."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import Any, Sequence

from review.environment import PROJECT

# The encoder's files; without them each question stands alone.
WEIGHTS = PROJECT / "nlu" / "weights"
# Cosine of two sentences. Pairs of the same question had 0.70 to 0.76, of another about the same thing ("can I bring my dog",
# "my baby"; "does it help asthma", "eczema") up to 0.59.
ALIKE = 0.68
_TEXTS_REMEMBERED = 2_000
_log = logging.getLogger(__name__)


def alike(texts: Sequence[str], folder: Path = WEIGHTS) -> list[list[str]]:
    """`texts` in groups: each joins the group whose first text is nearest in meaning, if it is near. Their order stays."""
    encoder = _encoder(folder)
    if encoder is None:
        return [[text] for text in texts]
    import numpy as np

    firsts: list[Any] = []
    groups: list[list[str]] = []
    for text in texts:
        vector = encoder.vector(text)
        near = np.stack(firsts) @ vector if firsts else np.zeros(1)
        best = int(near.argmax())
        if near[best] >= ALIKE:
            groups[best].append(text)
        else:
            firsts.append(vector)
            groups.append([text])
    return groups


def works(folder: Path = WEIGHTS) -> bool:
    """Whether the encoder's files are where the assistant has them, and can be read."""
    return _encoder(folder) is not None


class _Encoder:
    """The encoder's graph, which pools and scales itself, and its tokenizer; it remembers the vectors of texts."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        model = str(next(folder.glob("*.onnx")))
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.vector = lru_cache(maxsize=_TEXTS_REMEMBERED)(self._vector)

    def _vector(self, text: str) -> Any:
        """The direction of the text's meaning, of length 1."""
        import numpy as np

        line = self._tokenizer.encode(text)
        feed = {"input_ids": np.array([line.ids], dtype=np.int64), "attention_mask": np.array([line.attention_mask], dtype=np.int64)}
        return self._session.run(None, feed)[0][0]


@lru_cache(maxsize=2)
def _encoder(folder: Path) -> _Encoder | None:
    """The encoder; None where something of it is missing or broken, because the inbox must open all the same."""
    try:
        return _Encoder(folder)
    except Exception as error:  # both libraries raise kinds of their own
        _log.warning("questions are not put together by meaning: %s in %s", type(error).__name__, folder)
        return None
