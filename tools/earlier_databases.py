"""Writes down the conversations' database as the code at hand makes it: `python -m tools.earlier_databases`; the tests ask for it.

The database is made as an SQLite file and in PostgreSQL, with a row or more in every table, and what is in it becomes an SQL file in
`tests/data/earlier_databases/`, unless there is one with the same tables and migrations. The tests bring each of them up to the
present. With `--all` the same is done for every commit that touched a table: each is checked out into a folder of its own and makes
its database with its own code.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from tools.database_shape import postgresql_shape, sqlite_shape
from tools.postgresql import Server, running_server
from tools.processes import PROJECT

FOLDER = PROJECT / "tests" / "data" / "earlier_databases"
MAKER = PROJECT / "tools" / "database_of_a_commit.py"
# What tables are made by.
PLACES = (
    "review/*/migrations/*", "review/conversations/events_table.py", "review/conversations/search_index.py", "review/settings.py",
    "channels/*tables.py", "channels/messaging/*tables.py", "channels/database.py", "channels/table_upgrades.py",
    "core/tracker_store.py", "core/conversations_database.py",
)  # fmt: skip
SECRET = "not a secret: for the checks alone"
_SEARCH = re.compile(r"""CREATE TABLE ['"]message_search_|INSERT INTO "(message_search|message_words)""")
_NOISE = re.compile(r"^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\.*|)\n", re.MULTILINE)


def commits() -> Sequence[str]:
    """Every commit that may have changed a table, parents first."""
    return _git("log", "--full-history", "--topo-order", "--reverse", "--format=%h", "--abbrev=7", "HEAD", "--", *PLACES).split()


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """A folder with the files of a commit."""
    with tempfile.TemporaryDirectory(prefix="clinic-commit-") as folder:
        place = Path(folder) / "files"
        _git("worktree", "add", "--detach", str(place), commit)
        try:
            yield place
        finally:
            _git("worktree", "remove", "--force", str(place))


def make_database(files: Path, place: str) -> None:
    """Make the database `place` with the code in `files`.

    :raises SystemExit: it could not be made; what the code said is shown.
    """
    variables = {"CLINIC_DATABASE": place, "CLINIC_SECRET": SECRET, "PYTHONPATH": str(files), "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
    command, script = [sys.executable, "-W", "ignore", "-"], MAKER.read_text(encoding="utf-8")
    made = subprocess.run(command, cwd=files, env={**os.environ, **variables}, input=script, capture_output=True, text=True, check=False)
    if made.returncode:
        raise SystemExit(f"The database could not be made:\n{made.stderr[-3000:]}")


def sqlite_dump(file: Path) -> str:
    """What is in an SQLite file, as statements; the full-text search makes its index anew, with the tables that it keeps it in."""
    with closing(sqlite3.connect(file)) as opened:
        lines = [line for line in opened.iterdump() if not _SEARCH.match(line)]
    if any("USING fts5(" in line for line in lines):
        lines.insert(-1, "INSERT INTO message_search(message_search) VALUES ('rebuild');")
    return "\n".join(lines) + "\n"


def postgresql_dump(server: Server, database: str) -> str:
    """What is in a database of PostgreSQL, as statements, without what only its own client understands."""
    command = ["pg_dump", "--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=500", server.url(database)]
    return _NOISE.sub("", subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def migrations(dump: str) -> list[str]:
    """Which migrations a dump says have run."""
    return sorted(" ".join(found) for found in re.findall(r"'([a-z_]+)', ?'(\d{4}_\w+)'", dump))


def state_of(shape: Sequence[str], dump: str) -> str:
    """Tells databases with different tables or migrations apart; the first line of a file holds it."""
    return hashlib.sha256("\n".join([*shape, *migrations(dump)]).encode()).hexdigest()[:16]


def write_down(files: Path, server: Server, name: str) -> None:
    """Make the databases of the code in `files`, and write a file for each whose state is new."""
    database = f"made_{uuid.uuid4().hex}"
    with closing(server.connect()) as opened, opened.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {database}")
    make_database(files, server.url(database))
    _write(name, "postgresql", postgresql_shape(server.url(database)), postgresql_dump(server, database))
    with tempfile.TemporaryDirectory(prefix="clinic-database-") as folder:
        file = Path(folder) / "conversations.db"
        make_database(files, str(file))
        _write(name, "sqlite", sqlite_shape(file), sqlite_dump(file))


def main() -> None:
    """Write down the state of the code at hand, or every state that there has been."""
    parser = argparse.ArgumentParser(description="Write the database of each state of its tables down.")
    parser.add_argument("--all", action="store_true", help="of every commit, too")
    arguments = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running_server() as server:
        for commit in commits() if arguments.all else ():
            with checked_out(commit) as files:
                write_down(files, server, commit)
        write_down(PROJECT, server, "")


def _write(name: str, kind: str, shape: Sequence[str], dump: str) -> None:
    state = state_of(shape, dump)
    numbers = [0]
    for file in FOLDER.glob(f"*.{kind}.sql"):
        numbers.append(int(file.name.split("-")[0]))
        if file.read_text(encoding="utf-8").startswith(f"-- {state}\n"):
            return
    file = FOLDER / f"{max(numbers) + 1:02}-{name or state[:7]}.{kind}.sql"
    file.write_text(f"-- {state}\n{dump}", encoding="utf-8")
    print(f"{file.name}: {len(dump):,} characters", flush=True)


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=PROJECT, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
