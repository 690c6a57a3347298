"""A real PostgreSQL for tests and benchmarks: Debian's server in a folder of its own, thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class

from tools.serve import HOST, free_port

SECONDS_TO_START = 30.0
_INSTALLED = Path("/usr/lib/postgresql")
_NAME = "clinic"  # of the server's own user, who needs no password on this machine
_SOCKETS = {"unix_socket_directories": ""}  # the loopback address alone
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "32MB"}


class Server(NamedTuple):
    """A server that runs; `folder` holds its files."""

    port: int
    folder: Path

    def url(self, database: str = "postgres") -> str:
        """What CLINIC_DATABASE must be for one of its databases."""
        return f"postgresql://{_NAME}@{HOST}:{self.port}/{database}"

    def connect(self, database: str = "postgres") -> Connection:
        """Each statement is a transaction of its own."""
        opened = psycopg2.connect(self.url(database))
        opened.autocommit = True
        return opened


@contextmanager
def running_server() -> Iterator[Server]:
    """Make a server's files, start it on a free port, end it, remove the files."""
    folder = Path(tempfile.mkdtemp(prefix="clinic-postgresql-"))
    try:
        if _user():
            shutil.chown(folder, _user(), "postgres")
        _run("initdb", "-D", folder / "data", "-U", _NAME, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        server = Server(free_port(), folder / "data")
        settings = [f"--{name}={value}" for name, value in {**_SOCKETS, **_FAST, "listen_addresses": HOST, "port": server.port}.items()]
        with open(folder / "log", "wb") as log:
            command: list[str | Path] = [_program("postgres"), "-D", server.folder, *settings]
            process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, user=_user())
        try:
            _wait(server, process, folder / "log")
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # ends now, in order, whoever is connected
            process.wait(timeout=30)
    finally:
        shutil.rmtree(folder)


def _program(name: str) -> str:
    """The newest one that is installed."""
    found = sorted(_INSTALLED.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise SystemExit("PostgreSQL's server is not installed; tools/postgresql.sh brings it.")
    return str(found[-1])


def _user() -> str | None:
    """The server refuses to run as root."""
    return "postgres" if os.getuid() == 0 else None


def _run(program: str, *arguments: str | Path) -> None:
    done = subprocess.run([_program(program), *arguments], cwd="/", capture_output=True, text=True, check=False, user=_user())
    if done.returncode:
        raise SystemExit(f"{program} failed: {done.stderr}")


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            server.connect().close()
            return
        except psycopg2.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"PostgreSQL did not start: {log.read_text(encoding='utf-8')}") from None
            time.sleep(0.1)
