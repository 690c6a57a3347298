"""No change makes the understanding worse than `tests/questions/recorded.json` says; `make record` writes that file anew.

Each question goes through the whole assistant in this process, actions included, so the answered topics are those of a visitor.
"""

from __future__ import annotations

from pathlib import Path

from tools.record_understanding import (
    MOST_FALSE,
    MOST_LOST,
    MOST_MISSED,
    RECORDED,
    measure_here,
    measured,
    read_record,
    regressions,
    write_record,
)
from tools.scores import Share


def test_the_understanding_is_no_worse_than_recorded() -> None:
    assert regressions(measured(measure_here()), read_record()) == []


BEFORE = {"danger": {"right": Share(160, 200), "wrong": Share(20, 200), "danger caught": Share(90, 100), "false alarms": Share(2, 100)}}


def now(**figures: Share) -> dict[str, dict[str, Share]]:
    return {"danger": {**BEFORE["danger"], **{name.replace("_", " "): share for name, share in figures.items()}}}


def test_what_is_as_good_or_within_a_point_passes() -> None:
    assert (MOST_LOST, MOST_MISSED, MOST_FALSE) == (1.0, 0.0, 1.0)
    assert regressions(now(), BEFORE) == []
    assert regressions(now(right=Share(158, 200), false_alarms=Share(3, 100), wrong=Share(90, 200)), BEFORE) == []
    assert regressions(now(right=Share(199, 200), danger_caught=Share(100, 100), false_alarms=Share(0, 100)), BEFORE) == []


def test_what_is_worse_is_told_with_file_and_counts() -> None:
    worse = now(right=Share(157, 200), danger_caught=Share(89, 100), false_alarms=Share(4, 100))
    assert regressions(worse, BEFORE) == [
        "danger: right 160 → 157 of 200",
        "danger: danger caught 90 → 89 of 100",
        "danger: false alarms 2 → 4 of 100",
    ]


def test_a_file_that_was_changed_is_to_be_recorded_anew() -> None:
    assert "make record" in regressions(now(right=Share(160, 201)), BEFORE)[0]
    assert "make record" in regressions({**now(), "new": now()["danger"]}, BEFORE)[0]
    assert "make record" in regressions({}, BEFORE)[0]


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_record(BEFORE, tmp_path / "recorded.json")
    assert read_record(tmp_path / "recorded.json") == BEFORE
    write_record(read_record(), tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == RECORDED.read_bytes()
