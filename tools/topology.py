"""The assistant as a clinic with many visitors runs it, as plain processes on this machine: `python -m tools.topology --workers 2`.

PostgreSQL, Redis, nginx, assistant workers, action servers, the desk's pages and its ingester, each on a free loopback port, all
files in one folder. Each is watched and started again when it dies. It needs Debian's packages:
`tools/debian.sh postgresql redis-server nginx` brings them.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tools import nginx, postgresql, redis
from tools.processes import HOST, PROJECT, SECONDS_BETWEEN_LOOKS, Processes, Program, answers, free_port
from tools.serve import MODEL, QUIET

SECONDS_TO_START, SECONDS_TO_END = 180.0, 30.0


@dataclass
class Topology:
    """All of it; the names of its processes are those of `pids`."""

    folder: Path
    model: Path
    workers: int
    actions: int
    variables: dict[str, str]
    processes: Processes = field(default_factory=Processes)

    def __post_init__(self) -> None:
        """Choose the ports and make the files of the database; nothing runs yet."""
        self.postgresql = postgresql.new_server(self.folder / "postgresql")
        self.redis = redis.Server(free_port(), self.folder)
        self.ports = nginx.Ports(free_port(), free_port(), free_port(), free_port())
        self.assistant_ports = {f"assistant-{number + 1}": free_port() for number in range(self.workers)}
        self.action_ports = {f"actions-{number + 1}": free_port() for number in range(self.actions)}
        self.desk_port = free_port()
        self.secret = secrets.token_urlsafe(32)
        self._is_over = threading.Event()

    @property
    def url(self) -> str:
        """Where visitors reach it, through nginx."""
        return f"http://{HOST}:{self.ports.chat}"

    @property
    def desk_url(self) -> str:
        """Where staff reach it, through nginx."""
        return f"http://{HOST}:{self.ports.desk}"

    @property
    def database(self) -> str:
        """What CLINIC_DATABASE is."""
        return self.postgresql.url()

    def worker_url(self, name: str) -> str:
        """Where one worker is reached, past nginx."""
        return f"http://{HOST}:{self.assistant_ports[name]}"

    def pids(self) -> dict[str, int]:
        """The process of each program that runs, by name."""
        return self.processes.pids()

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Send a signal to a program; whoever dies of it is started again."""
        os.kill(self.pids()[name], number)

    def wait_until_up(self, seconds: float = SECONDS_TO_START) -> None:
        """Wait until every program does its work and nginx leads to it.

        :raises TimeoutError: that did not happen.
        """
        deadline = time.monotonic() + seconds
        self.processes.wait_until_up(seconds)
        while not answers(f"{self.url}/health/ready"):
            if time.monotonic() > deadline:
                raise TimeoutError("nginx does not lead to the assistant")
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def replace_workers(self, model: Path | None = None) -> None:
        """Change the model, or the content, without a gap: new workers first, then nginx is told, then the old ones end."""
        self.model = model or self.model
        old, start_at = list(self.assistant_ports), 1 + max(int(name.rsplit("-", 1)[1]) for name in self.assistant_ports)
        new = {f"assistant-{start_at + number}": free_port() for number in range(len(old))}
        self.assistant_ports.update(new)
        for name in new:
            self.processes.start(self._assistant(name))
        self.processes.wait_until_up(SECONDS_TO_START, *new)
        self.assistant_ports = new
        self._write_nginx()
        self.kill("nginx", signal.SIGHUP)
        time.sleep(1.0)  # nginx's new workers take over
        for name in old:
            self.processes.end_one(name, SECONDS_TO_END)

    def start(self) -> None:
        """Start everything, and watch it.

        :raises SystemExit: it did not come up.
        """
        try:
            self.processes.start(self.postgresql.program(postgresql.LASTING))
            self.processes.start(self.redis.program())
            self.processes.wait_until_up(SECONDS_TO_START)
            if self._program("migrate", "review", "migrate", "--verbosity", "0").start().wait():
                raise SystemExit(f"The database could not be made ready; see {self.folder / 'migrate.log'}")
            for name, port in self.action_ports.items():
                health = f"http://{HOST}:{port}/health/ready"
                self.processes.start(self._program(name, "actions.server", "--port", str(port), health=health))
            self.processes.start(self._program("ingester", "review", "ingest", "--follow"))
            desk = f"http://{HOST}:{self.desk_port}/health/ready"
            self.processes.start(self._program("desk", "review.serve", "--port", str(self.desk_port), health=desk))
            self.processes.start(nginx.program(self._write_nginx(), self.ports))
            for name in self.assistant_ports:
                self.processes.start(self._assistant(name))
            threading.Thread(target=self._watch, name="topology", daemon=True).start()
            self.wait_until_up()
        except TimeoutError as error:
            raise SystemExit(f"The topology did not start: {error}. The logs: {self.folder}") from None

    def end(self) -> None:
        """End everything, the assistants first."""
        self._is_over.set()
        self.processes.end(SECONDS_TO_END)

    def _watch(self) -> None:
        while not self._is_over.wait(SECONDS_BETWEEN_LOOKS):
            self.processes.look()

    def _write_nginx(self) -> Path:
        assistants, actions = list(self.assistant_ports.values()), list(self.action_ports.values())
        return nginx.write_configuration(self.folder / "nginx", self.ports, assistants, actions, self.desk_port)

    def _assistant(self, name: str) -> Program:
        port = str(self.assistant_ports[name])
        health = f"http://{HOST}:{port}/health/ready"
        number = name.rsplit("-", 1)[1]
        return self._program(name, "core.server", "--port", port, "--processor", number, "--model", str(self.model), health=health)

    def _program(self, name: str, module: str, *arguments: str, health: str = "") -> Program:
        variables = {
            **QUIET,
            "CLINIC_ACTION_URL": f"http://{HOST}:{self.ports.actions}/webhook",
            "CLINIC_DATABASE": self.database,
            "CLINIC_REDIS_URL": self.redis.url,
            "CLINIC_SECRET": self.secret,
            "CLINIC_TRUSTED_PROXIES": HOST,
            "CLINIC_DESK_ADDRESS": self.desk_url,
            "CLINIC_DESK_PROXIES": "1",
            **self.variables,
        }
        command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
        is_up = (lambda: answers(health)) if health else (lambda: True)
        return Program(name, command, self.folder / f"{name}.log", PROJECT, variables, is_up=is_up)


