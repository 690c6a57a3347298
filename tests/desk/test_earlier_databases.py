"""The database of every earlier state of the project comes up to the present with all its rows, and assistant and desk work with it."""

from __future__ import annotations

import json
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests.desk.backups import ask, review
from tests.desk.postgresql import Server, postgresql_server
from tools.database_shape import postgresql_shape, sqlite_shape
from tools.earlier_databases import FOLDER

__all__ = ["postgresql_server"]
DUMPS = sorted(FOLDER.glob("*.sql"))
KINDS = ("sqlite", "postgresql")
# What the upgrade itself may change or fill, and the failed sign-ins that a sign-in takes away.
CHANGED = ("django_migrations", "sqlite_sequence", "conversations_cursor", "axes_accessattempt", "axes_accessattemptexpiration")
# The copy is brought up to the events: these rows are there, with what they are counted to be now.
COPY = ("conversations_conversation", "conversations_message", "conversations_facet", "training_inboxmessage")
Row = dict[str, Any]
Tables = dict[str, list[Row]]


def kind_of(dump: Path) -> str:
    return dump.name.split(".")[1]


def name_of(dump: Path) -> str:
    return dump.name.removesuffix(".sql")


def load(place: str, dump: Path) -> None:
    """Make what a dump says in an empty database."""
    if "://" in place:
        ask(place, dump.read_text(encoding="utf-8"))
    else:
        with closing(sqlite3.connect(place)) as opened:
            opened.executescript(dump.read_text(encoding="utf-8"))


def tables_of(place: str) -> Tables:
    """Every row of every table; what the search keeps for itself is left out."""
    opened: Any = psycopg2.connect(place) if "://" in place else sqlite3.connect(place)
    names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'" if "://" in place else "SELECT name FROM sqlite_master WHERE type = 'table'"
    found: Tables = {}
    with closing(opened):
        cursor = opened.cursor()
        cursor.execute(names)
        for (name,) in cursor.fetchall():
            if not name.startswith("message_"):
                cursor.execute(f'SELECT * FROM "{name}"')
                found[name] = [dict(zip([column[0] for column in cursor.description], row)) for row in cursor.fetchall()]
    return found


def is_still_there(row: Row, now: list[Row]) -> bool:
    """Whether a row is there with all that it said, in the columns that there still are; a transaction is another server's."""
    return any(all(other[name] == value for name, value in row.items() if name in other and name != "xid") for other in now)


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory, postgresql_server: Server) -> dict[str, tuple[str, str, Tables]]:
    """By dump: where its database is, what came of bringing it up, and what was in it before; also of a new database."""
    before: dict[str, tuple[str, Tables]] = {}
    for kind in KINDS:
        for dump in [None, *(dump for dump in DUMPS if kind_of(dump) == kind)]:
            place = str(tmp_path_factory.mktemp("earlier") / "conversations.db")
            if kind == "postgresql":
                name = f"earlier_{uuid.uuid4().hex}"
                ask(postgresql_server.url(), f"CREATE DATABASE {name}")
                place = postgresql_server.url(name)
            if dump:
                load(place, dump)
            before[name_of(dump) if dump else f"new.{kind}"] = (place, tables_of(place) if dump else {})
    told: dict[str, str] = {}
    for kind in KINDS:
        places = [place for place, _ in before.values() if ("://" in place) == (kind == "postgresql")]
        call = f"from tests.desk.upgrading import bring_up; bring_up({places!r})"
        done = review(places[0], "shell", "--no-imports", "-c", call)
        assert done.returncode == 0, done.stderr
        told.update(json.loads(done.stdout.splitlines()[-1]))
    return {name: (place, told[place], tables) for name, (place, tables) in before.items()}


def test_there_are_dumps_of_both_kinds_from_before_the_desk_on() -> None:
    for kind in KINDS:
        first, *_, newest = [dump.read_text(encoding="utf-8") for dump in DUMPS if kind_of(dump) == kind]
        assert "django_migrations" not in first and "messaging_contacts" in newest


@pytest.mark.parametrize("dump", DUMPS, ids=name_of)
def test_an_earlier_database_comes_up_with_every_row_and_is_worked_with(dump: Path, upgraded: dict[str, tuple[str, str, Tables]]) -> None:
    place, told, before = upgraded[name_of(dump)]
    assert told == "whole", told
    now = tables_of(place)
    assert len(before["events"]) == 14
    lost = [(name, row) for name, rows in before.items() if name not in CHANGED for row in rows if not is_still_there(row, now.get(name, []))]
    assert sorted({name for name, _ in lost} - set(COPY)) == []
    for name in {name for name, _ in lost} - {"conversations_facet", "training_inboxmessage"}:
        assert {row["id"] for row in before[name]} <= {row["id"] for row in now[name]}


@pytest.mark.parametrize("dump", DUMPS, ids=name_of)
def test_an_earlier_database_gets_the_shape_of_a_new_one(dump: Path, upgraded: dict[str, tuple[str, str, Tables]]) -> None:
    shape = postgresql_shape if kind_of(dump) == "postgresql" else sqlite_shape
    assert shape(upgraded[name_of(dump)][0]) == shape(upgraded[f"new.{kind_of(dump)}"][0])


@pytest.mark.parametrize("kind", KINDS)
def test_the_newest_dump_is_of_the_present_state(kind: str, upgraded: dict[str, tuple[str, str, Tables]], tmp_path: Path, postgresql_server: Server) -> None:
    newest = [dump for dump in DUMPS if kind_of(dump) == kind][-1]
    place, told, _ = upgraded[f"new.{kind}"]
    assert told == "whole", told
    other = str(tmp_path / "newest.db")
    if kind == "postgresql":
        name = f"newest_{uuid.uuid4().hex}"
        ask(postgresql_server.url(), f"CREATE DATABASE {name}")
        other = postgresql_server.url(name)
    load(other, newest)
    shape, state = (postgresql_shape if kind == "postgresql" else sqlite_shape), "SELECT app, name FROM django_migrations ORDER BY 1, 2"
    mend = "The tables have changed: run python -m tools.earlier_databases, and keep the file that it writes."
    assert (shape(other), ask(other, state)) == (shape(place), ask(place, state)), mend
