"""An erased visitor is gone from the assistant's events, the website's tables, the desk's copy, and from the database's files."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import psycopg2
import pytest
import sqlalchemy as sa
from django.db import connection
from django.test.utils import CaptureQueriesContext

from channels.database import database_url
from review.privacy import stores
from review.privacy.erasure import erase, is_buried
from review.privacy.models import Tombstone
from review.privacy.tombstones import enforce_all_tombstones
from review.training.models import Decision, InboxMessage, Patch
from tests.desk.backups import ask
from tests.desk.conversations import NOON
from tests.desk.forgetting import CODE, DAY, Desk, leave_on_the_desk, talk
from tests.desk.postgresql import Server, postgresql, postgresql_server

__all__ = ["postgresql", "postgresql_server"]
SENDER, WORD = "3f6f7c0a9b5e4d1c8a2b7e6d5c4f3a21", "quixotophobia"


@pytest.fixture(scope="module")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the desk's tables."""
    folder = tmp_path_factory.mktemp("migrated")
    Desk(str(folder / "conversations.db"), folder).run("migrate", "--verbosity", "0")
    ask(str(folder / "conversations.db"), "PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "conversations.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    """A desk with its tables made, on either database."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "conversations.db")
        return Desk(str(tmp_path / "conversations.db"), tmp_path)
    server: Server = request.getfixturevalue("postgresql_server")
    made = Desk(request.getfixturevalue("postgresql"), server.folder / "base")
    made.run("migrate", "--verbosity", "0")
    return made


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
    assert "1 conversation with 2 messages" in desk.run("erase", CODE.lower().replace("-", " "))
    if desk.place.startswith("postgresql"):
        desk.run("retention", "--rewrite")
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
    desk.call("leave_many", 5)
    for sender in (SENDER, "447700900123"):
        desk.run("erase", sender)
        desk.call("come_back", sender, WORD)
    assert "14 events of erased senders had come back" in desk.run("retention", "--rewrite")
    flush(desk)
    assert not desk.has(WORD)
    assert query(desk, "SELECT COUNT(*) FROM events WHERE sender_id NOT LIKE 'other-%'") == [(0,)]


in_process = pytest.mark.django_db
PHONE = "447700900123"


def events_of(sender: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM events WHERE sender_id = %s", [sender])
        return int(cursor.fetchone()[0])


@pytest.fixture
def session(db: None) -> None:
    """The website's table of sessions, in the tests' own database, with the visitor in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE website_sessions (conversation VARCHAR(32), chat_code VARCHAR(9), last_activity FLOAT, page TEXT, lang TEXT, erased_at FLOAT)"
        )
        for table in ("website_messages", "website_feedback"):
            cursor.execute(f"CREATE TABLE {table} (conversation VARCHAR(32))")
        cursor.execute("INSERT INTO website_sessions VALUES (%s, %s, %s, 'page', 'en', NULL)", [SENDER, CODE, NOON])


@in_process
def test_a_visitor_of_the_website_stays_away_for_good(session: None) -> None:
    erase([SENDER], NOON)
    assert is_buried(SENDER) and is_buried(SENDER, NOON + 10 * DAY)
    talk(SENDER, WORD, NOON + 10 * DAY).save()
    assert enforce_all_tombstones() == 7
    assert not events_of(SENDER)


@in_process
def test_a_visitor_of_another_channel_may_begin_anew_and_only_what_was_said_before_stays_away() -> None:
    talk(PHONE, WORD, NOON).save()
    erase([PHONE], NOON + 5)
    talk(PHONE, WORD, NOON).save()  # the turn that was under way
    assert is_buried(PHONE, NOON + 1) and not is_buried(PHONE, NOON + DAY)
    assert enforce_all_tombstones() == 7
    talk(PHONE, "sleep", NOON + DAY).save()
    assert enforce_all_tombstones() == 0
    assert events_of(PHONE) == 7


@in_process
def test_who_is_erased_twice_stays_away_until_the_second_time() -> None:
    erase([PHONE], NOON)
    erase([PHONE], NOON + DAY)
    assert is_buried(PHONE, NOON + DAY - 1)
    assert Tombstone.objects.count() == 1


@in_process
def test_an_erasure_that_fails_half_way_erases_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    talk(PHONE, WORD, NOON).save()
    leave_on_the_desk(PHONE, "", WORD, NOON)

    def fail(senders: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(stores, "delete_copy", fail)
    with pytest.raises(RuntimeError):
        erase([PHONE], NOON)
    assert events_of(PHONE) == 7
    assert Decision.objects.exists() and not Tombstone.objects.exists()
    assert not is_buried(PHONE)


@in_process
def test_enforcing_leaves_everybody_else_alone_and_reads_nothing_where_nobody_is_buried() -> None:
    talk("somebody", "sleep", NOON).save()
    with CaptureQueriesContext(connection) as asked:
        assert enforce_all_tombstones() == 0
    assert not [query for query in asked.captured_queries if "events" in query["sql"]]
    erase([PHONE], NOON)
    assert enforce_all_tombstones() == 0
    assert events_of("somebody") == 7


@in_process
def test_a_tombstone_tells_nobody_whose_it_is() -> None:
    erase([PHONE], NOON)
    [stone] = Tombstone.objects.values()
    assert PHONE not in str(stone)
    assert hashlib.sha256(PHONE.encode()).hexdigest() not in str(stone)  # all phone numbers could be tried


@in_process
def test_a_decision_goes_with_the_only_visitor_who_said_the_words() -> None:
    leave_on_the_desk(PHONE, "", WORD, NOON)
    erase([PHONE], NOON)
    assert not Decision.objects.exists()


@in_process
def test_a_decision_stays_where_somebody_else_said_the_same_or_a_patch_has_it() -> None:
    leave_on_the_desk(PHONE, "", WORD, NOON)
    leave_on_the_desk("somebody", "", WORD, NOON)
    leave_on_the_desk(PHONE, "", "exported", NOON)
    InboxMessage.objects.all().delete()  # as the inbox does with what is decided
    Decision.objects.filter(normalised__contains="exported").update(patch=Patch.objects.create(sentences=1, sha256="0"))
    erase([PHONE], NOON)
    assert Decision.objects.filter(normalised__contains=WORD.lower(), message=None).count() == 1
    assert Decision.objects.filter(normalised__contains="exported").count() == 1
    erase(["somebody"], NOON)
    assert not Decision.objects.filter(normalised__contains=WORD.lower()).exists()
