"""How familiar a message is: whether it sounds like anything that the assistant was taught to answer.

A classifier must choose among the intents that it knows; it is often sure of one for a question about something else
("are androids expensive" is a price). So the chance of being off topic is weighed from five signs, by a logistic
function whose weights were chosen on the development questions (docs/decisions.md has the numbers).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Sequence

import numpy as np

from nlu.reading import Probabilities
from nlu.vectors import Vectors
from nlu.vocabulary import content_words

OFF_TOPIC = "out_of_scope"
_ARRAYS, _WORDS_FILE = "familiarity.npz", "familiarity.json"
_WORD = re.compile(r"[a-z']{3,}")
_OFTEN_ENOUGH = 2
_LITTLE_WORDS = frozenset(
    "the and for with you your are can how what when where who why does did was were has have had this that there they "
    "them its about into from not but all any some out get got".split()
)


@dataclass(frozen=True)
class Signs:
    """The five signs, in the order of the weights.

    `best`: log of the likeliest intent's probability, off topic left out; `off_topic`: log of off topic's; `nearest`:
    cosine to the nearest sentence of any intent; `nearest_of_best`: to the nearest of the likeliest; `unknown`: share of
    words that no taught sentence and no content holds.
    """

    best: float
    off_topic: float
    nearest: float
    nearest_of_best: float
    unknown: float


WEIGHTS = Signs(best=-0.84, off_topic=0.47, nearest=-2.05, nearest_of_best=-2.36, unknown=2.45)
BIAS = 2.8


class Familiarity:
    """Remembers the taught sentences as vectors and words."""

    def __init__(self, vectors: Vectors, intents: Sequence[str], words: frozenset[str]) -> None:
        """Remember taught sentences.

        :param vectors: of the sentences that have an answer, shape (sentences, dimensions).
        :param intents: of the same sentences.
        :param words: those that are no sign of another subject.
        """
        self._vectors = vectors.astype(np.float32)
        self._intents = np.array(intents)
        self._words = words

    @classmethod
    def learn(cls, texts: Sequence[str], vectors: Vectors, intents: Sequence[str]) -> Familiarity:
        """Remember the sentences that have an answer; those off topic only teach the classifier."""
        kept = [place for place, intent in enumerate(intents) if intent != OFF_TOPIC]
        counts = Counter(word for place in kept for word in set(_WORD.findall(texts[place].lower())))
        often = frozenset(word for word, count in counts.items() if count >= _OFTEN_ENOUGH)
        return cls(vectors[kept], [intents[place] for place in kept], often | content_words())

    def off_topic(self, text: str, vector: Vectors, probabilities: Probabilities) -> float:
        """Chance, 0 to 1, that `text` is about something that the assistant has no answer for."""
        signs = self.signs(text, vector, probabilities)
        score = BIAS + float(np.dot(astuple(WEIGHTS), astuple(signs)))
        return float(1.0 / (1.0 + np.exp(-score)))

    def signs(self, text: str, vector: Vectors, probabilities: Probabilities) -> Signs:
        """The five signs of `text`."""
        best = max((intent for intent in probabilities if intent != OFF_TOPIC), key=lambda intent: probabilities[intent])
        nearness = self._vectors @ vector
        return Signs(
            best=_log(probabilities[best]),
            off_topic=_log(probabilities.get(OFF_TOPIC, 0.0)),
            nearest=float(nearness.max()),
            nearest_of_best=float(nearness[self._intents == best].max(initial=0.0)),
            unknown=self._unknown(text),
        )

    def write(self, folder: Path) -> None:
        """Store what is remembered in `folder`; no sentence itself is stored."""
        np.savez_compressed(folder / _ARRAYS, vectors=self._vectors.astype(np.float16))
        stored = {"intents": self._intents.tolist(), "words": sorted(self._words)}
        (folder / _WORDS_FILE).write_text(json.dumps(stored), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Familiarity:
        """Load what `write` stored.

        :raises FileNotFoundError: the folder holds nothing of the kind.
        """
        stored = json.loads((folder / _WORDS_FILE).read_text(encoding="utf-8"))
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            return cls(arrays["vectors"], stored["intents"], frozenset(stored["words"]))

    def _unknown(self, text: str) -> float:
        words = [word for word in _WORD.findall(text.lower()) if word not in _LITTLE_WORDS]
        return sum(not self._is_known(word) for word in words) / max(1, len(words))

    def _is_known(self, word: str) -> bool:
        return bool({word, word.rstrip("s"), word + "s", word.removesuffix("'s")} & self._words)


def _log(probability: float) -> float:
    return float(np.log(probability + 1e-4))
