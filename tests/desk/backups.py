"""A desk whose database is backed up and put back, on either kind of database."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests.desk.forgetting import CODE, SECRET, Desk
from tests.desk.postgresql import Server, postgresql, postgresql_server
from tools.serve import PROJECT

__all__ = ["desk", "pattern_file", "pattern_on_postgresql", "postgresql", "postgresql_server"]
SENDER, WORD = "3f6f7c0a9b5e4d1c8a2b7e6d5c4f3a21", "quixotophobia"
OTHER, OTHERS_WORD = "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "zanzibarquux"
# A full disk is a small one, mounted by whoever may.
CAN_MOUNT = subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="session")
def pattern_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the desk's tables, and one visitor in every place."""
    folder = tmp_path_factory.mktemp("pattern")
    _fill(Desk(str(folder / "conversations.db"), folder))
    ask(str(folder / "conversations.db"), "PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "conversations.db"


@pytest.fixture(scope="session")
def pattern_on_postgresql(postgresql_server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same in PostgreSQL; the database's name."""
    ask(postgresql_server.url(), "CREATE DATABASE pattern")
    _fill(Desk(postgresql_server.url("pattern"), postgresql_server.folder))
    return "pattern"


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk of its own on either kind of database, with one visitor in every place."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("pattern_file"), tmp_path / "conversations.db")
        yield Desk(str(tmp_path / "conversations.db"), tmp_path)
        return
    server: Server = request.getfixturevalue("postgresql_server")
    name = f"test_{uuid.uuid4().hex}"
    ask(server.url(), f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('pattern_on_postgresql')}")
    yield Desk(server.url(name), server.folder / "base")
    ask(server.url(), f"DROP DATABASE {name} WITH (FORCE)")


def _fill(desk: Desk) -> None:
    desk.run("migrate", "--verbosity", "0")
    desk.call("leave_everywhere", SENDER, CODE, WORD)


def review(place: str, *arguments: str, before: Sequence[str] = (), **variables: str) -> subprocess.CompletedProcess[str]:
    """`python -m review ...` on a database, run by the program `before` if one is given; it may fail."""
    given = {**os.environ, "CLINIC_DATABASE": place, "CLINIC_SECRET": SECRET, **variables}
    command = [*before, sys.executable, "-W", "ignore", "-m", "review", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=given, capture_output=True, text=True, check=False)


def backup(desk: Desk, folder: Path) -> Path:
    """Back it up; the file."""
    desk.run("backup", "--to", str(folder))
    return newest(folder)


def restore(desk: Desk, file: Path, *how: str) -> str:
    """Put a backup back; what is said."""
    return desk.run("restore", str(file), *how)


def newest(folder: Path) -> Path:
    return max(each for each in folder.glob("clinic-*Z.*") if each.suffix != ".sha256")


def files_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


def ask(desk: Desk | str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run a statement; the rows that it gives."""
    place = desk if isinstance(desk, str) else desk.place
    opened: Any = psycopg2.connect(place) if "://" in place else sqlite3.connect(place)
    with closing(opened):
        if "://" in place:
            opened.autocommit = True
        cursor = opened.cursor()
        cursor.execute(statement if "://" in place else statement.replace("%s", "?"), values)
        rows = cursor.fetchall() if cursor.description else []
        if "://" not in place:
            opened.commit()
    return list(rows)


def senders_of(desk: Desk | str) -> list[str]:
    return sorted({row[0] for row in ask(desk, "SELECT sender_id FROM events")})
