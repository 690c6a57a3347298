"""Many visitors at once, in short: nothing is lost, doubled or given to somebody else."""

from __future__ import annotations

from pathlib import Path

from benchmarks.soak import soak


def test_every_message_is_answered_once_and_to_its_visitor(tmp_path: Path) -> None:
    figures = soak(number=20, seconds=15.0, pause=2.0, seed=7, database=tmp_path / "conversations.db")
    assert figures["sent"] > 60
    assert figures["answered"] == figures["held"] == figures["sent"]
    assert (figures["lost"], figures["doubled"], figures["misdelivered"]) == (0, 0, 0)
