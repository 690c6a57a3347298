"""A claim lives as long as its worker renews it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from channels import claims
from channels.claims import SECONDS_A_CLAIM_LASTS, Claims, alive, is_alive

NOW = 1_000_000.0
AGES = {0.0: True, SECONDS_A_CLAIM_LASTS - 0.1: True, SECONDS_A_CLAIM_LASTS: False, NOW: False, -1.0: True, -3600.0: False}


@pytest.mark.parametrize(("age", "lives"), AGES.items())
def test_a_claim_is_a_dead_workers_when_it_was_not_renewed_or_the_clock_was_set_back(age: float, lives: bool) -> None:
    assert is_alive(NOW - age, NOW) is lives
    with sa.create_engine("sqlite://").connect() as connection:
        claimed = sa.literal(NOW - age, type_=sa.Float)
        assert connection.execute(sa.select(alive(claimed, sa.literal(NOW, type_=sa.Float)))).scalar() == lives
    assert not is_alive(None, NOW)


def test_a_claim_is_renewed_while_it_is_held_for_longer_than_a_turn_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "SECONDS_BETWEEN_RENEWALS", 0.1)
    renewed: list[str] = []

    async def renew(keys: Sequence[str]) -> None:
        renewed.extend(keys)
        if len(renewed) == 1:
            raise OSError("the database is away for a moment")

    async def turns() -> None:
        ours: Claims[str] = Claims(renew)
        renewing = asyncio.create_task(ours.renew_regularly())
        with ours.held("long"):
            for _ in range(20):
                with ours.held("short"):
                    await asyncio.sleep(0.03)
        count = len(renewed)
        await asyncio.sleep(0.3)
        assert len(renewed) == count
        renewing.cancel()

    asyncio.run(turns())
    assert len(renewed) >= 2
    assert set(renewed) == {"long"}
