"""All messaging channels under load, with resends, without forged webhooks and then with them.

    python -m benchmarks.messaging [--seconds 120] [--rate 25] [--forged 200]

The platforms' fakes run in this process; the true webhooks and the forged ones come from a process of their own each. All of
them share the machine with the assistant, so their use of the processor is told. Ends with exit code 1 if a message was
lost or doubled, or a forged one was let in.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sqlite3
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import NamedTuple, Sequence

from benchmarks import processes
from benchmarks.load import percentile
from benchmarks.messaging_counts import Counts, conversations_of, count, taken_by
from benchmarks.messaging_senders import Report, forged_ones, true_ones
from tests.platforms.everything import Platforms, aim, all_platforms, variables_of
from tools.running import Running, running_assistant

MOST_OF_THE_P95 = 4 / 3
REFUSALS = (401, 403)
SECONDS_TO_SETTLE = 60.0
SECONDS_TO_BEGIN = 3.0
WARM_UP = 10.0


class Figures(NamedTuple):
    """One run: what was counted, what both processes report, shares of one CPU by who used them, and what a message cost."""

    counts: Counts
    true: Report
    forged: Report | None
    cpu: dict[str, float]
    cpu_ms_a_message: float

    @property
    def let_in(self) -> int:
        """Forged webhooks that were not refused."""
        return sum(webhook.status not in (*REFUSALS, 0) for webhook in self.forged.webhooks) if self.forged else 0

    @property
    def webhook_seconds(self) -> Sequence[float]:
        """How long the true webhooks waited for an answer."""
        return [webhook.seconds for webhook in self.true.webhooks]


class Clinic:
    """The assistant under load, its fakes, and the processes that write to it."""

    def __init__(self, place: Running, platforms: Platforms, senders: ProcessPoolExecutor) -> None:
        """Nothing is sent yet."""
        self._place, self._platforms, self._senders = place, platforms, senders

    def run(self, seed: int, rate: float, forged_rate: float, seconds: float) -> Figures:
        """Send for so many seconds, wait until all is answered, and count."""
        begin = time.time() + SECONDS_TO_BEGIN
        true = self._senders.submit(true_ones, self._place.url, rate, seconds, seed, begin)
        forged = self._senders.submit(forged_ones, self._place.url, forged_rate, seconds, seed, begin) if forged_rate else None
        time.sleep(max(0.0, begin - time.time()))
        before = self._used()
        time.sleep(seconds)
        cpu = {name: (used - before[name]) / seconds for name, used in self._used().items()}
        reports = true.result(), forged.result() if forged else None
        settle(self._place.database)
        taken = taken_by({name: list(platform.far.sent) for name, platform in self._platforms.items()})
        counts = count(reports[0].webhooks, conversations_of(self._place.database), taken)
        return Figures(counts, *reports, cpu, 1000 * (self._used()["assistant"] - before["assistant"]) / max(1, counts.received))

    def _used(self) -> dict[str, float]:
        return {"assistant": processes.cpu_seconds(self._place.process), "platforms": time.process_time()}


def settle(database: Path) -> None:
    """Wait until nothing waits for a turn or for its platform, but not for ever."""
    waiting = (
        "select (select count(*) from messaging_received where answered is null)"
        " + (select count(*) from messaging_sent where state = 'waiting')"
    )
    deadline = time.monotonic() + SECONDS_TO_SETTLE
    with closing(sqlite3.connect(database, timeout=10)) as connection:
        while connection.execute(waiting).fetchone()[0] and time.monotonic() < deadline:
            time.sleep(0.2)
            connection.rollback()


def lines(name: str, figures: Figures) -> list[str]:
    """What is printed of one run."""
    counts, true, forged = figures.counts, figures.true, figures.forged
    shares = {**figures.cpu, "true sender": true.cpu, **({"forger": forged.cpu} if forged else {})}
    return [
        f"{name}: {len(true.webhooks)} true webhooks, {true.unheard} of them without an answer",
        f"  messages: sent {counts.sent}, resent {counts.resent}, received {counts.received}, answered {counts.answered},"
        f" lost {counts.lost}, doubled {counts.doubled}",
        *([f"  forged: {len(forged.webhooks)}, let in {figures.let_in}, without an answer {forged.unheard}"] if forged else []),
        f"  webhook answered:            {in_ms(figures.webhook_seconds)}",
        f"  answer at the platform after: {in_ms(counts.seconds)}",
        "  share of one CPU: " + ", ".join(f"{who} {share:.0%}" for who, share in shares.items())
        + f"; the assistant's for each message: {figures.cpu_ms_a_message:.0f} ms",
    ]


def in_ms(seconds: Sequence[float]) -> str:
    """Median and 95th percentile."""
    if not seconds:
        return "nothing came"
    return f"p50 {1000 * percentile(seconds, 0.5):7.1f}  p95 {1000 * percentile(seconds, 0.95):7.1f} ms"


def verdict(what: str, quiet: Sequence[float], besieged: Sequence[float]) -> str:
    """How much slower the true ones became, and whether that is within the bar."""
    ratio = percentile(besieged, 0.95) / percentile(quiet, 0.95) if quiet and besieged else float("inf")
    return f"{what}: p95 with forged ones is {ratio:.2f} of that without; at most {MOST_OF_THE_P95:.2f}: " + (
        "kept" if ratio <= MOST_OF_THE_P95 else "MISSED"
    )


def measure(seconds: float, rate: float, forged_rate: float, scratch: Path) -> tuple[Figures, Figures]:
    """Both runs, on one assistant."""
    spawned = multiprocessing.get_context("spawn")
    with all_platforms() as platforms, ProcessPoolExecutor(2, spawned) as senders:
        os.environ.update(variables_of(platforms))
        with running_assistant(database=scratch / "conversations.db", log=scratch / "assistant.log") as place:
            aim(platforms, place.url)
            clinic = Clinic(place, platforms, senders)
            clinic.run(0, rate, forged_rate, min(WARM_UP, seconds))
            return clinic.run(1, rate, 0, seconds), clinic.run(2, rate, forged_rate, seconds)


def main() -> None:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(description="All messaging channels under load, without and with forged webhooks.")
    parser.add_argument("--seconds", type=float, default=120.0, help="of each run (default 120)")
    parser.add_argument("--rate", type=float, default=25.0, help="true webhooks a second, a fifth of them resends")
    parser.add_argument("--forged", type=float, default=200.0, help="forged webhooks a second in the second run")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        quiet, besieged = measure(wanted.seconds, wanted.rate, wanted.forged, Path(scratch))
    print("\n".join([*lines("without forged ones", quiet), *lines("with forged ones", besieged)]))
    print(verdict("webhook answered", quiet.webhook_seconds, besieged.webhook_seconds))
    print(verdict("webhook to answer at the platform", quiet.counts.seconds, besieged.counts.seconds))
    faults = [figures.counts.lost + figures.counts.doubled + figures.let_in for figures in (quiet, besieged)]
    sys.exit(1 if any(faults) else 0)


if __name__ == "__main__":
    main()
