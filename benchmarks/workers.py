"""One worker and two behind nginx, with PostgreSQL and Redis, on this machine: turns a second, and what each part takes.

    python -m benchmarks.workers [--rounds 15] [--visitors 32] [--seconds 5]

Both topologies run all the time and are loaded in turn, so that what else the machine does meets both alike; the one that is
not asked does nothing. Once visitors ask more questions in turn than the assistant remembers the vectors of, so that each is new to
it, and once the same ten messages again and again, which it remembers: then a turn is less work for a worker and as much for all others.

Each visitor writes the next message as soon as the last one is answered, so the visitors are split between two workers by chance: of
N visitors, any number is as often as another at the first worker (two queues of one speed, each customer to either by a coin: Gordon
and Newell 1967). One of both has nobody in 2 / (N + 1) of the time, which is 12 % with 16 visitors and 6 % with 32.

Visitors, nginx, PostgreSQL, Redis and the action servers share the machine with the workers: on two processors two workers cannot
do twice the work of one. So the processor time of each part is told for every turn, and what a second processor of this machine adds
to processes that share nothing.
"""

from __future__ import annotations

import argparse
import statistics
from dataclasses import astuple, dataclass, field
from typing import Sequence

from benchmarks import processes
from benchmarks.contenders import OUR_TEXTS
from benchmarks.questions import questions
from benchmarks.second_processor import gain
from benchmarks.visitors import Visits, visits
from tools.topology import Topology, running_topology

LEAST_OF_TWO = 1.6
PARTS = ("assistant", "actions", "nginx", "postgresql", "redis", "ingester", "desk")
VISITORS_THEMSELVES = "the visitors themselves"
WARM_UP_SECONDS = 3.0


@dataclass
class Figures:
    """What was seen of one topology: a value a round, and milliseconds of processor time a turn by part."""

    workers: int
    per_second: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p95: list[float] = field(default_factory=list)
    cpu_ms: dict[str, list[float]] = field(default_factory=dict)
    failed: int = 0

    def add(self, seen: Visits, cpu: dict[str, float]) -> None:
        """Note a round."""
        self.per_second.append(seen.per_second)
        self.p50.append(seen.ms(0.5))
        self.p95.append(seen.ms(0.95))
        self.failed += seen.failed
        for part, seconds in {**cpu, VISITORS_THEMSELVES: seen.cpu}.items():
            self.cpu_ms.setdefault(part, []).append(1000 * seconds / seen.turns)

    @property
    def turns_a_second(self) -> float:
        """Median of the rounds."""
        return statistics.median(self.per_second)

    def lines(self) -> Sequence[str]:
        """What is printed of it."""
        share = {part: statistics.median(values) for part, values in self.cpu_ms.items()}
        parts = ", ".join(f"{part} {took:.2f}" for part, took in sorted(share.items(), key=lambda item: -item[1]) if took >= 0.01)
        return [
            f"{self.workers} worker{'s' if self.workers > 1 else ''}: {self.turns_a_second:.1f} turns a second,"
            f" p50 {statistics.median(self.p50):.0f} ms, p95 {statistics.median(self.p95):.0f} ms, failed {self.failed}",
            f"  processor time a turn, ms: {parts}; of it the visitors {share[VISITORS_THEMSELVES] / sum(share.values()):.0%}",
        ]


@dataclass(frozen=True)
class Load:
    """What visitors write, how many of them at a time, for how many seconds."""

    texts: Sequence[str]
    visitors: int
    seconds: float


def measure(topology: Topology, figures: Figures, load: Load) -> None:
    """Load one topology once."""
    before = cpu_of(topology)
    seen = visits(topology.ports.chat, *astuple(load))
    figures.add(seen, {part: used - before[part] for part, used in cpu_of(topology).items()})


def cpu_of(topology: Topology) -> dict[str, float]:
    """Processor seconds that each part has used so far."""
    used = dict.fromkeys(PARTS, 0.0)
    for name, pid in topology.pids().items():
        used[name.split("-")[0]] += processes.cpu_seconds(pid)
    return used


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="One worker and two, behind nginx.")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--visitors", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each load, all visitors being there")
    wanted = parser.parse_args()
    texts = {"questions of visitors": questions(), "the same ten messages": OUR_TEXTS}
    figures = {name: (Figures(1), Figures(2)) for name in texts}
    gains = []
    with running_topology(1, 2) as one, running_topology(2, 2) as two:
        for topology in (one, two):
            visits(topology.ports.chat, OUR_TEXTS, wanted.visitors, WARM_UP_SECONDS)
        for number in range(wanted.rounds):
            gains.append(gain(rounds=1))
            for name in texts:
                pair = list(zip((one, two), figures[name]))
                for topology, own in reversed(pair) if number % 2 else pair:  # so that a machine that grows slower is fair
                    measure(topology, own, Load(texts[name], wanted.visitors, wanted.seconds))
    print(f"Meanwhile two processes that share nothing did {statistics.median(gains):.2f} times the work of one on this machine.")
    for name, both in figures.items():
        print("\n".join([f"{name}:", *(line for own in both for line in own.lines()), verdict(*both)]))


def verdict(one: Figures, two: Figures) -> str:
    """How many times the turns of one worker two have answered, in the median round: both of a round met the same machine."""
    ratio = statistics.median(twos / ones for ones, twos in zip(one.per_second, two.per_second))
    kept = "kept" if ratio >= LEAST_OF_TWO else "MISSED"
    return f"Two workers answer {ratio:.2f} times as many turns a second as one; at least {LEAST_OF_TWO:.2f}: {kept}"


if __name__ == "__main__":
    main()
