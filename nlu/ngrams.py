"""Weighed n-grams of one text at a time, as arrays: scikit-learn's TF-IDF without its sparse matrices.

scikit-learn's `transform` checks and converts whole collections, which for one message takes ten times as long as the sum.
"""

from __future__ import annotations

from typing import Sequence

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu.vectors import Vectors

Places = npt.NDArray[np.intp]


class Ngrams:
    """The n-grams that were learnt, each with its place and its inverse document frequency."""

    def __init__(self, terms: Sequence[str], idf: Vectors, **options: object) -> None:
        """Remember learnt n-grams.

        :param terms: the n-grams, in the order of their places.
        :param idf: inverse document frequency of each, shape (terms,).
        :param options: how a text is cut, as `TfidfVectorizer` takes them; term frequencies are taken sublinearly.
        """
        self._cut = TfidfVectorizer(**options).build_analyzer()
        self._places = {term: place for place, term in enumerate(terms)}
        self._idf = idf

    def weigh(self, text: str) -> tuple[Places, Vectors]:
        """Places of the n-grams of `text` that were learnt, and their TF-IDF weights of Euclidean length 1."""
        known = [place for place in map(self._places.get, self._cut(text)) if place is not None]
        places, counts = np.unique(np.array(known, dtype=np.intp), return_counts=True)
        weights = (1.0 + np.log(counts)) * self._idf[places]
        length = float(np.sqrt(weights @ weights))
        return places, weights / length if length else weights
