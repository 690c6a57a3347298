"""The intent model: scikit-learn's logistic regression over the tuned encoder's vectors.

Kept apart from Rasa so that parts of a message can be read with it too, and so that it is measured and tested alone.
Stored as arrays and JSON: nothing that runs when it is loaded.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Sequence

import numpy as np
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression

from nlu.encoder import SentenceEncoder
from nlu.sentence_vectors import vectors_of
from nlu.vectors import Vectors

# Chosen on the development questions for calibration; docs/decisions/0002-encoder.md has the figures.
SCALE = 4.0
INVERSE_PENALTY = 1.0
MOST_STEPS = 100
_ARRAYS, _NAMES = "intent_model.npz", "intent_model.json"


class IntentModel:
    """Gives every intent a probability."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        """An untrained model over `encoder`."""
        self._encoder = encoder
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._bias = np.zeros(0, dtype=np.float32)
        self.intents: list[str] = []

    def fit(self, texts: Sequence[str], intents: Sequence[str]) -> IntentModel:
        """Learn from sentences and their intents."""
        learner = LogisticRegression(C=INVERSE_PENALTY, max_iter=MOST_STEPS, tol=1e-3)
        learner.fit(vectors_of(texts, self._encoder) * SCALE, list(intents))
        self.intents = [str(name) for name in learner.classes_]
        self._weights, self._bias = learner.coef_.astype(np.float32), learner.intercept_.astype(np.float32)
        return self

    def probabilities(self, text: str) -> Vectors:
        """Probability of each intent in `self.intents`, shape (intents,).

        :raises RuntimeError: the model is not trained.
        """
        if not self.intents:
            raise RuntimeError("the intent model is not trained")
        scores = self._weights @ (self._encoder.encode(text) * SCALE) + self._bias
        return np.asarray(softmax(scores))

    def write(self, folder: Path) -> None:
        """Store the trained model in `folder`."""
        np.savez_compressed(folder / _ARRAYS, weights=self._weights, bias=self._bias)
        (folder / _NAMES).write_text(json.dumps({"intents": self.intents}), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path, encoder: SentenceEncoder) -> IntentModel:
        """Load a model that `write` stored.

        :raises FileNotFoundError: the folder holds no model.
        """
        model = cls(encoder)
        model.intents = json.loads((folder / _NAMES).read_text(encoding="utf-8"))["intents"]
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            model._weights, model._bias = arrays["weights"], arrays["bias"]
        return model
