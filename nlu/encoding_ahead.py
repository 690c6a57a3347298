"""The vectors of a training's sentences, made by other processes while this one reads and checks all that is learnt from.

To encode takes most of a training's work, and Rasa's steps follow one another on one processor. A thread would not do: it waits for
Python's lock after each sentence.
"""

from __future__ import annotations

import os
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Iterable, Iterator, Sequence

import numpy as np
import yaml

from nlu.encoder import SentenceEncoder
from nlu.vectors import Vectors

SENTENCES_A_TASK = 32
_encoder: SentenceEncoder | None = None
_ahead: EncodingAhead | None = None


class EncodingAhead:
    """Processes that encode: what they were given at the beginning, and what else is asked for."""

    def __init__(self, processes: ProcessPoolExecutor) -> None:
        """Encode in `processes`."""
        self._processes = processes
        self._tasks: list[tuple[Sequence[str], Future[Vectors]]] = []
        self._known: set[str] = set()

    def begin(self, texts: Iterable[str]) -> None:
        """Encode those of `texts` that were not given before."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(new)
        for first in range(0, len(new), SENTENCES_A_TASK):
            task = new[first : first + SENTENCES_A_TASK]
            self._tasks.append((task, self._processes.submit(_encode, task)))

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """The vectors of `texts`, shape (texts, dimensions)."""
        self.begin(texts)
        found = {text: vector for task, encoded in self._tasks for text, vector in zip(task, encoded.result())}
        return np.stack([found[text] for text in texts])


@contextmanager
def encoding_ahead(data: Path) -> Iterator[None]:
    """Within the block, `vectors_of` finds the sentences of the folder `data` encoded, or being encoded."""
    global _ahead
    # Not a fork: the encoder's library does not live through one.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as processes:
        _ahead = EncodingAhead(processes)
        try:
            _ahead.begin(sentences_in(data))
            yield
        finally:
            _ahead = None


def vectors_of(texts: Sequence[str], encoder: SentenceEncoder) -> Vectors:
    """The vectors of `texts`, shape (texts, dimensions): encoded ahead, or now by `encoder`."""
    if _ahead is not None:
        return _ahead.vectors(texts)
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # the encoder works outside Python's lock
        return np.stack(list(pool.map(encoder.encode, texts)))


def sentences_in(data: Path) -> list[str]:
    """The sentences of intents in the YAML files of the folder `data`; whoever reads a file in earnest tells what is wrong with it."""
    return [sentence for file in sorted(data.rglob("*.yml")) for sentence in _sentences_of(file)]


def _sentences_of(file: Path) -> Iterator[str]:
    try:
        read = yaml.load(file.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for entry in read.get("nlu", ()):
            if "intent" in entry:
                yield from (line.strip()[2:].strip() for line in entry["examples"].splitlines() if line.strip().startswith("- "))
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, KeyError, TypeError):
        return


def _encode(texts: Sequence[str]) -> Vectors:
    global _encoder
    if _encoder is None:
        _encoder = SentenceEncoder()
    return np.stack([_encoder.encode(text) for text in texts])
