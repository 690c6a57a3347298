"""A backup is whole although everything runs, is never half a file, and says clearly why it could not be made."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from review.backups.folder import keep_newest
from review.backups.sqlite import size_of
from tests.desk.backups import (
    CAN_MOUNT,
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
    review,
)
from tests.desk.forgetting import SECRET, Desk
from tools.postgresql import Server
from tools.serve import PROJECT

__all__ = ["desk", "pattern_file", "pattern_on_postgresql", "postgresql", "postgresql_server"]
PASSWORD = "xyzzy-plugh-4711"


@pytest.fixture
def writer(desk: Desk) -> Iterator[list[int]]:
    """Somebody who writes two events in each transaction until the test ends; how many transactions there were."""
    written, is_over = [0], threading.Event()

    def write() -> None:
        while not is_over.is_set():
            values = ", ".join(["(%s, 'user')"] * 2)
            ask(desk, f"INSERT INTO events (sender_id, type_name) VALUES {values}", *[f"pair-{written[0]:06}"] * 2)
            written[0] += 1

    thread = threading.Thread(target=write)
    thread.start()
    yield written
    is_over.set()
    thread.join()


def test_a_backup_holds_one_moment_although_turns_are_written_meanwhile(desk: Desk, writer: list[int], tmp_path: Path) -> None:
    before = writer[0]
    file = backup(desk, tmp_path / "backups")
    after = writer[0]
    assert after > before  # nobody was held up
    copied = tmp_path / "copied"
    if desk.place.startswith("postgresql"):
        copied.write_text(subprocess.run(["pg_restore", "-f", "-", "-t", "events", "--data-only", file], check=True, capture_output=True, text=True).stdout)
        pairs = [line.split("\t")[1] for line in copied.read_text().splitlines() if "\tpair-" in line]
    else:
        pairs = [row[0] for row in ask(str(file), "SELECT sender_id FROM events WHERE sender_id LIKE 'pair-%'")]
    number = len(set(pairs))
    assert sorted(pairs) == sorted([f"pair-{each:06}" for each in range(number)] * 2)
    assert before <= number <= after + 1


def test_a_backup_is_for_its_owner_alone_and_its_checksum_is_one_that_sha256sum_reads(desk: Desk, tmp_path: Path) -> None:
    file = backup(desk, tmp_path / "backups")
    assert [each.stat().st_mode & 0o777 for each in (file.parent, file)] == [0o700, 0o600]
    subprocess.run(["sha256sum", "--check", "--strict", file.name + ".sha256"], cwd=file.parent, check=True, capture_output=True)
    assert files_in(file.parent) == [file.name, file.name + ".sha256", "clinic-erased.json"]


def test_a_log_that_the_last_writer_takes_along_meanwhile_needs_no_room(tmp_path: Path) -> None:
    log = tmp_path / "conversations.db-wal"
    assert size_of(log) == 0
    log.write_bytes(b"abc")
    assert size_of(log) == 3


def test_so_many_are_kept_as_the_setting_says_and_other_files_stay(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "clinic-notes.txt").write_text("ours")
    for _ in range(3):
        assert review(desk.place, "backup", CLINIC_BACKUPS=str(folder), CLINIC_BACKUPS_KEPT="2").returncode == 0
    backups = [name for name in files_in(folder) if name.endswith((".sqlite", ".pgdump"))]
    assert len(backups) == 2
    assert files_in(folder) == sorted([*backups, *(f"{name}.sha256" for name in backups), "clinic-erased.json", "clinic-notes.txt"])


def test_a_folder_that_cannot_be_made_is_named(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = review(desk.place, "backup", "--to", str(tmp_path / "file" / "backups"))
    assert done.returncode == 1
    assert done.stderr.strip() == f"CommandError: No backup was made. The folder {tmp_path / 'file' / 'backups'} cannot be made: Not a directory."


@pytest.mark.skipif(not CAN_MOUNT, reason="this machine lets nobody mount a small disk")
def test_a_full_disk_is_named_and_leaves_nothing_and_earlier_backups_stay(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    script = f'mount -t tmpfs -o size=16k tmpfs {folder} && echo earlier > {folder}/earlier && "$@"; done=$?; ls -A {folder}; exit $done'
    done = review(desk.place, "backup", "--to", str(folder), before=["unshare", "-rm", "sh", "-c", script, "sh"])
    assert done.returncode == 1
    assert done.stdout.split() == ["earlier"]
    assert "No backup was made." in done.stderr and "Traceback" not in done.stderr
    assert "bytes free" in done.stderr or "No space left on device" in done.stderr
    assert WORD not in done.stderr


def test_a_copy_that_ends_in_the_middle_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    done = review(desk.place, "backup", "--to", str(folder), before=["sh", "-c", 'ulimit -f 16; exec "$@"', "sh"])
    assert done.returncode == 1
    assert "No backup was made." in done.stderr and "Traceback" not in done.stderr
    assert files_in(folder) == []


@pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
def test_a_backup_that_is_killed_leaves_no_file_under_a_backups_name_and_the_next_one_is_made(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    ask(desk, "INSERT INTO events (sender_id, type_name, data) SELECT 'a', 'user', hex(randomblob(30000)) FROM auth_permission p, auth_permission q LIMIT 2000")
    given = {**os.environ, "CLINIC_DATABASE": desk.place, "CLINIC_SECRET": SECRET}
    running = subprocess.Popen([sys.executable, "-W", "ignore", "-m", "review", "backup", "--to", folder], cwd=PROJECT, env=given)
    while not list(folder.glob(".*.part")) and running.poll() is None:
        time.sleep(0.001)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    assert [name for name in files_in(folder) if ".part" not in name] == []
    assert backup(desk, folder).stat().st_size > 100_000_000


def test_without_a_database_or_a_folder_the_command_says_what_is_missing(tmp_path: Path) -> None:
    assert "--to FOLDER, or CLINIC_BACKUPS" in review(str(tmp_path / "none.db"), "backup", CLINIC_BACKUPS="").stderr
    done = review(str(tmp_path / "none.db"), "backup", "--to", str(tmp_path / "backups"))
    assert f"There is no database at {tmp_path / 'none.db'}." in done.stderr
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
def test_a_damaged_database_makes_no_backup(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    with open(desk.place, "r+b") as file:
        file.seek(os.path.getsize(desk.place) // 2)
        file.write(b"\xff" * 20_000)
    done = review(desk.place, "backup", "--to", str(folder))
    assert done.returncode == 1 and "No backup was made." in done.stderr and "Traceback" not in done.stderr
    assert files_in(folder) == []


def test_the_databases_password_stands_on_no_command_line_and_in_no_message(postgresql: str, postgresql_server: Server, tmp_path: Path) -> None:
    rules = postgresql_server.folder / "pg_hba.conf"
    rules.write_text(f"host all locked 127.0.0.1/32 scram-sha-256\n{rules.read_text()}")
    ask(postgresql, f"CREATE ROLE locked SUPERUSER LOGIN PASSWORD '{PASSWORD}'")
    ask(postgresql, "SELECT pg_reload_conf()")
    place = postgresql.replace("clinic@", f"locked:{PASSWORD}@")
    try:
        deadline = time.monotonic() + 10
        while review_is_let_in(postgresql.replace("clinic@", "locked@")) and time.monotonic() < deadline:
            time.sleep(0.05)
        ask(postgresql, "CREATE TABLE events (id int)")
        seen = command_lines_during(lambda: backup(Desk(place, tmp_path), tmp_path / "backups"))
        assert [line for line in seen if "pg_dump" in line] and [line for line in seen if PASSWORD in line] == []
        assert newest(tmp_path / "backups").stat().st_size > 500
        refused = review(place.replace(PASSWORD, PASSWORD + "x"), "backup", "--to", str(tmp_path / "backups"))
        assert "password authentication failed" in refused.stderr and PASSWORD not in refused.stderr
    finally:
        ask(postgresql, "REASSIGN OWNED BY locked TO clinic")
        ask(postgresql, "DROP ROLE locked")


def review_is_let_in(place: str) -> bool:
    """Whether somebody without a password comes in."""
    try:
        psycopg2.connect(place).close()
    except psycopg2.OperationalError:
        return False
    return True


def command_lines_during(work: object) -> set[str]:
    """Every command line on this machine while `work` is done."""
    seen: set[str] = set()
    thread = threading.Thread(target=work)  # type: ignore[arg-type]
    thread.start()
    while thread.is_alive():
        for place in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                seen.add(place.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
            except OSError:
                continue
    return seen


def test_without_postgresqls_own_programs_the_message_names_the_package(postgresql: str, tmp_path: Path) -> None:
    if shutil.which("unshare") is None or not CAN_MOUNT:
        pytest.skip("this machine lets nobody hide a folder")
    script = 'mount -t tmpfs tmpfs /usr/lib/postgresql && PATH=/nowhere exec "$@"'
    done = review(postgresql, "backup", "--to", str(tmp_path / "backups"), before=["unshare", "-rm", "sh", "-c", script, "sh"])
    assert "pg_dump is not installed; Debian's package is called postgresql-client." in done.stderr


def test_what_a_killed_backup_left_goes_a_day_later(tmp_path: Path) -> None:
    left = [tmp_path / f".clinic-20260101T000000Z.sqlite.{number}.part{ending}" for number in (1, 2) for ending in ("", "-journal")]
    for each in left:
        each.write_bytes(b"half")
    for each in left[:2]:
        os.utime(each, (time.time() - 2 * 24 * 3600,) * 2)
    assert keep_newest(tmp_path, 1) == []
    assert files_in(tmp_path) == sorted(each.name for each in left[2:])
