"""The crowd that benchmarks send counts what was answered while all of it was there, and nothing else as an answer."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from aiohttp import web

from benchmarks.visitors import PATH, SECONDS_TO_ARRIVE, Visits, visits

SECONDS, VISITORS = 0.5, 4


async def visited(*statuses: int) -> tuple[Visits, int]:
    """What visitors saw of a chat that answers with these statuses in turn, and how many messages it got."""
    turn, heard = itertools.cycle(statuses), 0

    async def session(_: web.Request) -> web.Response:
        return web.json_response({"token": "t"})

    async def message(_: web.Request) -> web.Response:
        nonlocal heard
        heard += 1
        await asyncio.sleep(0.02)
        return web.json_response({"message": "hello"}, status=next(turn))

    application = web.Application()
    application.add_routes([web.post(f"{PATH}/session", session), web.post(f"{PATH}/messages", message)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        seen = await asyncio.to_thread(visits, runner.addresses[0][1], ["hello"], VISITORS, SECONDS)
    finally:
        await runner.cleanup()
    return seen, heard


def test_answers_count_that_came_while_all_visitors_were_there() -> None:
    seen, heard = asyncio.run(visited(200))
    assert (seen.turns, seen.failed) == (heard, 0)
    assert 0 < len(seen.seconds) < heard * SECONDS / SECONDS_TO_ARRIVE  # most came in the second of arrival
    assert seen.per_second == pytest.approx(len(seen.seconds) / SECONDS)
    assert seen.ms(0.5) > 10


def test_a_refused_turn_is_no_answer() -> None:
    seen, heard = asyncio.run(visited(503))
    assert (seen.turns, seen.failed, len(seen.seconds)) == (heard, heard, 0)
    assert seen.per_second == 0
