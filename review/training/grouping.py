"""Puts questions together that mean about the same, by the assistant's own sentence encoder, read as a file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Sequence

from review.environment import PROJECT

# The encoder's files; without them each question stands alone.
WEIGHTS = PROJECT / "nlu" / "weights"
# Cosine of two sentences. Pairs of the same question had 0.70 to 0.76, of another about the same thing ("can I bring my dog",
# "my baby"; "does it help asthma", "eczema") up to 0.59.
ALIKE = 0.68


def alike(texts: Sequence[str], folder: Path = WEIGHTS) -> list[list[str]]:
    """`texts` in groups: each joins the first group whose first text means about the same. Their order stays."""
    if not is_there(folder):
        return [[text] for text in texts]
    found: list[tuple[Any, list[str]]] = []
    for text in texts:
        vector = _vector(text, folder)
        group = next((members for first, members in found if float(first @ vector) >= ALIKE), None)
        if group is None:
            found.append((vector, [text]))
        else:
            group.append(text)
    return [members for _, members in found]


def is_there(folder: Path = WEIGHTS) -> bool:
    """Whether the encoder's files are where the assistant has them."""
    return (folder / "tokenizer.json").is_file() and any(folder.glob("*.onnx"))


@lru_cache(maxsize=2_000)
def _vector(text: str, folder: Path) -> Any:
    """The direction of the text's meaning, of length 1."""
    import numpy as np

    session, tokenizer = _encoder(folder)
    line = tokenizer.encode(text)
    feed = {"input_ids": np.array([line.ids], dtype=np.int64), "attention_mask": np.array([line.attention_mask], dtype=np.int64)}
    return session.run(None, feed)[0][0]


@lru_cache(maxsize=1)
def _encoder(folder: Path) -> tuple[Any, Any]:
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    model = str(next(folder.glob("*.onnx")))
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return session, Tokenizer.from_file(str(folder / "tokenizer.json"))
