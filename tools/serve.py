"""Serves the assistant: Rasa, the action server and the staff desk under one supervisor, on the loopback address.

    python -m tools.serve [--port 5005] [--desk-port 5006] [--model models/assistant.tar.gz]

Ends all on Ctrl-C or SIGTERM. An action server or a desk that dies is started again; the chat goes on meanwhile, because
fixed replies need neither. If Rasa itself dies, the supervisor ends with its exit code.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tarfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from channels.messaging.settings import check_settings
from tools.check_content import check_content

PROJECT = Path(__file__).parent.parent
RUN_FOLDER = PROJECT / ".run"
MODEL = PROJECT / "models" / "assistant.tar.gz"
HOST, PORT, DESK_PORT = "127.0.0.1", 5005, 5006
# What the desk runs: its pages, and what copies the assistant's events for them.
DESK = {"pages": ("review.serve",), "ingester": ("review", "ingest", "--follow")}
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
# A turn's matrices are small: several threads on one would only wait for each other, and burn a processor doing so.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
BYTES_OF_THE_SECRET = 32
SECONDS_BEFORE_RESTART = 1.0
SECONDS_TO_END = 10.0


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


def desk_address(port: int) -> str:
    """Where staff find the desk: what the environment says, else this machine."""
    return os.environ.get("CLINIC_DESK_ADDRESS") or f"http://{HOST}:{port}"


def secret_of(file: Path) -> str:
    """The secret that signs the website chat's tokens: the environment's, else the one in `file`, made the first time."""
    given = os.environ.get("CLINIC_SECRET", "")
    if given:
        return given
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
        output.write(secrets.token_urlsafe(BYTES_OF_THE_SECRET))
    with contextlib.suppress(FileExistsError):  # another start was first
        os.link(draft, file)
    draft.unlink()
    return file.read_text(encoding="utf-8")


@dataclass
class Supervisor:
    """Starts the two servers, watches them, ends them."""

    port: int
    model: Path
    database: Path
    log: Path
    action_port: int = field(default_factory=free_port)
    desk_port: int = 0
    ending: bool = False
    assistant: subprocess.Popen[bytes] | None = None
    actions: subprocess.Popen[bytes] | None = None
    desk: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def run(self) -> int:
        """Serve until told to end or until Rasa ends; the exit code is Rasa's, or 0.

        :raises SystemExit: the database could not be made ready for the desk.
        """
        self._end_on_signals()
        if self.desk_port:
            self._prepare_database()
        try:
            self._start_actions()
            self._start_assistant()
            for part in DESK if self.desk_port else ():
                self._start_desk(part)
            return self._watch()
        finally:
            self.end()

    def end(self) -> None:
        """End all servers, Rasa first so that no turn meets a missing action server."""
        servers = [server for server in (self.assistant, self.actions, *self.desk.values()) if server]
        for server in servers:
            if server.poll() is None:
                server.terminate()
        deadline = time.monotonic() + SECONDS_TO_END
        for server in servers:
            _wait_or_kill(server, deadline)

    def _watch(self) -> int:
        while not self.ending:
            time.sleep(0.2)
            if self.assistant and self.assistant.poll() is not None:
                return self.assistant.returncode
            if self.actions and self.actions.poll() is not None and not self.ending:
                time.sleep(SECONDS_BEFORE_RESTART)
                self._start_actions()
            for part in [part for part, server in self.desk.items() if server.poll() is not None and not self.ending]:
                time.sleep(SECONDS_BEFORE_RESTART)
                self._start_desk(part)
        return 0

    def _prepare_database(self) -> None:
        """Make the tables before Rasa makes its own, which would lack what the desk reads it by."""
        self.database.parent.mkdir(parents=True, exist_ok=True)
        if self._start(["-m", "review", "migrate", "--verbosity", "0"]).wait():
            raise SystemExit(f"The database at {self.database} could not be made ready. The log: {self.log}")

    def _start_desk(self, part: str) -> None:
        self.desk[part] = self._start(["-m", *DESK[part], *(["--port", str(self.desk_port)] if part == "pages" else [])])

    def _start_actions(self) -> None:
        self.actions = self._start(["-m", "actions.server", "--port", str(self.action_port)])

    def _start_assistant(self) -> None:
        self.database.parent.mkdir(parents=True, exist_ok=True)
        serve = ["-m", "rasa", "run", "--interface", HOST, "--port", str(self.port), "--model", str(self.model)]
        files = ["--endpoints", str(PROJECT / "endpoints.yml"), "--credentials", str(PROJECT / "credentials.yml")]
        self.assistant = self._start([*serve, *files])

    def _start(self, arguments: list[str]) -> subprocess.Popen[bytes]:
        variables = {
            **({"CLINIC_DESK_ADDRESS": desk_address(self.desk_port)} if self.desk_port else {}),
            "CLINIC_ACTION_URL": f"http://{HOST}:{self.action_port}/webhook",
            "CLINIC_DATABASE": str(self.database),
            "CLINIC_SECRET": secret_of(RUN_FOLDER / "secret"),
        }
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-W", "ignore", *arguments],
                cwd=PROJECT,
                env={**os.environ, **QUIET, **ONE_THREAD, **variables},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def _end_on_signals(self) -> None:
        def end(number: int, frame: FrameType | None) -> None:
            self.ending = True

        for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signal_number, end)


def _wait_or_kill(server: subprocess.Popen[bytes], deadline: float) -> None:
    try:
        server.wait(timeout=max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main() -> None:
    """Check what is needed, then serve."""
    parser = argparse.ArgumentParser(description="Serve the assistant on the loopback address.")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--action-port", type=int, default=0, help="default: any free one")
    parser.add_argument("--desk-port", type=int, default=0, help="default: no desk")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--database", type=Path, default=Path(os.environ.get("CLINIC_DATABASE", RUN_FOLDER / "conversations.db")))
    parser.add_argument("--log", type=Path, default=RUN_FOLDER / "assistant.log")
    arguments = parser.parse_args()
    check_content()
    check_settings()
    if not (arguments.model.is_file() and tarfile.is_tarfile(arguments.model)):
        raise SystemExit(f"There is no model at {arguments.model}; `make train` makes one.")
    if free_port(arguments.port) != arguments.port:
        raise SystemExit(f"Port {arguments.port} is in use; choose another with --port.")
    files = (arguments.model.resolve(), arguments.database.resolve(), arguments.log.resolve())
    supervisor = Supervisor(arguments.port, *files, free_port(arguments.action_port), arguments.desk_port)
    sys.exit(supervisor.run())


if __name__ == "__main__":
    main()
