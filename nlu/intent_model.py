"""The intent model: sentence vector and n-grams, one multinomial logistic regression over both.

Kept apart from Rasa so that parts of a message can be read with it too, and so that it is measured and tested alone.
Stored as arrays and JSON: nothing that runs when it is loaded.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Sequence

import numpy as np
import scipy.sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu.encoder import SentenceEncoder
from nlu.encoding_ahead import vectors_of
from nlu.familiarity import Familiarity
from nlu.ngrams import Ngrams
from nlu.reading import Probabilities
from nlu.regression import fit
from nlu.vectors import Vectors

EMBEDDING_WEIGHT = 4.0
NGRAM_WEIGHTS = {"characters": 1.0, "words": 0.7}
INVERSE_PENALTY = 4.0
# More steps change no answer on held-out folds (69.9 % at 25 and at 95) and take four times as long.
MOST_STEPS = 30
TOLERANCE = 1e-2
_ARRAYS, _NAMES = "intent_model.npz", "intent_model.json"
_NGRAMS: dict[str, dict[str, Any]] = {
    "characters": {"analyzer": "char_wb", "ngram_range": (2, 4), "sublinear_tf": True},
    "words": {"ngram_range": (1, 2), "sublinear_tf": True, "token_pattern": r"[\w']+"},
}


class IntentModel:
    """Gives every intent a probability."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        """An untrained model over `encoder`."""
        self._encoder = encoder
        self._terms: dict[str, list[str]] = {}
        self._idf: dict[str, Vectors] = {}
        self._ngrams: dict[str, Ngrams] = {}
        # One row a feature, so that the rows of a text's n-grams lie together in memory.
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._bias = np.zeros(0, dtype=np.float32)
        self._familiarity: Familiarity | None = None
        self.intents: list[str] = []

    def fit(self, texts: Sequence[str], intents: Sequence[str]) -> IntentModel:
        """Learn from sentences and their intents; n-grams seen once are left out."""
        vectorizers = {name: TfidfVectorizer(min_df=2, **options) for name, options in _NGRAMS.items()}
        ngrams = [vectorizers[name].fit_transform(texts) * weight for name, weight in NGRAM_WEIGHTS.items()]
        vectors = vectors_of(texts, self._encoder)
        dense, sparse = vectors.astype(np.float64) * EMBEDDING_WEIGHT, scipy.sparse.hstack(ngrams, format="csr")
        learnt = fit(dense, sparse, intents, INVERSE_PENALTY, MOST_STEPS, TOLERANCE)
        self._familiarity = Familiarity.learn(texts, vectors, intents)
        self.intents = learnt.classes
        self._terms = {name: list(vectorizer.get_feature_names_out()) for name, vectorizer in vectorizers.items()}
        self._idf = {name: vectorizer.idf_.astype(np.float32) for name, vectorizer in vectorizers.items()}
        self._weights, self._bias = learnt.weights.astype(np.float32), learnt.bias.astype(np.float32)
        return self._ready()

    def probabilities(self, text: str) -> Vectors:
        """Probability of each intent in `self.intents`, shape (intents,)."""
        vector = self._encoder.encode(text)
        scores = self._bias + (vector * EMBEDDING_WEIGHT) @ self._weights[: len(vector)]
        first = len(vector)
        for name, weight in NGRAM_WEIGHTS.items():
            places, weights = self._ngrams[name].weigh(text)
            scores = scores + (weights * weight) @ self._weights[first + places]
            first += len(self._terms[name])
        exponents = np.exp(scores - scores.max())
        return np.asarray(exponents / exponents.sum())

    def off_topic(self, text: str, probabilities: Probabilities) -> float:
        """Chance, 0 to 1, that `text` is about something else altogether; see `Familiarity`."""
        if self._familiarity is None:
            raise RuntimeError("the intent model is not trained")
        return self._familiarity.off_topic(text, self._encoder.encode(text), probabilities)

    def write(self, folder: Path) -> None:
        """Store the trained model in `folder`."""
        if self._familiarity is None:
            raise RuntimeError("the intent model is not trained")
        self._familiarity.write(folder)
        np.savez_compressed(folder / _ARRAYS, weights=self._weights, bias=self._bias, **self._idf)
        names = {"intents": self.intents, "terms": self._terms}
        (folder / _NAMES).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path, encoder: SentenceEncoder) -> IntentModel:
        """Load a model that `write` stored.

        :raises FileNotFoundError: the folder holds no model.
        """
        names = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
        model = cls(encoder)
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            model._weights, model._bias = arrays["weights"], arrays["bias"]
            model._idf = {name: arrays[name] for name in _NGRAMS}
        model.intents, model._terms = names["intents"], names["terms"]
        model._familiarity = Familiarity.read(folder)
        return model._ready()

    def _ready(self) -> IntentModel:
        self._ngrams = {name: Ngrams(self._terms[name], self._idf[name], **options) for name, options in _NGRAMS.items()}
        return self
