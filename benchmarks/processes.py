"""Starts what is measured, reads its memory, and ends it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Sequence

PROC = Path("/proc")
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "2"}


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(command: Sequence[str], folder: Path, log: Path, **environment: str) -> subprocess.Popen[bytes]:
    """Start `command` in `folder` as its own process group, its output in `log`."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **QUIET, **environment},
            start_new_session=True,
        )


def seconds_of(command: Sequence[str], folder: Path, log: Path) -> float:
    """Seconds that `command` takes.

    :raises RuntimeError: it failed; the message names the log.
    """
    begun = time.perf_counter()
    if start(command, folder, log).wait() != 0:
        raise RuntimeError(f"{' '.join(command)} failed; see {log}")
    return time.perf_counter() - begun


def memory_mb(root: int) -> float:
    """Memory of a process and all that it started, in MB: the proportional set size, so that shared pages count once (Linux)."""
    return sum(_proportional_kb(PROC / str(number)) for number in family(root)) / 1000


def cpu_seconds(root: int) -> float:
    """Processor time of a process and all that it started and that still runs (Linux)."""
    fields = (_stat(number) for number in family(root))
    return sum(int(each[11]) + int(each[12]) for each in fields if each) / os.sysconf("SC_CLK_TCK")


def family(root: int) -> set[int]:
    """The process `root`, what it started, and what that started."""
    parents = {int(folder.name): _stat(int(folder.name)) for folder in PROC.iterdir() if folder.name.isdigit()}
    found, new = {root}, {root}
    while new:
        new = {number for number, fields in parents.items() if fields and int(fields[1]) in new} - found
        found |= new
    return found


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process group that `start` began."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)
    except ProcessLookupError:
        return
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _stat(number: int) -> list[str]:
    """What the system says of a process, from its state on; empty once it is gone."""
    try:
        return (PROC / str(number) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _proportional_kb(folder: Path) -> int:
    try:
        lines = (folder / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
