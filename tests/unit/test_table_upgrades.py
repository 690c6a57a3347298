"""A channel's tables that an earlier version has made get what this one needs, and keep their rows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from channels.database import open_database
from tests.desk.postgresql import postgresql, postgresql_server

__all__ = ["postgresql", "postgresql_server"]
PROJECT = Path(__file__).parents[2]


def earlier() -> sa.MetaData:
    tables = sa.MetaData()
    sa.Table("visits", tables, sa.Column("id", sa.String(32), primary_key=True), sa.Column("created", sa.Float, nullable=False))
    return tables


def later(*columns: sa.Column) -> sa.MetaData:
    tables = sa.MetaData()
    visits = sa.Table(
        "visits",
        tables,
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("created", sa.Float, nullable=False, index=True),
        sa.Column("page", sa.String(500)),
        sa.Column("state", sa.String(8), nullable=False, server_default="new"),
        *columns,
    )
    new = sa.text("state = 'new'")
    sa.Index("visits_new", visits.c.created, sqlite_where=new, postgresql_where=new)
    sa.Table("notes", tables, sa.Column("id", sa.Integer, primary_key=True))
    return tables


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of an earlier version with a row."""
    url = f"sqlite:///{tmp_path / 'conversations.db'}" if request.param == "sqlite" else request.getfixturevalue("postgresql")
    engine = open_database(url, earlier())
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO visits (id, created) VALUES ('a', 1.0)"))
    engine.dispose()
    yield url


def test_missing_columns_and_indexes_are_added_and_rows_stay(url: str) -> None:
    engine = open_database(url, later())
    with engine.connect() as connection:
        assert list(connection.execute(sa.text("SELECT id, created, page, state FROM visits"))) == [("a", 1.0, None, "new")]
    found = sa.inspect(engine)
    assert {index["name"] for index in found.get_indexes("visits")} == {"ix_visits_created", "visits_new"}
    assert found.has_table("notes")
    engine.dispose()


def test_a_worker_of_the_version_before_goes_on_beside_the_new_one(url: str) -> None:
    old = open_database(url, earlier())
    new = open_database(url, later())
    with old.begin() as connection:
        connection.execute(sa.text("INSERT INTO visits (id, created) VALUES ('b', 2.0)"))
    open_database(url, earlier()).dispose()  # as when the old version is started once more
    with new.connect() as connection:
        assert connection.execute(sa.text("SELECT state FROM visits WHERE id = 'b'")).scalar() == "new"
    old.dispose()
    new.dispose()


def test_a_second_start_changes_nothing(url: str) -> None:
    open_database(url, later()).dispose()
    open_database(url, later()).dispose()


@pytest.mark.parametrize("column", [sa.Column("must", sa.String(8), nullable=False), sa.Column("alone", sa.String(8), unique=True)], ids=["not null", "unique"])
def test_a_column_that_rows_which_are_there_cannot_have_stops_the_start_and_changes_nothing(url: str, column: sa.Column) -> None:
    with pytest.raises(TypeError, match=f"visits.{column.name} cannot be added"):
        open_database(url, later(column.copy()))
    engine = open_database(url, earlier())
    assert {each["name"] for each in sa.inspect(engine).get_columns("visits")} == {"id", "created"}
    engine.dispose()


def test_workers_that_start_together_add_each_thing_once(url: str) -> None:
    begin = "import sys; from channels.database import open_database; from tests.unit.test_table_upgrades import later; open_database(sys.argv[1], later()).dispose()"
    starts = [
        subprocess.Popen([sys.executable, "-W", "ignore", "-c", begin, url], cwd=PROJECT, stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    assert [start.communicate(timeout=120)[1] for start in starts] == ["", "", ""]
