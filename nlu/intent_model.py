"""The intent model: sentence vector and n-grams, one multinomial logistic regression over both.

Kept apart from Rasa so that parts of a message can be read with it too, and so that it is measured and tested alone.
Stored as arrays and JSON: nothing that runs when it is loaded.
"""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Sequence

import numpy as np
import scipy.sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from nlu.encoder import SentenceEncoder
from nlu.familiarity import Familiarity
from nlu.reading import Probabilities
from nlu.vectors import Vectors

EMBEDDING_WEIGHT = 4.0
NGRAM_WEIGHTS = {"characters": 1.0, "words": 0.7}
INVERSE_PENALTY = 4.0
# More steps change no answer on held-out folds (69.9 % at 25 and at 95) and take four times as long.
MOST_STEPS = 30
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
        self._ngrams: dict[str, TfidfVectorizer] = {}
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._bias = np.zeros(0, dtype=np.float32)
        self._familiarity: Familiarity | None = None
        self.intents: list[str] = []

    def fit(self, texts: Sequence[str], intents: Sequence[str]) -> IntentModel:
        """Learn from sentences and their intents; n-grams seen once are left out."""
        self._ngrams = {name: TfidfVectorizer(min_df=2, **options).fit(texts) for name, options in _NGRAMS.items()}
        regression = LogisticRegression(C=INVERSE_PENALTY, max_iter=MOST_STEPS, tol=1e-2, class_weight="balanced")
        vectors = self._vectors(texts)
        regression.fit(self._features(texts, vectors), intents)
        self._familiarity = Familiarity.learn(texts, vectors, intents)
        self.intents = [str(intent) for intent in regression.classes_]
        self._weights = regression.coef_.astype(np.float32)
        self._bias = regression.intercept_.astype(np.float32)
        return self

    def probabilities(self, text: str) -> Vectors:
        """Probability of each intent in `self.intents`, shape (intents,)."""
        scores = np.asarray(self._features([text], self._vectors([text])) @ self._weights.T)[0] + self._bias
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
        idf = {name: vectorizer.idf_.astype(np.float32) for name, vectorizer in self._ngrams.items()}
        np.savez_compressed(folder / _ARRAYS, weights=self._weights, bias=self._bias, **idf)
        terms = {name: list(vectorizer.get_feature_names_out()) for name, vectorizer in self._ngrams.items()}
        names = {"intents": self.intents, "terms": terms}
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
            for name, options in _NGRAMS.items():
                vectorizer = TfidfVectorizer(vocabulary=names["terms"][name], **options)
                vectorizer.idf_ = arrays[name]
                model._ngrams[name] = vectorizer
        model.intents = names["intents"]
        model._familiarity = Familiarity.read(folder)
        return model

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        if len(texts) == 1:
            return np.stack([self._encoder.encode(texts[0])])
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # the encoder works outside Python's lock
            return np.stack(list(pool.map(self._encoder.encode, texts)))

    def _features(self, texts: Sequence[str], vectors: Vectors) -> scipy.sparse.csr_matrix:
        ngrams = [self._ngrams[name].transform(texts) * weight for name, weight in NGRAM_WEIGHTS.items()]
        return scipy.sparse.hstack([scipy.sparse.csr_matrix(vectors * EMBEDDING_WEIGHT), *ngrams], format="csr")
