"""What the desk's ingester costs: processor time a turn of a visitor, while it keeps up with a live assistant and when it catches up.

    python -m benchmarks.ingesting [--turns 1000] [--rounds 3]

The command that the supervisor runs copies turns that come one by one, 30 a second, from 16 visitors at once. Its own processor
time is read from the system, and, on PostgreSQL, that of the server's process which serves it.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Mapping

from benchmarks import processes
from tools.postgresql import running_server
from tools.serve import PROJECT

TURNS_A_SECOND, VISITORS, TURNS_OF_A_VISITOR = 30.0, 16, 5
CONVERSATIONS, SESSIONS, ERASED = 2_000, 5_000, 100
FIRST_MADE_UP = 10**12  # ids of the messages that were there before
SECONDS_OF_NOTHING, SECONDS_TO_CATCH_UP = 10.0, 120.0
WARM_UP = 60
_FOLLOW = [sys.executable, "-W", "ignore", "-m", "review", "ingest", "--follow"]
_SERVED = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
_SAID, _COPIED = "FROM events WHERE type_name IN ('user', 'bot')", f"FROM conversations_message WHERE source_id < {FIRST_MADE_UP}"


def main() -> None:
    """Measure on both databases."""
    parser = argparse.ArgumentParser(description="Processor time of the desk's ingester, a turn.")
    parser.add_argument("--turns", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--here", action="store_true", help="measure the database of CLINIC_DATABASE, which is empty")
    wanted = parser.parse_args()
    if wanted.here:
        return _measure(wanted.turns, wanted.rounds)
    with tempfile.TemporaryDirectory() as scratch:
        _measure_in(f"{scratch}/desk.db", wanted.turns, wanted.rounds)
    with running_server() as server:
        _measure_in(server.url(), wanted.turns, wanted.rounds)


def _measure_in(database: str, turns: int, rounds: int) -> None:
    """Measure in a process of its own: Django has one database for its lifetime."""
    secret = "no secret: nobody but the benchmark signs in"
    ours = {"CLINIC_DATABASE": database, "CLINIC_SECRET": secret, "DJANGO_SETTINGS_MODULE": "review.settings"}
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.ingesting", "--here", "--turns", str(turns), "--rounds", str(rounds)]
    subprocess.run(command, check=True, env={**os.environ, **ours}, cwd=PROJECT)


def _measure(turns: int, rounds: int) -> None:
    import django

    django.setup()
    from django.db import connection

    from benchmarks.desk_data import write_events

    _prepare()
    seen: dict[str, list[float]] = {}
    with _following() as pids:
        _live(WARM_UP, "warm")
        _wait_for_the_copy()
        for number in range(rounds):
            with _noted(seen, "live, ms a turn", pids, turns):
                _live(turns, f"live-{number}")
            with _noted(seen, "catching up, ms a turn", pids, turns):
                write_events(turns, seed=number, name=f"many-{number}")
        with _noted(seen, "nothing new, ms a second", pids, SECONDS_OF_NOTHING):
            time.sleep(SECONDS_OF_NOTHING)
    print(f"{connection.vendor}, medians of {rounds} rounds of {turns:,} turns")
    for name, values in seen.items():
        print(f"  {name:<48}{statistics.median(values):>8.3f}", flush=True)


@contextmanager
def _noted(seen: dict[str, list[float]], name: str, pids: Mapping[str, int], count: float) -> Iterator[None]:
    """Note what the processes spend on the block and on copying what it has written, divided by `count`."""
    before = {who: processes.cpu_seconds(pid) for who, pid in pids.items()}
    yield
    _wait_for_the_copy()
    for who, pid in pids.items():
        seen.setdefault(f"{name}, {who}", []).append(1000 * (processes.cpu_seconds(pid) - before[who]) / count)


def _prepare() -> None:
    """Tables as the assistant and its website channel make them, with some weeks in them."""
    from django.core.management import call_command

    from benchmarks.desk_data import fill, fill_website
    from review.privacy.tombstones import bury

    call_command("migrate", verbosity=0)
    fill(CONVERSATIONS)
    fill_website(SESSIONS)
    bury([f"erased-{number}" for number in range(ERASED)], for_good=True, now=time.time())


@contextmanager
def _following() -> Iterator[Mapping[str, int]]:
    """The ingester at work: its process, and that of PostgreSQL's server which serves it."""
    from django.db import connection

    from review.conversations.bulk import read_all

    with tempfile.TemporaryDirectory() as scratch:
        ingester = processes.start(_FOLLOW, PROJECT, Path(scratch) / "log")
        try:
            pids = {"the ingester": ingester.pid}
            while connection.vendor == "postgresql" and len(pids) < 2:
                time.sleep(0.2)
                for (pid,) in read_all(_SERVED):
                    pids["PostgreSQL"] = pid
            yield pids
        finally:
            processes.end(ingester)


def _live(turns: int, name: str) -> None:
    """Write turns one by one at the pace of a busy assistant."""
    from benchmarks.desk_data import store, turn_events

    chance, begun = random.Random(name), time.monotonic()
    for turn in range(turns):
        time.sleep(max(0.0, begun + turn / TURNS_A_SECOND - time.monotonic()))
        visitor, said = turn % VISITORS, turn // VISITORS
        sender = f"{name}-{visitor}-{said // TURNS_OF_A_VISITOR}"
        store(list(turn_events(chance, sender, time.time(), begins=said % TURNS_OF_A_VISITOR == 0)))


def _wait_for_the_copy() -> None:
    """Until all that was said is copied."""
    from review.conversations.bulk import read_all

    deadline = time.monotonic() + SECONDS_TO_CATCH_UP
    while read_all(f"SELECT (SELECT COUNT(*) {_SAID}) > (SELECT COUNT(*) {_COPIED})")[0][0]:
        if time.monotonic() > deadline:
            raise RuntimeError("The ingester does not keep up.")
        time.sleep(0.3)


if __name__ == "__main__":
    main()
