"""Bars as SVG: their places in the picture, which the templates draw and write out as a table, too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Sequence

WIDTH, HEIGHT, GAP = 720, 160, 2
_MOST_LABELS = 8


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: what it stands for, how much, the list behind it, and where it stands, as SVG has it."""

    label: str
    value: int
    address: str = ""
    x: str = "0"
    y: str = "0"
    width: str = "0"
    height: str = "0"
    is_labelled: bool = False

    @property
    def shown(self) -> str:
        """The value as people write it."""
        return f"{self.value:,}"


def columns(bars: Sequence[Bar]) -> list[Bar]:
    """Upright bars side by side, in a picture of `WIDTH` by `HEIGHT`."""
    step, most = WIDTH / max(len(bars), 1), _most(bars)
    every = max(1, -(-len(bars) // _MOST_LABELS))
    placed = []
    for number, bar in enumerate(bars):
        height = HEIGHT * bar.value / most
        x, y, width, tall = (f"{length:.1f}" for length in (number * step, HEIGHT - height, max(step - GAP, 1), height))
        placed.append(replace(bar, x=x, y=y, width=width, height=tall, is_labelled=number % every == 0 and number + every // 2 < len(bars)))
    return placed


def rows(bars: Sequence[Bar]) -> list[Bar]:
    """Bars that lie, each as wide as its share of the longest in percent."""
    most = _most(bars)
    return [replace(bar, width=f"{100 * bar.value / most:.1f}") for bar in bars]


def _most(bars: Sequence[Bar]) -> int:
    return max((bar.value for bar in bars), default=0) or 1
