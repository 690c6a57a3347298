"""The supervisor finds free ports, says what is missing, and leaves no server behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools.serve import HOST, PROJECT, Supervisor, free_port, secret_of

SECONDS = 30.0


def supervise(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """`python -m tools.serve` with its files in `folder`."""
    files = ["--database", str(folder / "conversations.db"), "--log", str(folder / "assistant.log")]
    command = [sys.executable, "-m", "tools.serve", *arguments, *files]
    return subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def until(happens: Callable[[], bool]) -> bool:
    """Wait for what must happen; whether it did."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if happens():
            return True
        time.sleep(0.1)
    return False


def children_of(process: int) -> list[int]:
    """Processes that `process` has started and that still run."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [line.split() for line in listed.splitlines()]
    return [int(child) for child, parent in pairs if int(parent) == process]


def is_alive(process: int) -> bool:
    """Whether a process with this id runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


@contextmanager
def supervisor_in(folder: Path) -> Iterator[Supervisor]:
    """A supervisor with a real action server, and its end."""
    supervisor = Supervisor(free_port(), folder / "no-model.tar.gz", folder / "conversations.db", folder / "assistant.log")
    try:
        yield supervisor
    finally:
        supervisor.end()


def test_a_wanted_port_is_taken_if_it_is_free() -> None:
    wanted = free_port()
    assert free_port(wanted) == wanted


def test_another_port_is_found_if_the_wanted_one_is_in_use() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        found = free_port(taken.getsockname()[1])
        assert found not in (0, taken.getsockname()[1])
        assert not listens(found)


@pytest.mark.parametrize("content", [None, b"this is no model"])
def test_without_a_model_the_start_stops_with_what_to_do(tmp_path: Path, content: bytes | None) -> None:
    model = tmp_path / "assistant.tar.gz"
    if content:
        model.write_bytes(content)
    server = supervise(tmp_path, "--model", str(model))
    shown, told = server.communicate(timeout=SECONDS)
    assert (server.returncode, shown) == (1, "")
    assert told == f"There is no model at {model}; `make train` makes one.\n"
    assert not (tmp_path / "assistant.log").exists()


def test_the_action_server_is_reached_on_the_loopback_address_and_ended_with_the_supervisor(tmp_path: Path) -> None:
    with supervisor_in(tmp_path) as supervisor:
        supervisor._start_actions()
        assert until(lambda: listens(supervisor.action_port))
        actions = supervisor.actions
        assert actions and actions.poll() is None
    assert actions.returncode is not None
    assert not listens(supervisor.action_port)


def test_ending_twice_or_before_the_start_is_harmless(tmp_path: Path) -> None:
    with supervisor_in(tmp_path) as supervisor:
        supervisor.end()
        supervisor.end()


def test_when_rasa_ends_so_does_the_supervisor_with_the_same_exit_code(tmp_path: Path) -> None:
    with supervisor_in(tmp_path) as supervisor:
        supervisor.processes.start(supervisor._program("assistant", ["-c", "raise SystemExit(3)"]))
        assert supervisor._watch() == 3


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_both_servers(tmp_path: Path, sent: signal.Signals) -> None:
    model = tmp_path / "assistant.tar.gz"
    tarfile.open(model, "w:gz").close()
    port, action_port = free_port(), free_port()
    server = supervise(tmp_path, "--model", str(model), "--port", str(port), "--action-port", str(action_port))
    assert until(lambda: listens(action_port))
    assert until(lambda: len(children_of(server.pid)) == 2)  # the check of the content has ended
    children = children_of(server.pid)
    server.send_signal(sent)
    assert server.wait(timeout=SECONDS) == 0
    assert not any(is_alive(child) for child in children)
    assert not listens(port) and not listens(action_port)


def test_a_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLINIC_SECRET", raising=False)
    file = tmp_path / "run" / "secret"
    made = secret_of(file)
    assert len(made) >= 32
    assert secret_of(file) == made == file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [other.name for other in file.parent.iterdir()] == ["secret"]
    assert secret_of(tmp_path / "other" / "secret") != made


def test_the_secret_of_the_environment_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINIC_SECRET", "from the environment, long enough")
    assert secret_of(tmp_path / "secret") == "from the environment, long enough"
    assert not (tmp_path / "secret").exists()


def test_if_the_port_is_in_use_the_start_stops_with_what_to_do(tmp_path: Path) -> None:
    model = tmp_path / "assistant.tar.gz"
    tarfile.open(model, "w:gz").close()
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = supervise(tmp_path, "--model", str(model), "--port", str(port))
        _, told = server.communicate(timeout=SECONDS)
    assert (server.returncode, told) == (1, f"Port {port} is in use; choose another with --port.\n")
    assert not (tmp_path / "assistant.log").exists()
