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
import subprocess
import sys
import tarfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from tools.processes import HOST, PROJECT, Processes, Program, free_port

__all__ = ["HOST", "PROJECT", "free_port"]
RUN_FOLDER = PROJECT / ".run"
MODEL = PROJECT / "models" / "assistant.tar.gz"
PORT, DESK_PORT = 5005, 5006
# What the desk runs: its pages, what copies the assistant's events for them, and its nightly and weekly work.
DESK = {"pages": ("review.serve",), "ingester": ("review", "ingest", "--follow"), "schedule": ("tools.schedule", "follow")}
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
BYTES_OF_THE_SECRET = 32
SECONDS_BETWEEN_LOOKS = 0.2
# A worker that is told to end finishes its turns first.
SECONDS_TO_END = 25.0


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
    """Starts the servers, watches them, ends them."""

    port: int
    model: Path
    database: Path | str
    log: Path
    action_port: int = field(default_factory=free_port)
    desk_port: int = 0
    ending: bool = False
    processes: Processes = field(default_factory=Processes)

    @property
    def assistant(self) -> subprocess.Popen[bytes] | None:
        """Rasa's process."""
        return self.processes.process("assistant")

    @property
    def actions(self) -> subprocess.Popen[bytes] | None:
        """The action server's process."""
        return self.processes.process("actions")

    def run(self) -> int:
        """Serve until told to end or until Rasa ends; the exit code is Rasa's, or 0, or 1 where content or settings are wrong.

        :raises SystemExit: the database could not be made ready for the desk.
        """
        self._end_on_signals()
        # It takes a second, in which the servers can begin; none listens before it has ended.
        command = [sys.executable, "-W", "ignore", "-m", "tools.check_content"]
        check = subprocess.Popen(command, cwd=PROJECT, env={**os.environ, **QUIET}, start_new_session=True)
        if self.desk_port:
            self._prepare_database()
        try:
            for part in DESK if self.desk_port else ():
                self._start_desk(part)
            self._start_actions()
            self._start_assistant()
            return check.wait() or self._watch()
        finally:
            self.end()

    def end(self) -> None:
        """End all servers, Rasa first so that no turn meets a missing action server."""
        self.processes.end(SECONDS_TO_END)

    def _watch(self) -> int:
        while not self.ending:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            if self.assistant and self.assistant.poll() is not None:
                return self.assistant.returncode
            self.processes.look(but_not="assistant")
        return 0

    def _prepare_database(self) -> None:
        """Make the tables before Rasa makes its own, which would lack what the desk reads it by."""
        self._make_folder()
        if self._program("migrate", ["-m", "review", "migrate", "--verbosity", "0"]).start().wait():
            place = self.database if isinstance(self.database, Path) else "CLINIC_DATABASE"  # a URL holds a password
            raise SystemExit(f"The database at {place} could not be made ready. The log: {self.log}")

    def _start_desk(self, part: str) -> None:
        options = {"pages": ["--port", str(self.desk_port)], "schedule": ["--file", str(self.log.with_name("schedule.json"))]}
        self.processes.start(self._program(part, ["-m", *DESK[part], *options.get(part, [])]))

    def _start_actions(self) -> None:
        self.processes.start(self._program("actions", ["-m", "actions.server", "--port", str(self.action_port)]))

    def _start_assistant(self) -> None:
        self._make_folder()
        command = ["-m", "core.server", "--port", str(self.port), "--model", str(self.model)]
        self.processes.start(self._program("assistant", command))

    def _make_folder(self) -> None:
        if isinstance(self.database, Path):
            self.database.parent.mkdir(parents=True, exist_ok=True)

    def _program(self, name: str, arguments: list[str]) -> Program:
        variables = {
            **QUIET,
            **({"CLINIC_DESK_ADDRESS": desk_address(self.desk_port)} if self.desk_port else {}),
            "CLINIC_ACTION_URL": f"http://{HOST}:{self.action_port}/webhook",
            "CLINIC_DATABASE": str(self.database),
            "CLINIC_SECRET": secret_of(RUN_FOLDER / "secret"),
        }
        return Program(name, [sys.executable, "-W", "ignore", *arguments], self.log, variables=variables)

    def _end_on_signals(self) -> None:
        def end(number: int, frame: FrameType | None) -> None:
            self.ending = True

        for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signal_number, end)


def database_of(place: str) -> Path | str:
    """What `place` names: a file, or a URL as it stands."""
    return place if "://" in place else Path(place).resolve()


def main() -> None:
    """Check what is needed, then serve."""
    parser = argparse.ArgumentParser(description="Serve the assistant on the loopback address.")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--action-port", type=int, default=0, help="default: any free one")
    parser.add_argument("--desk-port", type=int, default=0, help="default: no desk")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--database", default=os.environ.get("CLINIC_DATABASE") or str(RUN_FOLDER / "conversations.db"))
    parser.add_argument("--log", type=Path, default=RUN_FOLDER / "assistant.log")
    arguments = parser.parse_args()
    if not (arguments.model.is_file() and tarfile.is_tarfile(arguments.model)):
        raise SystemExit(f"There is no model at {arguments.model}; `make train` makes one.")
    if free_port(arguments.port) != arguments.port:
        raise SystemExit(f"Port {arguments.port} is in use; choose another with --port.")
    files = (arguments.model.resolve(), database_of(arguments.database), arguments.log.resolve())
    supervisor = Supervisor(arguments.port, *files, free_port(arguments.action_port), arguments.desk_port)
    sys.exit(supervisor.run())


if __name__ == "__main__":
    main()
