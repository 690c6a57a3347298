"""Danger passes a limit on the rate; a flood of it does not take the processor, and is still told whom to call."""

from __future__ import annotations

import time

import pytest

from channels import danger
from channels.danger import MOST_PASSES, DangerPasses

DANGER, CALM = "my chest hurts and my left arm is numb", "how much is an hour"


def test_a_visitor_in_danger_passes_and_another_one_does_not() -> None:
    passes = DangerPasses()
    assert [passes.of(text) for text in (DANGER, CALM, "", DANGER)] == ["passes", "calm", "calm", "passes"]


def test_danger_at_either_end_of_a_very_long_message_passes() -> None:
    story = "i work at a desk. " * 3_000
    assert DangerPasses().of(f"{DANGER}. {story}") == DangerPasses().of(f"{story}{DANGER}") == "passes"


def test_danger_that_a_mail_quotes_is_not_the_visitors() -> None:
    assert DangerPasses().of(f"how much is it?\n> {DANGER}\n> Ann") == "calm"


def test_after_so_many_passes_danger_is_held_until_the_minute_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    passes, now = DangerPasses(), time.monotonic()
    assert {passes.of(DANGER) for _ in range(MOST_PASSES)} == {"passes"}
    assert (passes.of(DANGER), passes.of(CALM)) == ("held", "calm")
    monkeypatch.setattr(time, "monotonic", lambda: now + 61)
    assert passes.of(DANGER) == "passes"


def test_a_flood_is_looked_at_for_a_part_of_each_minute_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(danger, "MOST_MILLISECONDS", 1)
    passes = DangerPasses()
    passes.of(CALM)
    looked_at: list[str] = []
    monkeypatch.setattr(danger, "sounds_dangerous", looked_at.append)
    assert passes.of(DANGER) == "calm"
    assert looked_at == []
