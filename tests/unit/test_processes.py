"""What dies is started again, what is ended stays ended, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.processes import Processes, Program

SLEEP = "import time; time.sleep(600)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(600)"
WITH_CHILD = "import subprocess, sys, time; print(subprocess.Popen(['sleep', '600']).pid, flush=True); time.sleep(600)"


@pytest.fixture
def processes() -> Iterator[Processes]:
    running = Processes()
    yield running
    running.end(seconds=1.0)


@pytest.fixture
def python(tmp_path: Path) -> Callable[..., Program]:
    def program(name: str, code: str, is_up: Callable[[], bool] = lambda: True) -> Program:
        return Program(name, [sys.executable, "-c", code], tmp_path / f"{name}.log", is_up=is_up)

    return program


def is_alive(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state) and not state.startswith("Z")


def look_until(processes: Processes, happens: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        processes.look()
        if happens():
            return True
        time.sleep(0.05)
    return False


def test_what_is_killed_is_started_again_and_counted(processes: Processes, python: Callable[..., Program]) -> None:
    processes.start(python("a", SLEEP))
    first = processes.pids()["a"]
    os.kill(first, signal.SIGKILL)
    assert look_until(processes, lambda: processes.pids().get("a", first) != first)
    assert processes.restarts == {"a": 1}


def test_what_a_dead_program_left_running_is_ended_before_it_starts_again(
    processes: Processes, python: Callable[..., Program], tmp_path: Path
) -> None:
    processes.start(python("a", WITH_CHILD))
    log = tmp_path / "a.log"
    assert look_until(processes, lambda: log.read_text().endswith("\n"))
    child = int(log.read_text())
    os.kill(processes.pids()["a"], signal.SIGKILL)
    assert look_until(processes, lambda: processes.restarts == {"a": 1})
    assert not is_alive(child)


def test_one_that_is_ended_for_good_is_not_started_again(processes: Processes, python: Callable[..., Program]) -> None:
    processes.start(python("a", SLEEP))
    pid = processes.pids()["a"]
    processes.end_one("a")
    processes.look()
    assert processes.pids() == {} and not is_alive(pid)


def test_who_does_not_end_in_time_is_killed(processes: Processes, python: Callable[..., Program], tmp_path: Path) -> None:
    processes.start(python("a", STUBBORN))
    assert look_until(processes, lambda: "ready" in (tmp_path / "a.log").read_text())
    pid = processes.pids()["a"]
    processes.end(seconds=0.5)
    assert not is_alive(pid)


def test_the_last_one_started_is_ended_first(processes: Processes, python: Callable[..., Program], tmp_path: Path) -> None:
    note = "import signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: (open({0!r}, 'a').write('{1}'), sys.exit()))\nprint('ready', flush=True)\ntime.sleep(600)"
    for name in "ab":
        processes.start(python(name, note.format(str(tmp_path / "order"), name)))
        assert look_until(processes, lambda name=name: "ready" in (tmp_path / f"{name}.log").read_text())
    processes.end()
    assert (tmp_path / "order").read_text() == "ba"


def test_waiting_for_what_does_not_come_up_names_it(processes: Processes, python: Callable[..., Program]) -> None:
    processes.start(python("well", SLEEP))
    processes.start(python("never", SLEEP, is_up=lambda: False))
    with pytest.raises(TimeoutError, match=r"not up after 1 seconds: never$"):
        processes.wait_until_up(1.0)
