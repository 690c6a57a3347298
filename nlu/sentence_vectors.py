"""The vectors of a training's sentences: those that came with the weights or an earlier training, and new ones encoded.

They are stored in 8 bits: each vector as integers, to be divided by its length.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Sequence

import numpy as np

from nlu.encoder import CHECKSUMS_FILE, WEIGHTS, SentenceEncoder, checksum
from nlu.vectors import Vectors

FILE = "sentence_vectors.npz"
RELEASED = WEIGHTS / FILE
CACHE = Path(__file__).parent.parent / ".run" / FILE
_KEY_BYTES = 16


def vectors_of(texts: Sequence[str], encoder: SentenceEncoder, cache: Path = CACHE) -> Vectors:
    """The vectors of `texts`, shape (texts, 768), each of length 1.

    :param cache: vectors of earlier trainings; those of `texts` that it did not hold are added.
    """
    known = {**_read(RELEASED), **_read(cache)}
    keys = [hashlib.sha256(text.encode()).digest()[:_KEY_BYTES] for text in texts]
    new = {key: text for key, text in zip(keys, texts) if key not in known}
    if new:
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # the encoder works outside Python's lock
            known.update((key, _in_8_bits(vector)) for key, vector in zip(new, pool.map(encoder.encode, new.values())))
        _write(cache, known)
    vectors = np.stack([known[key] for key in keys]).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def _in_8_bits(vector: Vectors) -> Vectors:
    return np.asarray(np.round(vector * (127.0 / np.abs(vector).max())).astype(np.int8))


def _made_with() -> str:
    """The weights that encode, so that vectors of others are not taken for theirs."""
    return checksum(WEIGHTS / CHECKSUMS_FILE)


def _read(file: Path) -> dict[bytes, Vectors]:
    """What is stored in `file`; nothing where it is missing, broken, or made with other weights."""
    try:
        with np.load(file, allow_pickle=False) as arrays:
            if str(arrays["made_with"]) != _made_with():
                return {}
            return {key.tobytes(): vector for key, vector in zip(arrays["keys"], arrays["vectors"])}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}


def _write(file: Path, vectors: dict[bytes, Vectors]) -> None:
    keys = np.frombuffer(b"".join(vectors), dtype=np.uint8).reshape(-1, _KEY_BYTES)
    file.parent.mkdir(exist_ok=True)
    unfinished = file.with_suffix(f".{os.getpid()}.npz")
    np.savez(unfinished, keys=keys, vectors=np.stack(list(vectors.values())), made_with=np.array(_made_with()))
    unfinished.replace(file)
