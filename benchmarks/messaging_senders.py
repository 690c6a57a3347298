"""Processes of their own that post to the webhooks: the true one, as the platforms do, and a forger."""

from __future__ import annotations

import asyncio
import itertools
import random
import resource
import time
from typing import Any, Awaitable, Callable, Coroutine, NamedTuple, Sequence

import aiohttp

from benchmarks.contenders import OUR_TEXTS
from tests.platforms.everything import new_platforms
from tests.platforms.server import Platform

# So many people on each channel write in turn; a person is answered long before their next message, and within the limits.
PERSONS = 120
RESENT = 0.2
SECONDS_FOR_AN_ANSWER, TRIES = 15.0, 3


class Webhook(NamedTuple):
    """One webhook: what it brought, whether it was a resend, when it was sent, how long its answer took, and its status."""

    channel: str
    address: str
    words: str
    is_resend: bool
    at: float
    seconds: float
    status: int


class Report(NamedTuple):
    """What a process did: its webhooks, how many could not be posted at all, and its share of one CPU."""

    webhooks: Sequence[Webhook]
    unheard: int
    cpu: float


class Letter(NamedTuple):
    """A message to be posted: its words, and what the platform sends for them, without the headers."""

    platform: Platform
    address: str
    words: str
    update: Any


def true_ones(url: str, rate: float, seconds: float, seed: int, begin: float) -> Report:
    """Post `rate` webhooks a second from the moment `begin`, a fifth of them resends; each seed has people of its own."""
    chance, platforms = random.Random(seed), _platforms(seed)
    turn, texts = itertools.count(), itertools.cycle(OUR_TEXTS)
    past: list[Letter] = []

    def letter() -> tuple[Letter, bool]:
        if past and chance.random() < RESENT:
            return chance.choice(past[-50:]), True
        number = next(turn)
        platform = platforms[number % len(platforms)]
        person = platform.person(seed * PERSONS + number // len(platforms) % PERSONS)
        # What makes it one of a kind also ends up in Rasa's events, by which it is counted.
        words = f"{next(texts)} {mark(seed, number)}"
        past.append(Letter(platform, person.address, words, platform.text(person, words)))
        return past[-1], False

    async def post(session: aiohttp.ClientSession) -> Webhook:
        (platform, address, words, update), is_resend = letter()
        at, begun, status = time.time(), time.perf_counter(), 0
        for retry in range(int(is_resend), TRIES):  # a platform sends it again when it gets no answer
            status = status or await status_of(session, url + platform.path, update.body, platform.headers(update, retry=retry))
        return Webhook(platform.name, address, words, is_resend, at, time.perf_counter() - begun, status)

    return _measured(post, rate, seconds, begin)


def forged_ones(url: str, rate: float, seconds: float, seed: int, begin: float) -> Report:
    """Post `rate` badly signed webhooks a second from the moment `begin`, in the name of the same people."""
    chance, platforms = random.Random(seed), _platforms(seed)

    async def post(session: aiohttp.ClientSession) -> Webhook:
        platform = chance.choice(platforms)
        person = platform.person(seed * PERSONS + chance.randrange(PERSONS))
        words = "does massage help sleep"
        update = platform.text(person, words)
        headers = platform.headers(update, chance.choice(("forged", "forged", "missing", "old", "wrong_algorithm")))
        at, begun = time.time(), time.perf_counter()
        status = await status_of(session, url + platform.path, update.body, headers)
        return Webhook(platform.name, person.address, words, False, at, time.perf_counter() - begun, status)

    return _measured(post, rate, seconds, begin)


def mark(seed: int, number: int) -> str:
    """Letters that stand for a message; digits might be masked as somebody's number."""
    return "ref" + "".join(chr(ord("a") + int(digit)) for digit in f"{seed}{number:05d}")


async def status_of(session: aiohttp.ClientSession, url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status of one post; 0 where there was no answer."""
    try:
        async with session.post(url, data=body, headers=headers) as answer:
            await answer.read()
            return answer.status
    except (aiohttp.ClientError, asyncio.TimeoutError):
        return 0


async def paced(post: Callable[[], Coroutine[Any, Any, Webhook]], rate: float, seconds: float) -> list[Webhook]:
    """Begin `rate` posts a second, whether or not earlier ones are answered, as a platform with many people does."""
    begun, tasks = time.perf_counter(), list[asyncio.Task[Webhook]]()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        tasks.append(asyncio.get_running_loop().create_task(post()))
    return list(await asyncio.gather(*tasks))


def _platforms(seed: int) -> list[Platform]:
    """All platforms; no message of theirs has the identity of one with another seed."""
    platforms = list(new_platforms().values())
    for platform in platforms:
        platform.far.numbers = itertools.count(1 + seed * 1_000_000)
    return platforms


def _measured(post: Callable[[aiohttp.ClientSession], Awaitable[Webhook]], rate: float, seconds: float, begin: float) -> Report:
    async def run() -> list[Webhook]:
        timeout = aiohttp.ClientTimeout(total=SECONDS_FOR_AN_ANSWER)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as session:

            async def once() -> Webhook:
                return await post(session)

            return await paced(once, rate, seconds)

    time.sleep(max(0.0, begin - time.time()))
    begun, used = time.perf_counter(), _cpu_seconds()
    webhooks = asyncio.run(run())
    unheard = sum(webhook.status == 0 for webhook in webhooks)
    return Report(webhooks, unheard, (_cpu_seconds() - used) / (time.perf_counter() - begun))


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
