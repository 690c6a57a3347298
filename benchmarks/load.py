"""Visitors over the REST channel: fresh conversations of five turns, one after another or several at a time."""

from __future__ import annotations

import asyncio
import itertools
import time
import uuid
from dataclasses import dataclass
from typing import Iterator, Sequence

import aiohttp

TURNS = 5
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Load:
    """What a load run saw: seconds of each message, seconds of the whole run, messages without an answer."""

    seconds: tuple[float, ...]
    elapsed: float
    unanswered: int

    @property
    def per_second(self) -> float:
        """Messages answered a second."""
        return len(self.seconds) / self.elapsed


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of `values` lie, nearest rank."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


async def first_answer(url: str) -> None:
    """Wait until the server at `url` answers a message.

    :raises TimeoutError: no answer came within three minutes.
    """
    started = time.monotonic()
    async with aiohttp.ClientSession() as session:
        while time.monotonic() - started < 180:
            try:
                if await _say(session, url, uuid.uuid4().hex, "hello"):
                    return
            except (aiohttp.ClientError, asyncio.TimeoutError):
                pass
            await asyncio.sleep(0.1)
    raise TimeoutError(f"{url} gave no answer within three minutes")


async def run_load(url: str, texts: Sequence[str], users: int, conversations: int) -> Load:
    """Let `users` at a time hold `conversations` fresh conversations of five turns with the server at `url`."""
    lines = itertools.cycle(texts)
    waiting = iter(range(conversations))
    seconds: list[float] = []
    silent: list[str] = []
    started = time.perf_counter()
    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(_user(session, url, lines, waiting, seconds, silent) for _ in range(users)))
    return Load(tuple(seconds), time.perf_counter() - started, len(silent))


async def _user(
    session: aiohttp.ClientSession,
    url: str,
    lines: Iterator[str],
    waiting: Iterator[int],
    seconds: list[float],
    silent: list[str],
) -> None:
    for _ in waiting:
        sender = uuid.uuid4().hex
        for _ in range(TURNS):
            text = next(lines)
            begun = time.perf_counter()
            answered = await _say(session, url, sender, text)
            seconds.append(time.perf_counter() - begun)
            if not answered:
                silent.append(text)


async def _say(session: aiohttp.ClientSession, url: str, sender: str, text: str) -> bool:
    patience = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    async with session.post(url, json={"sender": sender, "message": text}, timeout=patience) as response:
        return response.status == 200 and bool(await response.json())
