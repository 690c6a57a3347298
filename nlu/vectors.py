"""The type of sentence vectors and of probabilities as arrays."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

Vectors = NDArray[Any]
