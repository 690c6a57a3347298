"""The desk's regular work begins when its time has come, once, also after a night without power."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tools.schedule import WORK, Schedule, commands, last_time

MONDAY = datetime(2026, 6, 1, 12, 0)


@pytest.fixture
def schedule(tmp_path: Path) -> Schedule:
    """One that began to count on Monday at noon."""
    schedule = Schedule(tmp_path / "run" / "schedule.json")
    assert schedule.due(MONDAY) == []
    return schedule


def test_at_night_the_nightly_work_is_due_and_only_once(schedule: Schedule) -> None:
    assert schedule.due(datetime(2026, 6, 2, 2, 59)) == []
    assert schedule.due(datetime(2026, 6, 2, 3, 0)) == ["nightly"]
    assert schedule.due(datetime(2026, 6, 2, 3, 1)) == []
    assert schedule.due(datetime(2026, 6, 3, 3, 0)) == ["nightly"]


def test_on_monday_the_weekly_work_is_due_too(schedule: Schedule) -> None:
    assert schedule.due(datetime(2026, 6, 8, 6, 0)) == ["nightly"]
    assert schedule.due(datetime(2026, 6, 8, 7, 0)) == ["weekly"]
    assert schedule.due(datetime(2026, 6, 8, 8, 0)) == []


def test_what_was_missed_is_made_up_for_once(schedule: Schedule) -> None:
    assert Schedule(schedule.file).due(datetime(2026, 6, 20, 15, 0)) == ["nightly", "weekly"]
    assert Schedule(schedule.file).due(datetime(2026, 6, 20, 15, 1)) == []


def test_a_file_that_cannot_be_read_begins_anew(schedule: Schedule) -> None:
    schedule.file.write_text("{", encoding="utf-8")
    assert schedule.due(datetime(2026, 6, 5, 12, 0)) == []
    assert schedule.due(datetime(2026, 6, 6, 12, 0)) == ["nightly"]


@pytest.mark.parametrize(
    ("work", "now", "last"),
    [
        ("nightly", datetime(2026, 6, 3, 1, 0), datetime(2026, 6, 2, 3, 0)),
        ("nightly", datetime(2026, 6, 3, 3, 0), datetime(2026, 6, 3, 3, 0)),
        ("weekly", datetime(2026, 6, 7, 23, 0), datetime(2026, 6, 1, 7, 0)),
        ("weekly", datetime(2026, 6, 8, 6, 59), datetime(2026, 6, 1, 7, 0)),
        ("weekly", datetime(2026, 6, 8, 7, 0), datetime(2026, 6, 8, 7, 0)),
    ],
)
def test_the_last_time_is_the_one_before_now(work: str, now: datetime, last: datetime) -> None:
    assert last_time(work, now) == last


def test_figures_are_counted_before_retention_deletes_what_they_count() -> None:
    assert WORK["nightly"].index("figures") < WORK["nightly"].index("retention")


def test_a_backup_is_made_at_night_where_there_is_a_folder_for_it_and_after_all_else() -> None:
    assert commands("nightly", {"CLINIC_BACKUPS": "/backups"}) == [*commands("nightly", {}), "backup"]
    assert "backup" not in commands("nightly", {"CLINIC_BACKUPS": ""})
