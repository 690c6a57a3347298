"""Multinomial logistic regression over features of which some are dense and most are sparse.

The problem and the solver are those of scikit-learn's `LogisticRegression` (L-BFGS, balanced classes, the intercept without a
penalty), and so is the result. Its one matrix is sparse, so that it multiplies the dense part number by number; here the
dense part is multiplied as a whole, and the sparse part in pieces on each processor.
"""

from __future__ import annotations

import os
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Iterator, Sequence

import numpy as np
import scipy.sparse
import scipy.special
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from nlu.lbfgs import minimize
from nlu.vectors import Vectors


@dataclass(frozen=True)
class Fit:
    """What was learnt: `classes` in their order, `weights` of shape (features, classes), `bias` of shape (classes,)."""

    classes: list[str]
    weights: Vectors
    bias: Vectors


class Features:
    """A matrix of shape (samples, features) that is multiplied from both sides: `dense` columns first, then `sparse` ones."""

    def __init__(self, dense: Vectors, sparse: csr_matrix, processors: Executor, pieces: int) -> None:
        """Cut the sparse part into `pieces`, each multiplied on one of `processors`."""
        self._dense = dense
        self._processors = processors
        self._rows = _pieces(sparse, pieces)
        self._columns = _pieces(sparse.T.tocsr(), pieces)
        self.shape = (dense.shape[0], dense.shape[1] + sparse.shape[1])

    def times(self, weights: Vectors) -> Vectors:
        """The product with `weights`, of shape (features, classes): a score for each sample and class."""
        width = self._dense.shape[1]
        scores: Vectors = self._dense @ weights[:width] + np.concatenate(list(self._products(self._rows, weights[width:])))
        return scores

    def add_transposed_times(self, errors: Vectors, to: Vectors) -> None:
        """Add the product of the transposed matrix with `errors`, of shape (samples, classes), to `to`, in place."""
        width = self._dense.shape[1]
        to[:width] += self._dense.T @ errors
        for part in self._products(self._columns, errors):
            to[width : width + len(part)] += part
            width += len(part)

    def _products(self, pieces: Sequence[csr_matrix], right: Vectors) -> Iterator[Vectors]:
        return self._processors.map(lambda piece: piece @ right, pieces)


def fit(dense: Vectors, sparse: csr_matrix, labels: Sequence[str], inverse_penalty: float, most_steps: int, tolerance: float) -> Fit:
    """Learn to tell `labels` by the features of each sample; rare classes weigh as much as frequent ones.

    :param dense: shape (samples, dense features).
    :param sparse: shape (samples, sparse features).
    :param inverse_penalty: C, the inverse of the weight of the squared length of the weights.
    :param tolerance: of the greatest part of the gradient, where the solver stops before `most_steps`.
    """
    classes, places = np.unique(np.array(labels), return_inverse=True)
    pieces = os.cpu_count() or 1
    with ThreadPoolExecutor(pieces) as processors:  # SciPy multiplies outside Python's lock
        features = Features(np.ascontiguousarray(dense), sparse, processors, pieces)
        loss = _Loss(features, places, len(classes), 1.0 / inverse_penalty)
        found = minimize(loss, np.zeros((features.shape[1] + 1) * len(classes)), most_steps, tolerance)
    solution = found.reshape(-1, len(classes))
    return Fit([str(name) for name in classes], solution[:-1], solution[-1])


class _Loss:
    """Penalised loss and its gradient, at weights with the bias below them, laid out as one row."""

    def __init__(self, features: Features, places: NDArray[np.intp], classes: int, penalty: float) -> None:
        self._features, self._places, self._penalty = features, places, penalty
        self._samples = np.arange(len(places))
        counts = np.bincount(places, minlength=classes)
        self._sample_weights = (len(places) / (classes * counts))[places][:, None]

    def __call__(self, parameters: Vectors) -> tuple[float, Vectors]:
        table = parameters.reshape(self._features.shape[1] + 1, -1)
        weights, bias = table[:-1], table[-1]
        logs = scipy.special.log_softmax(self._features.times(weights) + bias, axis=1)
        errors = np.exp(logs)
        errors[self._samples, self._places] -= 1.0
        errors *= self._sample_weights
        loss = -float(self._sample_weights[:, 0] @ logs[self._samples, self._places])
        gradient = table * self._penalty
        gradient[-1] = errors.sum(axis=0)
        self._features.add_transposed_times(errors, gradient[:-1])
        return loss + 0.5 * self._penalty * float(np.vdot(weights, weights)), gradient.ravel()


def _pieces(matrix: csr_matrix, number: int) -> list[csr_matrix]:
    """`matrix` cut between rows into pieces of about as many entries."""
    wanted = np.linspace(0, matrix.nnz, number + 1)[1:-1]
    borders = [0, *np.searchsorted(matrix.indptr, wanted), matrix.shape[0]]
    return [matrix[first:last] for first, last in zip(borders, borders[1:])]
