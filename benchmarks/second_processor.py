"""What a second processor of this machine adds, whoever uses it: `python -m benchmarks.second_processor`.

Two processes that share nothing, neither a lock nor a database nor a socket, do the work of one process each. On a machine whose
processors are independent they do twice as much in the same time; virtual ones, two of which are often one core's two threads, do
less. No two workers of anything can gain more than that.
"""

from __future__ import annotations

import json
import multiprocessing
import re
import statistics
import time
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier

import numpy
from threadpoolctl import threadpool_limits

# The kinds of work that a turn is made of: JSON, regular expressions, small matrices, plain Python.
_EVENT = {"event": "user", "text": "does massage help sleep " * 4, "parse_data": {"intent": {"name": "sleep", "confidence": 0.97}}}
_WORD = re.compile(r"\b(\w+)\b")
SECONDS, ROUNDS = 1.5, 5


def gain(seconds: float = SECONDS, rounds: int = ROUNDS) -> float:
    """How many times the work of one process two do at the same time, in the median of so many rounds."""
    return statistics.median(sum(_done_by(2, seconds)) / sum(_done_by(1, seconds)) for _ in range(rounds))


def _done_by(processes: int, seconds: float) -> list[int]:
    spawn = multiprocessing.get_context("spawn")
    done, start = spawn.SimpleQueue(), spawn.Barrier(processes)
    working = [spawn.Process(target=_work, args=(done, start, seconds)) for _ in range(processes)]
    for each in working:
        each.start()
    for each in working:
        each.join()
    return [done.get() for _ in working]


def _work(done: SimpleQueue[int], start: Barrier, seconds: float) -> None:
    threadpool_limits(limits=1)  # as a worker does: else one process takes both processors
    matrix, vector = numpy.ones((64, 384), dtype=numpy.float32), numpy.ones(384, dtype=numpy.float32)
    start.wait()
    count, until = 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        read = json.loads(json.dumps(_EVENT))
        {word: len(word) for word in _WORD.findall(read["text"])}
        matrix @ vector
        count += 1
    done.put(count)


if __name__ == "__main__":
    print(f"Two processes that share nothing do {gain():.2f} times the work of one on this machine.")
