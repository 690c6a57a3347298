"""Keeps a worker to one of the machine's processors.

Of a worker's threads one runs at a time, by Python's lock. Where they are spread over processors, each takes the lock and what it works on
across from another one, a hundred times a turn: turns took 3 to 21 % more time of the processors (docs/decisions.md).
"""

from __future__ import annotations

import os


def keep_to(number: int) -> int | None:
    """Run on the processor `number` of those that this process may use, counted around.

    Which one that is; None where the system lets nobody choose.
    """
    if not hasattr(os, "sched_setaffinity"):
        return None
    allowed = sorted(os.sched_getaffinity(0))
    chosen = allowed[number % len(allowed)]
    os.sched_setaffinity(0, {chosen})
    return chosen
