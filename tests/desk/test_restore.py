"""A backup is put back whole or not at all, never over what is in use, and brings nobody back who was erased since."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from channels.database import open_database
from channels.website_tables import tables
from tests.desk.backups import (
    CAN_MOUNT,
    OTHER,
    OTHERS_WORD,
    SENDER,
    WORD,
    ask,
    backup,
    desk,
    files_in,
    newest,
    pattern_file,
    pattern_on_postgresql,
    postgresql,
    postgresql_server,
    restore,
    review,
    senders_of,
)
from tests.desk.forgetting import CODE, Desk
from tools.database_shape import postgresql_shape, sqlite_shape
from tools.postgresql import running_server

__all__ = ["desk", "pattern_file", "pattern_on_postgresql", "postgresql", "postgresql_server"]
COUNTED = ("website_sessions", "website_messages", "website_feedback", "callback_requests", "conversations_message", "review_note", "review_tag")


def refused(desk: Desk, file: Path, *how: str) -> str:
    """Why a backup is not put back; the database stays as it was."""
    before = ask(desk, "SELECT * FROM events ORDER BY id") if how != ("--discard",) else None
    done = review(desk.place, "restore", str(file), *how)
    assert done.returncode == 1 and "Nothing was restored, and nothing changed." in done.stderr and "Traceback" not in done.stderr
    assert WORD not in done.stdout + done.stderr
    if before is not None:
        assert ask(desk, "SELECT * FROM events ORDER BY id") == before
    return done.stderr


def databases(desk: Desk) -> list[str]:
    """What stands beside the database and has its name, itself among it."""
    if "://" not in desk.place:
        return sorted(each.name for each in Path(desk.place).parent.glob("conversations.db*") if each.suffix not in (".db-wal", ".db-shm"))
    name = desk.place.rsplit("/", 1)[1]
    return [row[0] for row in ask(desk, "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY 1", name + "%")]


def test_what_is_put_back_is_what_was_there_and_the_log_says_so(desk: Desk, tmp_path: Path) -> None:
    file = backup(desk, tmp_path / "backups")
    before = {table: ask(desk, f"SELECT * FROM {table} ORDER BY 1") for table in ("events", *COUNTED)}
    shape = sqlite_shape(desk.place) if "://" not in desk.place else postgresql_shape(desk.place)
    beside = databases(desk)
    desk.call("come_back", OTHER, OTHERS_WORD)
    ask(desk, "DELETE FROM website_messages")
    said = restore(desk, file, "--replace")
    assert {table: ask(desk, f"SELECT * FROM {table} ORDER BY 1") for table in before} == before
    assert all(before.values())
    assert shape == (sqlite_shape(desk.place) if "://" not in desk.place else postgresql_shape(desk.place))
    assert ask(desk, "SELECT action, subject FROM accounts_auditentry ORDER BY id DESC LIMIT 1") == [("restored", file.name)]
    assert databases(desk) == beside
    assert f"What was there before: {newest(file.parent)}" in said and newest(file.parent) != file
    restore(desk, newest(file.parent), "--replace")
    assert senders_of(desk) == [OTHER, SENDER]


def test_the_assistant_and_the_desk_go_on_with_what_was_put_back(desk: Desk, tmp_path: Path) -> None:
    restore(desk, backup(desk, tmp_path / "backups"), "--replace")
    desk.call("come_back", OTHER, OTHERS_WORD)
    desk.run("ingest")
    assert ask(desk, "SELECT COUNT(*) FROM conversations_conversation WHERE sender_id = %s", OTHER) == [(1,)]


def test_a_database_that_is_in_use_is_left_alone(desk: Desk, tmp_path: Path) -> None:
    file = backup(desk, tmp_path / "backups")
    engine = open_database(desk.place if "://" in desk.place else f"sqlite:///{desk.place}", tables)  # as the assistant holds it
    try:
        assert "is in use" in refused(desk, file, "--replace")
        assert "is in use" in refused(desk, file, "--discard")
    finally:
        engine.dispose()
    restore(desk, file, "--replace")


def test_a_database_that_holds_something_goes_only_if_one_says_so(desk: Desk, tmp_path: Path) -> None:
    file = backup(desk, tmp_path / "backups")
    kept = files_in(file.parent)
    assert "--replace" in refused(desk, file)
    assert files_in(file.parent) == kept


def test_a_backup_that_is_not_as_it_was_written_is_refused(desk: Desk, tmp_path: Path) -> None:
    file = backup(desk, tmp_path / "backups")
    with file.open("r+b") as content:
        content.seek(file.stat().st_size // 2)
        content.write(b"?")
    assert "its checksum is another one" in refused(desk, file, "--replace")
    file.with_name(file.name + ".sha256").unlink()
    assert "is missing" in refused(desk, file, "--replace")
    assert "There is no backup" in refused(desk, tmp_path / "none", "--replace")


def test_a_backup_of_the_other_kind_of_database_is_refused(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "clinic-20260101T000000Z.other"
    other.write_bytes(b"PGDMP" if "://" not in desk.place else b"SQLite format 3\0")
    sum_up(other)
    assert "CLINIC_DATABASE names" in refused(desk, other, "--replace")


def test_a_backup_that_cannot_be_brought_up_to_date_leaves_everything_as_it_was(desk: Desk, tmp_path: Path) -> None:
    ask(desk, "DELETE FROM django_migrations WHERE app = 'auth'")  # so that the tables are made, and are there
    file = backup(desk, tmp_path / "backups")
    beside = databases(desk)
    assert "could not be brought up to this version" in refused(desk, file, "--replace")
    assert databases(desk) == beside


def test_a_backup_of_a_newer_version_is_refused(desk: Desk, tmp_path: Path) -> None:
    ask(desk, "INSERT INTO django_migrations (app, name, applied) VALUES ('privacy', '9999_later', CURRENT_TIMESTAMP)")
    file = backup(desk, tmp_path / "backups")
    assert "was made by a newer version, which has the migration privacy 9999_later" in refused(desk, file, "--replace")


@pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
@pytest.mark.skipif(not CAN_MOUNT, reason="this machine lets nobody mount a small disk")
def test_a_disk_that_is_too_full_leaves_everything_as_it_was(desk: Desk, tmp_path: Path) -> None:
    file, small = backup(desk, tmp_path / "backups"), tmp_path / "small"
    small.mkdir()
    script = f'mount -t tmpfs -o size=900k tmpfs {small} && cp {desk.place} {small}/c.db && "$@"; ls -A {small}; cp {small}/c.db {tmp_path}/after.db'
    done = review(str(small / "c.db"), "restore", str(file), "--discard", before=["unshare", "-rm", "sh", "-c", script, "sh"])
    assert "No space left on device" in done.stderr and "nothing changed" in done.stderr and "Traceback" not in done.stderr
    assert done.stdout.split() == ["c.db"]
    assert ask(str(tmp_path / "after.db"), "SELECT * FROM events") == ask(desk, "SELECT * FROM events")
    assert ask(str(tmp_path / "after.db"), "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
def test_a_damaged_database_is_replaced_only_if_it_is_given_up(desk: Desk, tmp_path: Path) -> None:
    file = backup(desk, tmp_path / "backups")
    Path(desk.place).write_bytes(b"nothing that could be read" * 1000)
    done = review(desk.place, "restore", str(file), "--replace")
    assert done.returncode == 1 and "--discard" in done.stderr and "Traceback" not in done.stderr
    restore(desk, file, "--discard")
    assert senders_of(desk) == [SENDER]


def test_without_a_file_the_backups_are_listed(desk: Desk, tmp_path: Path) -> None:
    file = backup(desk, tmp_path / "backups")
    assert str(file) in review(desk.place, "restore", CLINIC_BACKUPS=str(file.parent)).stdout
    assert "No backup was found" in review(desk.place, "restore", CLINIC_BACKUPS="").stdout


@pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
def test_a_machine_that_is_new_gets_its_database_from_the_backup(desk: Desk, tmp_path: Path) -> None:
    file = backup(desk, tmp_path / "backups")
    new = Desk(str(tmp_path / "new.db"), tmp_path)
    restore(new, file)
    assert senders_of(new) == [SENDER]


@pytest.mark.parametrize("desk", ["postgresql"], indirect=True)
def test_a_server_that_is_new_reads_every_event_once_though_its_transactions_begin_anew(desk: Desk, tmp_path: Path) -> None:
    desk.run("erase", CODE)
    with closing(psycopg2.connect(desk.place)) as opened, opened.cursor() as cursor:
        opened.autocommit = True
        for _ in range(3_000):
            cursor.execute("SELECT pg_current_xact_id()")
    desk.call("come_back", "copied", WORD)
    desk.run("ingest")
    desk.call("come_back", "not-copied", WORD)
    file = backup(desk, tmp_path / "backups")
    with running_server() as younger:
        new = Desk(younger.url(), tmp_path)
        restore(new, file)
        new.run("ingest")
        new.call("come_back", "later", WORD)
        new.run("ingest")
        copied = ask(new, "SELECT sender_id, COUNT(*) FROM conversations_conversation GROUP BY 1")
        assert dict(copied) == {"copied": 1, "not-copied": 1, "later": 1}
        new.run("reconcile")


@pytest.mark.parametrize("desk", ["postgresql"], indirect=True)
def test_a_user_who_may_not_make_databases_is_told_what_to_do(desk: Desk, tmp_path: Path) -> None:
    file = backup(desk, tmp_path / "backups")
    ask(desk, "CREATE ROLE modest LOGIN")
    try:
        ask(desk, "GRANT ALL ON ALL TABLES IN SCHEMA public TO modest")
        said = refused(Desk(desk.place.replace("clinic@", "modest@"), tmp_path), file, "--discard")
        assert "ALTER ROLE modest CREATEDB" in said
    finally:
        ask(desk, "DROP OWNED BY modest")
        ask(desk, "DROP ROLE modest")


@pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
def test_the_rights_of_the_file_stay(desk: Desk, tmp_path: Path) -> None:
    Path(desk.place).chmod(0o600)
    restore(desk, backup(desk, tmp_path / "backups"), "--replace")
    assert Path(desk.place).stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(desk.place)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def sum_up(file: Path) -> None:
    """Write a checksum that fits."""
    done = subprocess.run(["sha256sum", file.name], cwd=file.parent, check=True, capture_output=True, text=True)
    file.with_name(file.name + ".sha256").write_text(done.stdout)
    assert shutil.which("sha256sum")
