"""The classifier's regression finds what scikit-learn's finds."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from nlu.regression import Fit, fit

SAMPLES, DENSE, SPARSE = 120, 7, 40
LABELS = ["pain"] * 70 + ["sleep"] * 35 + ["hours"] * 15


@pytest.fixture(scope="module")
def features() -> tuple[np.ndarray, scipy.sparse.csr_matrix]:
    """A dense and a sparse part, in which the labels can be seen but not told apart for certain."""
    numbers = np.random.default_rng(3)
    centres = {label: numbers.normal(size=DENSE) for label in sorted(set(LABELS))}
    dense = np.array([centres[label] for label in LABELS]) + numbers.normal(size=(SAMPLES, DENSE))
    return dense, scipy.sparse.random(SAMPLES, SPARSE, 0.1, format="csr", random_state=5)


@pytest.mark.parametrize("steps", [1, 5, 200])
def test_weights_are_those_of_scikit_learn_after_as_many_steps(features: tuple[np.ndarray, scipy.sparse.csr_matrix], steps: int) -> None:
    dense, sparse = features
    theirs = LogisticRegression(C=4.0, max_iter=steps, tol=1e-4, class_weight="balanced")
    theirs.fit(scipy.sparse.hstack([dense, sparse], format="csr"), LABELS)
    ours: Fit = fit(dense, sparse, LABELS, inverse_penalty=4.0, most_steps=steps, tolerance=1e-4)
    assert ours.classes == list(theirs.classes_)
    np.testing.assert_allclose(ours.weights, theirs.coef_.T, atol=1e-9)
    np.testing.assert_allclose(ours.bias, theirs.intercept_, atol=1e-9)


def test_no_sparse_feature_at_all_is_no_trouble(features: tuple[np.ndarray, scipy.sparse.csr_matrix]) -> None:
    dense, _ = features
    ours = fit(dense, scipy.sparse.csr_matrix((SAMPLES, 0)), LABELS, inverse_penalty=4.0, most_steps=50, tolerance=1e-4)
    assert ours.weights.shape == (DENSE, 3)
