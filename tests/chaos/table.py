"""What is printed: one line a fault."""

from __future__ import annotations

from tests.chaos.experiment import Outcome

HEAD = ("fault", "sent", "answered", "told to retry", "stranded", "lost", "doubled", "mixed", "lasted s", "recovered s", "longest wait s")
_WIDTHS = (26, *(len(name) + 2 for name in HEAD[1:]))


def head() -> str:
    """What each column is."""
    return _line(HEAD)


def line(outcome: Outcome) -> str:
    """The figures of one fault."""
    counts = outcome.counts
    figures = (counts.sent, counts.answered, counts.told, counts.stranded, counts.lost, counts.doubled, counts.mixed)
    seconds = (outcome.seconds_it_lasted, outcome.seconds_to_recover, outcome.longest_wait)
    return _line((outcome.fault, *map(str, figures), *(f"{second:.1f}" for second in seconds)))


def _line(cells: tuple[str, ...]) -> str:
    first, *rest = (cell.rjust(width) for cell, width in zip(cells, _WIDTHS))
    return cells[0].ljust(len(first)) + "".join(rest)
