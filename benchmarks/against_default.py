"""This assistant beside Rasa's default (the project that `rasa init` writes), in one run: time, speed, memory and size.

    python -m benchmarks.against_default [--rounds N] [--report out.json]

Both are trained, started and asked over the REST channel with a SQLite tracker store; rounds alternate between the
two so that a noisy machine is noisy for both, and medians are printed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import processes
from benchmarks.contenders import Contender, default_assistant, our_assistant
from benchmarks.installed_size import default_mb, ours_mb
from benchmarks.load import first_answer, percentile, run_load

CONVERSATIONS = {1: 10, 8: 24}
# What the project has promised itself, as ratio of ours to the default's.
BOUNDS = {
    "training s": ("at most", 1 / 5),
    "first answer s": ("at most", 1 / 7),
    "p50 ms, 1 user": ("at most", 1 / 5),
    "p95 ms, 8 users": ("at most", 1 / 5),
    "messages/s, 8 users": ("at least", 5.0),
    "memory MB": ("at most", 1 / 3),
    "installed MB": ("at most", 1 / 3),
}


@dataclass
class Figures:
    """Every measurement of one contender, by name; one value a round."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, value: float) -> None:
        """Note one value."""
        self.values.setdefault(name, []).append(value)

    def median(self, name: str) -> float:
        """Median of a measurement."""
        return statistics.median(self.values[name])


def measure_training(contender: Contender, figures: Figures, scratch: Path) -> None:
    """Train once, from nothing."""
    figures.add("training s", processes.seconds_of(contender.train, contender.folder, scratch / "train.log"))


async def measure_serving(contender: Contender, figures: Figures, scratch: Path) -> None:
    """Start, wait for the first answer, load with 1 and 8 users, read the memory, end."""
    port = processes.free_port()
    begun = time.perf_counter()
    server = processes.start(contender.serve(port), contender.folder, scratch / "serve.log", **contender.environment)
    url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
    try:
        await first_answer(url)
        figures.add("first answer s", time.perf_counter() - begun)
        await run_load(url, contender.texts, 1, 2)
        for users, conversations in CONVERSATIONS.items():
            load = await run_load(url, contender.texts, users, conversations)
            label = f"{users} user{'s' if users > 1 else ''}"
            figures.add(f"p50 ms, {label}", 1000 * percentile(load.seconds, 0.50))
            figures.add(f"p95 ms, {label}", 1000 * percentile(load.seconds, 0.95))
            figures.add(f"messages/s, {label}", load.per_second)
            figures.add(f"unanswered, {label}", load.unanswered)
        figures.add("memory MB", processes.memory_mb(server.pid))
    finally:
        processes.end(server)


def table(ours: Figures, default: Figures) -> str:
    """Both contenders and their ratio, a measurement a line, with the bound where there is one."""
    lines = [f"{'':24}{'this':>10}{'default':>10}{'ratio':>8}   bound"]
    for name in ours.values:
        mine, theirs = ours.median(name), default.median(name)
        ratio = mine / theirs if theirs else float("nan")
        lines.append(f"{name:24}{mine:10.1f}{theirs:10.1f}{ratio:8.2f}   {verdict(name, ratio)}")
    return "\n".join(lines)


def verdict(name: str, ratio: float) -> str:
    """The bound of a measurement and whether `ratio` keeps it."""
    if name not in BOUNDS:
        return ""
    word, bound = BOUNDS[name]
    kept = ratio <= bound if word == "at most" else ratio >= bound
    return f"{word} {bound:.2f}: {'kept' if kept else 'MISSED'}"


def main() -> None:
    """Measure both and print the table."""
    parser = argparse.ArgumentParser(description="This assistant beside Rasa's default.")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of serving (default 3)")
    parser.add_argument("--report", type=Path, help="write every value to this JSON file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="clinic-bench-") as name:
        scratch = Path(name)
        contenders = [our_assistant(scratch), default_assistant(scratch)]
        figures = [Figures(), Figures()]
        figures[0].add("installed MB", ours_mb(Path(sys.executable)))
        figures[1].add("installed MB", default_mb())
        for contender, own in zip(contenders, figures):
            print(f"training {contender.name} ...", file=sys.stderr)
            measure_training(contender, own, scratch)
        for round_number in range(arguments.rounds):
            for contender, own in zip(contenders, figures):
                print(f"round {round_number + 1}: serving {contender.name} ...", file=sys.stderr)
                asyncio.run(measure_serving(contender, own, scratch))
    print(table(*figures))
    if arguments.report:
        arguments.report.write_text(json.dumps({"this": figures[0].values, "default": figures[1].values}, indent=1))


if __name__ == "__main__":
    main()
