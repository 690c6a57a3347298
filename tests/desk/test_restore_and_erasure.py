"""A backup that is put back brings nobody back who was erased after it was made."""

from __future__ import annotations

from pathlib import Path

from tests.desk.backups import (
    OTHER,
    OTHERS_WORD,
    SENDER,
    WORD,
    ask,
    backup,
    desk,
    pattern_file,
    pattern_on_postgresql,
    postgresql,
    postgresql_server,
    restore,
    review,
    senders_of,
)
from tests.desk.forgetting import CODE, Desk

__all__ = ["desk", "pattern_file", "pattern_on_postgresql", "postgresql", "postgresql_server"]


def test_whoever_was_erased_since_does_not_come_back(desk: Desk, tmp_path: Path) -> None:
    desk.call("leave_everywhere", OTHER, "K7QP-4MXD", OTHERS_WORD)
    file = backup(desk, tmp_path / "backups")
    desk.run("erase", CODE)
    assert "1 senders who were erased since were erased again" in restore(desk, file, "--replace")
    assert senders_of(desk) == [OTHER]
    assert [ask(desk, f"SELECT COUNT(*) FROM website_messages WHERE conversation = '{each}'")[0][0] for each in (SENDER, OTHER)] == [0, 2]
    assert [ask(desk, f"SELECT COUNT(*) FROM conversations_conversation WHERE sender_id = '{each}'")[0][0] for each in (SENDER, OTHER)] == [0, 1]
    desk.call("come_back", SENDER, WORD)
    desk.run("ingest")
    assert senders_of(desk) == [OTHER]  # and stays away
    if "://" not in desk.place:
        for each in tmp_path.glob("backups/*"):
            each.unlink()
        assert not desk.has(WORD)


def test_a_visitor_who_erased_the_chat_on_the_website_does_not_come_back(desk: Desk, tmp_path: Path) -> None:
    file = backup(desk, tmp_path / "backups")
    ask(desk, "UPDATE website_sessions SET erased_at = 1.0")  # as the website's channel does, before the desk has heard of it
    restore(desk, file, "--replace")
    assert senders_of(desk) == []
    assert ask(desk, "SELECT COUNT(*) FROM website_messages") == [(0,)]


def test_whoever_was_erased_is_known_from_the_list_when_the_database_itself_is_lost(desk: Desk, tmp_path: Path) -> None:
    first = backup(desk, tmp_path / "backups")
    desk.run("erase", CODE)
    backup(desk, tmp_path / "backups")  # of the next night
    for table in ("privacy_tombstone", "website_sessions", "events"):
        ask(desk, f"DELETE FROM {table}")
    restore(desk, first, "--discard")
    assert senders_of(desk) == []


def test_a_person_of_another_channel_who_wrote_again_after_the_erasure_keeps_what_was_said_then(desk: Desk, tmp_path: Path) -> None:
    person = "phone-000-111"
    desk.call("come_back", person, WORD)
    before = backup(desk, tmp_path / "backups")
    desk.run("erase", person)
    ask(desk, "UPDATE privacy_tombstone SET until = until - 100")  # the turn that was under way is over
    desk.call("come_back", person, OTHERS_WORD)
    after = backup(desk, tmp_path / "backups")
    restore(desk, after, "--replace")
    assert senders_of(desk) == sorted([SENDER, person])
    restore(desk, before, "--replace")
    assert senders_of(desk) == [SENDER]


def test_erasures_noted_under_another_secret_are_counted_and_told(desk: Desk, tmp_path: Path) -> None:
    file = backup(desk, tmp_path / "backups")
    desk.run("erase", CODE)
    backup(desk, tmp_path / "backups")
    said = review(desk.place, "restore", str(file), "--discard", CLINIC_DESK_SECRET="another secret of thirty-two signs")
    assert said.returncode == 0, said.stderr
    assert "1 more were noted under another CLINIC_DESK_SECRET or CLINIC_SECRET: erase them again by hand." in said.stdout