@contextmanager
def running_topology(
    workers: int = 2, actions: int = 2, model: Path = MODEL, folder: Path | None = None, **variables: str
) -> Iterator[Topology]:
    """Start it all, yield once it answers, end it afterwards.

    :param folder: where its files stay; without one they are thrown away.
    :param variables: environment variables of its programs, beside or in place of its own.
    :raises SystemExit: it did not start.
    """
    with tempfile.TemporaryDirectory(prefix="clinic-topology-") as scratch:
        os.chmod(scratch, 0o755)  # PostgreSQL's own user passes through
        topology = Topology(folder or Path(scratch), model.resolve(), workers, actions, variables)
        try:
            topology.start()
            yield topology
        finally:
            topology.end()


def table(topology: Topology) -> str:
    """Where everything is, and which process it is."""
    places = [("visitors", f"{topology.url}/clinic/"), ("staff", f"{topology.desk_url}/")]
    places += [("database", topology.database), ("redis", topology.redis.url)]
    places += [(name, topology.worker_url(name)) for name in topology.assistant_ports]
    lines = [f"{what:14} {where}" for what, where in places]
    return "\n".join([*lines, "", *(f"{name:14} process {pid}" for name, pid in topology.pids().items())])


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(description="Serve the assistant with several workers, as plain processes.")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--actions", type=int, default=2)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--folder", type=Path, help="where the files stay; default: thrown away")
    wanted = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        with running_topology(wanted.workers, wanted.actions, wanted.model, wanted.folder) as topology:
            print(table(topology), flush=True)
            signal.pause()


if __name__ == "__main__":
    main()
