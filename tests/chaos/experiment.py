"""One fault under load: visitors chat, something breaks and is mended, the visitors finish, everything is counted."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import aiohttp

from tests.chaos import count
from tests.chaos.count import Counts
from tests.chaos.faults import Fault
from tests.chaos.stage import Stage
from tests.chaos.visitors import Browser, Guest

SECONDS_BETWEEN_LOOKS = 0.2
Result = TypeVar("Result")
GUESTS_OF_A_FAULT = 1000  # numbers of guests, so that no two faults have the same


@dataclass(frozen=True)
class Plan:
    """How many visitors, and how many seconds before a fault and after it."""

    guests: int
    seconds_before: float
    seconds_after: float
    is_short: bool


FULL = Plan(guests=30, seconds_before=6.0, seconds_after=10.0, is_short=False)
SHORT = Plan(guests=12, seconds_before=2.5, seconds_after=3.0, is_short=True)


@dataclass(frozen=True)
class Outcome:
    """What came of a fault; seconds are counted from its beginning, and the longest wait from a message to its answer."""

    fault: str
    counts: Counts
    seconds_it_lasted: float
    seconds_to_recover: float
    longest_wait: float
    complaints: Sequence[str]


async def suffer(stage: Stage, fault: Fault, number: int, plan: Plan) -> Outcome:
    """Let visitors live through `fault`, and count.

    :param number: another one for each fault of a run.
    """
    guests = [Guest(number * GUESTS_OF_A_FAULT + place, random.Random(place)) for place in range(plan.guests)]
    is_over = asyncio.Event()
    await _in_a_thread(lambda: fault.prepare(stage))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        browser = Browser(session, f"{stage.topology.url}/webhooks/website")
        chatting = asyncio.gather(*(browser.chat(guest, is_over) for guest in guests))
        await asyncio.sleep(plan.seconds_before)
        begun, ended = await _break_and_mend(stage, fault, fault.lasts_in_short if plan.is_short else fault.lasts)
        await _in_a_thread(stage.topology.wait_until_up)
        await asyncio.sleep(plan.seconds_after)
        is_over.set()
        await chatting
    counts = count.count(guests, await _in_a_thread(lambda: count.read(stage.topology.postgresql)))
    complaints = [*counts.complaints, *fault.judge(guests, begun, ended)]
    return Outcome(fault.name, counts, ended - begun, seconds_to_recover(guests, begun), longest_wait(guests), complaints)


def seconds_to_recover(guests: Sequence[Guest], begun: float) -> float:
    """From the fault to the first answer after the last trouble; 0 where nobody had trouble."""
    questions = [question for guest in guests for question in guest.questions]
    trouble = [moment for question in questions for moment in question.trouble_at if moment > begun]
    answers = [question.answered_at for question in questions if question.answered_at]
    return min((moment for moment in answers if moment > max(trouble)), default=float("inf")) - begun if trouble else 0.0


def longest_wait(guests: Sequence[Guest]) -> float:
    """Seconds from a message to its answer, of the one that waited longest."""
    questions = [question for guest in guests for question in guest.questions]
    return max((question.answered_at - question.asked_at for question in questions if question.answered_at), default=0.0)


async def _break_and_mend(stage: Stage, fault: Fault, seconds: float) -> tuple[float, float]:
    begun = time.monotonic()
    try:
        await _in_a_thread(lambda: fault.begin(stage))
        while time.monotonic() < begun + seconds:
            await _in_a_thread(lambda: fault.hold(stage))
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    finally:
        await _in_a_thread(lambda: fault.end(stage))
    return begun, time.monotonic()


async def _in_a_thread(call: Callable[[], Result]) -> Result:
    return await asyncio.get_running_loop().run_in_executor(None, call)
