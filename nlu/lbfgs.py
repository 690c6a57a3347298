"""The minimum of a smooth function of very many numbers: limited-memory BFGS, step for step as SciPy's L-BFGS-B without bounds.

SciPy's minds bounds that nobody gives, in a loop over the numbers for each of the steps that it remembers; for 800,000 numbers that
takes longer than the function. Here the same is products of whole matrices. The line search is SciPy's (Moré and Thuente, 1994).

Byrd, Nocedal and Schnabel, "Representations of quasi-Newton matrices and their use in limited memory methods", Mathematical
Programming 63 (1994), theorem 2.2.
"""

from __future__ import annotations

from typing import Callable, Tuple

import numpy as np
from scipy.optimize._linesearch import scalar_search_wolfe1

from nlu.vectors import Vectors

STEPS_REMEMBERED = 10
SMALLEST_GAIN = 2.220446049250313e-09  # of SciPy: ten million times the precision of a number
SEARCH = {"c1": 1e-3, "c2": 0.9, "xtol": 0.1, "amin": 0.0, "amax": 1e10}
_PRECISION = np.finfo(np.float64).eps

Loss = Callable[[Vectors], Tuple[float, Vectors]]


class Curvature:
    """What the last steps say about the curvature: how each, and how the gradient over it, has changed."""

    def __init__(self, numbers: int) -> None:
        """Remember nothing yet of a function of so many `numbers`."""
        self._steps, self._changes = np.zeros((2, STEPS_REMEMBERED, numbers))
        self._steps_by_changes, self._changes_by_changes = np.zeros((2, STEPS_REMEMBERED, STEPS_REMEMBERED))
        self._order: list[int] = []

    def note(self, step: Vectors, change: Vectors) -> None:
        """Remember a step and the change of the gradient over it, in place of the oldest if need be."""
        place = self._order.pop(0) if len(self._order) == STEPS_REMEMBERED else len(self._order)
        self._steps[place], self._changes[place] = step, change
        self._order.append(place)
        self._steps_by_changes[:, place] = self._steps @ change
        self._changes_by_changes[:, place] = self._changes_by_changes[place] = self._changes @ change

    def forget(self) -> None:
        """Begin anew."""
        self._order.clear()

    def direction(self, gradient: Vectors) -> Vectors:
        """The step to the minimum, if the function were as curved everywhere."""
        if not self._order:
            return -gradient
        chosen = np.ix_(self._order, self._order)
        upper, changes = np.triu(self._steps_by_changes[chosen]), self._changes_by_changes[chosen]
        scale = upper[-1, -1] / changes[-1, -1]
        along = np.linalg.solve(upper, (self._steps @ gradient)[self._order])
        middle = (np.diag(upper.diagonal()) + scale * changes) @ along - scale * (self._changes @ gradient)[self._order]
        back, forth = np.zeros((2, STEPS_REMEMBERED))
        back[self._order], forth[self._order] = np.linalg.solve(upper.T, middle), scale * along
        direction: Vectors = forth @ self._changes - back @ self._steps - scale * gradient
        return direction


class Line:
    """A function along a direction: each place is looked at once."""

    def __init__(self, loss: Loss, start: Vectors, direction: Vectors) -> None:
        """Look from `start` along `direction`."""
        self._loss, self._start, self._direction = loss, start, direction
        self.at, self.value, self.gradient = start, 0.0, start

    def height(self, length: float) -> float:
        """The value so far along."""
        self.at = self._start + length * self._direction
        self.value, self.gradient = self._loss(self.at)
        return self.value

    def slope(self, length: float) -> float:
        """The slope at the place that was looked at last."""
        return float(self.gradient @ self._direction)


def minimize(loss: Loss, start: Vectors, most_steps: int, tolerance: float) -> Vectors:
    """Where `loss`, which gives a value and its gradient, is smallest.

    :param most_steps: after so many it is good enough.
    :param tolerance: of the greatest part of the gradient, where it is good enough.
    """
    at, (value, gradient) = start, loss(start)
    curvature = Curvature(len(start))
    for number in range(most_steps):
        if abs(gradient).max() <= tolerance:
            break
        line = _searched(loss, at, value, gradient, curvature.direction(gradient), is_first=not number)
        if line is None:  # what is remembered misleads
            curvature.forget()
            line = _searched(loss, at, value, gradient, -gradient, is_first=True)
            if line is None:
                break
        step, change, before = line.at - at, line.gradient - gradient, value
        if step @ change > _PRECISION * -(gradient @ step):
            curvature.note(step, change)
        at, value, gradient = line.at, line.value, line.gradient
        if before - value <= SMALLEST_GAIN * max(abs(before), abs(value), 1.0):
            break
    return at


def _searched(loss: Loss, start: Vectors, value: float, gradient: Vectors, direction: Vectors, is_first: bool) -> Line | None:
    """The line along `direction`, at a place that is low and flat enough; None if there is none."""
    if is_first:  # nobody knows how far
        direction = direction * min(1.0, 1.0 / float(np.linalg.norm(direction)))
    line = Line(loss, start, direction)
    slope = float(gradient @ direction)
    if slope >= 0.0:
        return None
    length, _, _ = scalar_search_wolfe1(line.height, line.slope, value, None, slope, **SEARCH)
    return line if length is not None else None
