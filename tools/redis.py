"""A real Redis for tests and the topology: Debian's server, which keeps nothing on the disk."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tools.processes import HOST, Processes, Program, free_port

SECONDS_TO_START = 15.0


class Server(NamedTuple):
    """Where a server is reached, and the folder of its log."""

    port: int
    folder: Path

    @property
    def url(self) -> str:
        """What CLINIC_REDIS_URL must be."""
        return f"redis://{HOST}:{self.port}/0"

    def is_up(self) -> bool:
        """Whether it answers."""
        try:
            with socket.create_connection((HOST, self.port), timeout=2.0) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def program(self) -> Program:
        """How it is started: locks and counts need not outlive it."""
        found = shutil.which("redis-server")
        if not found:
            raise SystemExit("Redis is not installed; `tools/debian.sh redis-server` brings it.")
        settings = ["--bind", HOST, "--port", str(self.port), "--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        return Program("redis", [found, *settings], self.folder / "redis.log", is_up=self.is_up)


@contextmanager
def running_server() -> Iterator[tuple[Server, Processes]]:
    """Start a server on a free port and end it; with what ends it ("redis") and starts it again."""
    processes = Processes()
    with tempfile.TemporaryDirectory(prefix="clinic-redis-") as folder:
        server = Server(free_port(), Path(folder))
        try:
            processes.start(server.program())
            processes.wait_until_up(SECONDS_TO_START)
            yield server, processes
        finally:
            processes.end()
