"""Bars as SVG, with the numbers beside them for who does not see bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

WIDTH, HEIGHT, GAP = 720, 160, 2
_MOST_LABELS = 10


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: what it stands for, how much, and the list behind it."""

    label: str
    value: int
    address: str = ""
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0
    share: int = 0
    is_labelled: bool = False


def columns(bars: Sequence[Bar]) -> list[Bar]:
    """Upright bars side by side, in a picture of `WIDTH` by `HEIGHT`."""
    most = max((bar.value for bar in bars), default=0) or 1
    step = WIDTH / max(len(bars), 1)
    every = max(1, -(-len(bars) // _MOST_LABELS))
    placed = []
    for number, bar in enumerate(bars):
        height = round(HEIGHT * bar.value / most, 1)
        shape = (round(number * step, 1), round(HEIGHT - height, 1), round(max(step - GAP, 1), 1), height)
        placed.append(Bar(bar.label, bar.value, bar.address, *shape, 0, number % every == 0))
    return placed


def rows(bars: Sequence[Bar]) -> list[Bar]:
    """Bars that lie, each with its share of the longest in percent."""
    most = max((bar.value for bar in bars), default=0) or 1
    return [Bar(bar.label, bar.value, bar.address, share=round(100 * bar.value / most)) for bar in bars]
