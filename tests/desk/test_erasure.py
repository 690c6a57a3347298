"""An erased visitor is gone from the assistant's events, the website's tables, the desk's copy, and from the database's files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from channels.website_tables import database_url
from tests.desk.forgetting import CODE, Desk
from tests.desk.postgresql import Server, postgresql, postgresql_server

__all__ = ["postgresql", "postgresql_server"]
SENDER, WORD = "3f6f7c0a9b5e4d1c8a2b7e6d5c4f3a21", "quixotophobia"


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk with its tables made, on either database."""
    if request.param == "sqlite":
        made = Desk(str(tmp_path / "conversations.db"), tmp_path)
    else:
        server: Server = request.getfixturevalue("postgresql_server")
        made = Desk(request.getfixturevalue("postgresql"), server.folder / "base")
    made.run("migrate", "--verbosity", "0")
    yield made


def query(desk: Desk, statement: str) -> list[tuple[object, ...]]:
    """Rows, read by somebody who is not the desk."""
    engine = sa.create_engine(database_url({"CLINIC_DATABASE": desk.place}))
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(statement))]
    finally:
        engine.dispose()


def flush(desk: Desk) -> None:
    """Have PostgreSQL write what it holds in memory, so that its files can be read."""
    if desk.place.startswith("postgresql"):
        import psycopg2

        opened = psycopg2.connect(desk.place)
        opened.autocommit = True
        with opened.cursor() as cursor:
            cursor.execute("CHECKPOINT")
        opened.close()


def test_an_erased_visitor_is_nowhere_in_the_databases_files(desk: Desk) -> None:
    desk.call("leave_many", 60)
    desk.call("leave_everywhere", SENDER, CODE, WORD)
    desk.call("leave_many", 60)
    flush(desk)
    assert desk.has(WORD)
    assert "1 conversations" in desk.run("erase", CODE.lower().replace("-", " "))
    flush(desk)
    assert not desk.has(WORD)
    assert desk.has("ordinary")  # others are still there
    [(erased_at, page)] = query(desk, f"SELECT erased_at, page FROM website_sessions WHERE conversation = '{SENDER}'")
    assert erased_at and page is None  # so that the visitor's token is dead
    assert query(desk, "SELECT conversation, name FROM callback_requests") == [(None, "Ann")]
    assert query(desk, "SELECT COUNT(*) FROM conversations_conversation") == [(120,)]
    [(subject,)] = query(desk, "SELECT subject FROM accounts_auditentry WHERE action = 'erased'")
    assert subject == f"chat {CODE}"


def test_what_a_turn_under_way_saves_after_the_erasure_goes_from_the_files_too(desk: Desk) -> None:
    desk.call("leave_everywhere", SENDER, CODE, "word")
    desk.call("come_back", "447700900123", "word")  # a visitor of another channel
    for sender in (SENDER, "447700900123"):
        desk.run("erase", sender)
        desk.call("come_back", sender, WORD)
    assert "14 events of erased senders had come back" in desk.run("retention")
    flush(desk)
    assert not desk.has(WORD)
    assert query(desk, "SELECT COUNT(*) FROM events") == [(0,)]
