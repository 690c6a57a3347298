"""Servers on this machine that are started together, watched, started again when they die, and ended together."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL, SIGTERM
from typing import Callable, Mapping, Sequence

PROJECT = Path(__file__).parent.parent
HOST = "127.0.0.1"
SECONDS_BEFORE_RESTART = 1.0
SECONDS_TO_END = 10.0
SECONDS_BETWEEN_LOOKS = 0.2


def free_port(wanted: int = 0) -> int:
    """`wanted` if nobody listens there, else some free loopback port."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError(f"no free port on {HOST}")


def answers(url: str) -> bool:
    """Whether a GET of `url` is answered with 200."""
    try:
        with urllib.request.urlopen(url, timeout=2.0) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def listens(port: int) -> bool:
    """Whether somebody listens on a loopback port."""
    with socket.socket() as probe:
        probe.settimeout(2.0)
        return probe.connect_ex((HOST, port)) == 0


@dataclass(frozen=True)
class Program:
    """What is started, and as whom; `is_up` says whether it does its work, `end_with` how it is asked to end."""

    name: str
    command: Sequence[str]
    log: Path
    folder: Path = PROJECT
    variables: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    end_with: int = SIGTERM
    is_up: Callable[[], bool] = lambda: True

    def start(self) -> subprocess.Popen[bytes]:
        """Start it in a session of its own; what it prints goes to its log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            return subprocess.Popen(
                list(self.command),
                cwd=self.folder,
                env={**os.environ, **self.variables},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                user=self.user,
                start_new_session=True,
            )


@dataclass
class _Running:
    program: Program
    process: subprocess.Popen[bytes]
    found_dead: float | None = None


class Processes:
    """The programs that run; all of it may be called from several threads."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._running: dict[str, _Running] = {}
        self._guard = threading.RLock()
        self.restarts: dict[str, int] = {}

    def start(self, program: Program) -> None:
        """Start `program`, to be watched from now on."""
        with self._guard:
            self._running[program.name] = _Running(program, program.start())

    def look(self, but_not: str = "") -> None:
        """Start again what has died, a second after it was found dead, `but_not` this one."""
        now = time.monotonic()
        with self._guard:
            for name, running in list(self._running.items()):
                if running.process.poll() is None or name == but_not:
                    continue
                running.found_dead = running.found_dead or now
                if now - running.found_dead >= SECONDS_BEFORE_RESTART:
                    self.restarts[name] = self.restarts.get(name, 0) + 1
                    _kill_what_is_left(running.process)
                    self._running[name] = _Running(running.program, running.program.start())

    def pids(self) -> dict[str, int]:
        """The process of each program, by name; the dead are left out."""
        with self._guard:
            return {name: running.process.pid for name, running in self._running.items() if running.process.poll() is None}

    def process(self, name: str) -> subprocess.Popen[bytes] | None:
        """The newest process of a program, dead or alive; None where it was not started."""
        with self._guard:
            running = self._running.get(name)
            return running.process if running else None

    def are_up(self, *names: str) -> bool:
        """Whether these, or all, run and do their work."""
        with self._guard:
            programs = [running for name, running in self._running.items() if name in names or not names]
        return all(running.process.poll() is None and running.program.is_up() for running in programs)

    def end_one(self, name: str, seconds: float = SECONDS_TO_END) -> None:
        """End one program for good, in order if it does so in time."""
        with self._guard:
            running = self._running.pop(name)
        _ask_to_end(running)
        _wait_or_kill(running.process, time.monotonic() + seconds)

    def end(self, seconds: float = SECONDS_TO_END) -> None:
        """End all programs, the last one started first: it needs those before it. Harmless the second time."""
        with self._guard:
            ended, self._running = list(self._running.values())[::-1], {}
        deadline = time.monotonic() + seconds
        for running in ended:
            _ask_to_end(running)
            _wait_or_kill(running.process, deadline)

    def wait_until_up(self, seconds: float, *names: str) -> None:
        """Wait for these, or all; the dead are started again meanwhile.

        :raises TimeoutError: they did not come up in time.
        """
        deadline = time.monotonic() + seconds
        while not self.are_up(*names):
            if time.monotonic() > deadline:
                raise TimeoutError(f"not up after {seconds:.0f} seconds: {', '.join(self._down(names))}")
            time.sleep(SECONDS_BETWEEN_LOOKS)
            self.look()

    def _down(self, names: Sequence[str]) -> list[str]:
        return [name for name in names or tuple(self._running) if not self.are_up(name)]


def _ask_to_end(running: _Running) -> None:
    if running.process.poll() is None:
        running.process.send_signal(running.program.end_with)


def _kill_what_is_left(process: subprocess.Popen[bytes]) -> None:
    """End what a program that died has left running, such as nginx's workers, which keep its port."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, SIGKILL)


def _wait_or_kill(process: subprocess.Popen[bytes], deadline: float) -> None:
    try:
        process.wait(timeout=max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _kill_what_is_left(process)
