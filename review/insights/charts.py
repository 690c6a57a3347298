"""Bars as SVG: their places in the picture, which the templates draw and write out as a table, too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Sequence

WIDTH, HEIGHT, GAP = 720, 160, 2
_MOST_LABELS = 8


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: what it stands for, how much, the list behind it, and where it stands."""

    label: str
    value: int
    address: str = ""
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0
    is_labelled: bool = False


def columns(bars: Sequence[Bar]) -> list[Bar]:
    """Upright bars side by side, in a picture of `WIDTH` by `HEIGHT`."""
    step, most = WIDTH / max(len(bars), 1), _most(bars)
    every = max(1, -(-len(bars) // _MOST_LABELS))
    placed = []
    for number, bar in enumerate(bars):
        height = round(HEIGHT * bar.value / most, 1)
        x, y, width = round(number * step, 1), round(HEIGHT - height, 1), round(max(step - GAP, 1), 1)
        placed.append(replace(bar, x=x, y=y, width=width, height=height, is_labelled=number % every == 0))
    return placed


def rows(bars: Sequence[Bar]) -> list[Bar]:
    """Bars that lie, each as wide as its share of the longest in percent."""
    most = _most(bars)
    return [replace(bar, width=round(100 * bar.value / most, 1)) for bar in bars]


def _most(bars: Sequence[Bar]) -> int:
    return max((bar.value for bar in bars), default=0) or 1
