"""A real PostgreSQL for tests, benchmarks and the topology: Debian's server in a folder of its own, thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Mapping, NamedTuple

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class

from tools.processes import HOST, Processes, Program, free_port

SECONDS_TO_START = 30.0
_INSTALLED = Path("/usr/lib/postgresql")
_NAME = "clinic"  # of the server's own user, who needs no password on this machine
_SOCKETS = {"unix_socket_directories": ""}  # the loopback address alone
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "32MB"}
# Tests ask small tables once: to compile a statement, or to look after the tables, takes longer than it saves.
FAST |= {"jit": "off", "autovacuum": "off"}
# What is committed outlives the server's own death, though not the machine's.
LASTING = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "64MB", "max_connections": "200"}


class Server(NamedTuple):
    """Where a server's files are, and where it is reached when it runs."""

    port: int
    folder: Path

    def url(self, database: str = "postgres") -> str:
        """What CLINIC_DATABASE must be for one of its databases."""
        return f"postgresql://{_NAME}@{HOST}:{self.port}/{database}"

    def connect(self, database: str = "postgres") -> Connection:
        """Each statement is a transaction of its own."""
        opened = psycopg2.connect(self.url(database), connect_timeout=2)
        opened.autocommit = True
        return opened

    def is_up(self) -> bool:
        """Whether it takes connections."""
        try:
            self.connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def program(self, settings: Mapping[str, str]) -> Program:
        """How it is started."""
        all_settings = {**_SOCKETS, **settings, "listen_addresses": HOST, "port": str(self.port)}
        command = [_program("postgres"), "-D", str(self.folder), *(f"--{name}={value}" for name, value in all_settings.items())]
        # SIGINT: ends now, in order, whoever is connected.
        log = self.folder.parent / "log"
        return Program("postgresql", command, log, self.folder, user=_user(), end_with=signal.SIGINT, is_up=self.is_up)


def new_server(folder: Path, port: int = 0) -> Server:
    """Make a server's files in the new folder `folder`; nothing runs yet."""
    folder.mkdir(parents=True, exist_ok=True)
    if _user():
        shutil.chown(folder, _user(), "postgres")
    _run("initdb", "-D", folder / "data", "-U", _NAME, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    return Server(port or free_port(), folder / "data")


@contextmanager
def running_server() -> Iterator[Server]:
    """Make a server's files, start it on a free port, end it, remove the files."""
    with stoppable_server() as (server, _):
        yield server


@contextmanager
def stoppable_server() -> Iterator[tuple[Server, Processes]]:
    """As `running_server`, with what ends it ("postgresql") and starts it again."""
    folder, processes = Path(tempfile.mkdtemp(prefix="clinic-postgresql-")), Processes()
    try:
        server = new_server(folder)
        processes.start(server.program(FAST))
        try:
            processes.wait_until_up(SECONDS_TO_START)
        except TimeoutError:
            raise SystemExit(f"PostgreSQL did not start: {(folder / 'log').read_text(encoding='utf-8')}") from None
        yield server, processes
    finally:
        processes.end(seconds=30.0)
        shutil.rmtree(folder)


def _program(name: str) -> str:
    """The newest one that is installed."""
    found = sorted(_INSTALLED.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise SystemExit("PostgreSQL's server is not installed; `tools/debian.sh postgresql` brings it.")
    return str(found[-1])


def _user() -> str | None:
    """The server refuses to run as root."""
    return "postgres" if os.getuid() == 0 else None


def _run(program: str, *arguments: str | Path) -> None:
    done = subprocess.run([_program(program), *arguments], cwd="/", capture_output=True, text=True, check=False, user=_user())
    if done.returncode:
        raise SystemExit(f"{program} failed: {done.stderr}")
