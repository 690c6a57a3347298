"""A database of PostgreSQL: copied and put back with PostgreSQL's own programs, which get its password in their environment alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.db import connection
from psycopg2.extensions import make_dsn
from psycopg2.sql import SQL, Composable, Identifier, Literal

from review.backups.folder import BackupFailed

ENDING = "pgdump"
_HEADER = b"PGDMP"
_INSTALLED = Path("/usr/lib/postgresql")
_MOST_SIGNS_OF_A_NAME = 50
# What Django adds for itself.
_NOT_OF_LIBPQ = ("client_encoding", "cursor_factory", "pool")
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PGPASSFILE", "PGSSLROOTCERT")
_MISSING = "PostgreSQL's {} is not installed; Debian's package is called postgresql-client."
_LIKE = "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database WHERE datname = current_database()"
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)


class PostgresqlDatabase:
    """The database to which Django is connected."""

    ending = ENDING

    def __init__(self) -> None:
        given = {name: value for name, value in connection.get_connection_params().items() if name not in _NOT_OF_LIBPQ and value}
        self.place = str(given.pop("dbname", given.pop("database", "")))
        self._password = given.pop("password", None)
        self._parameters: dict[str, Any] = given

    def exists(self) -> bool:
        """It must be there before anything can be restored into its place."""
        return True

    def dump(self, draft: Path) -> None:
        """Write the database as it is at one moment to `draft`. Others go on reading and writing.

        :raises BackupFailed: it cannot be read, or `draft` cannot be written.
        """
        options = ["--format=custom", "--no-owner", "--no-privileges", "--lock-wait-timeout=60s", f"--file={draft}"]
        self._run("pg_dump", *options, f"--dbname={self._dsn(self.place)}")

    def check(self, file: Path) -> None:
        """See that a copy can be read through and through, and holds the assistant's events.

        :raises BackupFailed: it cannot, or does not.
        """
        with file.open("rb") as content:
            if content.read(len(_HEADER)) != _HEADER:
                raise BackupFailed(f"{file.name} is none of PostgreSQL's archives, and CLINIC_DATABASE names a PostgreSQL.")
        if " TABLE DATA public events " not in self._run("pg_restore", "--list", str(file)):
            raise BackupFailed(f"{file.name} holds no conversations.")
        self._run("pg_restore", "--file=/dev/null", str(file))

    @contextmanager
    def held(self) -> Iterator[None]:
        """See that nobody works with the database. `swap` sees to it again, because nobody can be kept away meanwhile.

        :raises BackupFailed: somebody does.
        """
        with self._connected(self.place) as cursor:
            cursor.execute(_OTHERS)
            others = cursor.fetchone()[0]
        if others:
            raise BackupFailed(self._in_use())
        yield

    @contextmanager
    def beside(self) -> Iterator[str]:
        """A new, empty database beside this one, which goes unless it is taken with `swap`.

        :raises BackupFailed: this user may not make databases.
        """
        place = f"{self.place[:_MOST_SIGNS_OF_A_NAME]}_restoring"
        with self._connected(self.place) as cursor:
            cursor.execute(_LIKE)
            alike = [Literal(value) for value in cursor.fetchone()]
        self._drop(place)
        like = SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}")
        try:
            self._maintain(like.format(Identifier(place), *alike))
            yield place
        finally:
            self._drop(place)

    def load(self, backup: Path, place: str) -> None:
        """Put what is in `backup` into the empty database `place`.

        :raises BackupFailed: something did not go in.
        """
        options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
        self._run("pg_restore", *options, f"--dbname={self._dsn(place)}", str(backup))

    def swap(self, place: str) -> None:
        """Let the database `place` be this one from now on; it is the one or the other, whatever happens.

        :raises BackupFailed: somebody works with the database.
        """
        replaced = f"{self.place[:_MOST_SIGNS_OF_A_NAME]}_replaced"
        self._drop(replaced)
        rename = SQL("ALTER DATABASE {} RENAME TO {}")
        self._maintain(
            rename.format(Identifier(self.place), Identifier(replaced)), rename.format(Identifier(place), Identifier(self.place))
        )
        self._drop(replaced)

    def _drop(self, name: str) -> None:
        self._maintain(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))

    def _maintain(self, *statements: Composable) -> None:
        """Run statements from outside of the database; several are one transaction."""
        with self._connected("template1" if self.place == "postgres" else "postgres") as cursor:
            try:
                for statement in statements if len(statements) == 1 else (SQL("BEGIN"), *statements, SQL("COMMIT")):
                    cursor.execute(statement)
            except psycopg2.errors.ObjectInUse:
                raise BackupFailed(self._in_use()) from None
            except psycopg2.errors.InsufficientPrivilege:
                user = self._parameters.get("user", "...")
                raise BackupFailed(f"{user} may not make databases. As PostgreSQL's administrator: ALTER ROLE {user} CREATEDB") from None
            except psycopg2.Error as error:
                raise BackupFailed(f"PostgreSQL refused: {_first_line(str(error))}") from None

    @contextmanager
    def _connected(self, name: str) -> Iterator[Any]:
        """A cursor of which each statement is a transaction of its own."""
        try:
            opened = psycopg2.connect(**self._parameters, dbname=name, **({"password": self._password} if self._password else {}))
        except psycopg2.OperationalError as error:
            raise BackupFailed(f"PostgreSQL could not be reached: {_first_line(str(error))}") from None
        with closing(opened):
            opened.autocommit = True
            with opened.cursor() as cursor:
                yield cursor

    def _run(self, name: str, *arguments: str) -> str:
        """Run one of PostgreSQL's programs; what it says."""
        variables = {variable: os.environ[variable] for variable in _PASSED_ON if variable in os.environ}
        secret = {"PGPASSWORD": str(self._password)} if self._password else {}
        done = subprocess.run([_program(name), *arguments], env={**variables, **secret}, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BackupFailed(f"{name} failed: {_first_line(done.stderr)}")
        return done.stdout

    def _dsn(self, name: str) -> str:
        return str(make_dsn(**{**self._parameters, "dbname": name}))

    def _in_use(self) -> str:
        return f"The database {self.place} is in use. Stop the assistant, the desk and what runs beside them, then restore."


def _program(name: str) -> str:
    """The newest one that is installed: an older one refuses a newer server."""
    found = sorted(_INSTALLED.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    program = str(found[-1]) if found else shutil.which(name)
    if program is None:
        raise BackupFailed(_MISSING.format(name))
    return program


def _first_line(said: str) -> str:
    """What went wrong, without what may be a visitor's words: they would stand on later lines, or be quoted."""
    line = next((line for line in said.splitlines() if line.strip()), "no reason was given")
    return re.sub(r'"([^"]*)"', lambda quoted: '"..."' if " " in quoted[1] else quoted[0], line.strip())[:300]
