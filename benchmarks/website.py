"""The website channel beside the REST channel, on the same assistant in one run: a part of `make bench`.

The two channels take turns, some conversations each, so that what else the machine does meets both alike. They never run
at the same moment: the one that makes its visitors wait in fewer places would overtake the other in the queue, and look
faster than it is on its own.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import statistics
import tempfile
import time
import uuid
from collections import defaultdict
from pathlib import Path
from typing import Awaitable, Callable, Iterator

import aiohttp

from benchmarks.contenders import OUR_TEXTS
from benchmarks.load import TURNS, percentile
from tools.running import running_assistant

VISITORS = {1: 60, 8: 96, 32: 128}
PER_VISITOR = 2
MOST_ADDED_MS = 3.0
# Each conversation has an address of its own, as visitors have; the assistant believes this machine's proxy.
PROXY = {"CLINIC_TRUSTED_PROXIES": "127.0.0.1"}

Seconds = dict[str, list[float]]


class Visitors:
    """Hold conversations over one channel or the other and note how long each turn took."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Visit the assistant at `url`."""
        self._session, self._url = session, url
        # Of each channel, so that both are asked the same.
        self._texts = {channel: itertools.cycle(OUR_TEXTS) for channel in ("rest", "website")}
        self._numbers = itertools.count()
        self.seconds: Seconds = defaultdict(list)

    async def rest(self) -> None:
        """One conversation over the REST channel."""
        sender = uuid.uuid4().hex
        for text in self._some_texts("rest"):
            begun = time.perf_counter()
            async with self._session.post(f"{self._url}/webhooks/rest/webhook", json={"sender": sender, "message": text}) as answer:
                await answer.read()
            self.seconds["REST, whole turn"].append(time.perf_counter() - begun)

    async def website(self) -> None:
        """One conversation over the website channel, as a stream of events."""
        number = next(self._numbers)
        address = {"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
        async with self._session.post(f"{self._url}/webhooks/website/session", json={}, headers=address) as begun_session:
            token = (await begun_session.json())["token"]
        for text in self._some_texts("website"):
            await self._turn(text, {**address, "Authorization": f"Bearer {token}"})

    async def _turn(self, text: str, headers: dict[str, str]) -> None:
        begun, asked = time.perf_counter(), {"client_msg_id": uuid.uuid4().hex, "text": text}
        first = None
        async with self._session.post(f"{self._url}/webhooks/website/messages", json=asked, headers=headers) as answer:
            answer.raise_for_status()
            async for line in answer.content:
                if first is None and line.startswith(b"event: message"):
                    first = time.perf_counter() - begun
        if first is None:
            raise RuntimeError(f"no answer to {text!r}")
        self.seconds["website, first reply"].append(first)
        self.seconds["website, whole turn"].append(time.perf_counter() - begun)

    def _some_texts(self, channel: str) -> list[str]:
        return list(itertools.islice(self._texts[channel], TURNS))


async def measure(url: str, visitors: int, conversations: int) -> Seconds:
    """Let `visitors` at a time hold about `conversations` conversations over each channel, which take turns."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        crowd = Visitors(session, url)

        async def one(hold: Callable[[], Awaitable[None]], waiting: Iterator[int]) -> None:
            for _ in waiting:
                await hold()

        for _ in range(max(1, conversations // (PER_VISITOR * visitors))):
            for hold in (crowd.rest, crowd.website):
                waiting = iter(range(PER_VISITOR * visitors))
                await asyncio.gather(*(one(hold, waiting) for _ in range(visitors)))
        return crowd.seconds


def lines(visitors: int, seconds: Seconds) -> list[str]:
    """The table's lines for so many visitors, in milliseconds."""
    return [
        f"{visitors:>8}  {name:<24}{1000 * percentile(took, 0.5):>8.1f}{1000 * percentile(took, 0.95):>8.1f}{len(took):>8}"
        for name, took in sorted(seconds.items())
    ]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="The website channel beside the REST channel.")
    parser.add_argument("--rounds", type=int, default=3, help="rounds with one visitor (default 3)")
    rounds = parser.parse_args().rounds
    os.environ.update(PROXY)
    added = []
    with tempfile.TemporaryDirectory() as scratch, running_assistant(log=Path(scratch) / "assistant.log") as place:
        asyncio.run(measure(place.url, 1, 6))
        print(f"{'visitors':>8}  {'':<24}{'p50 ms':>8}{'p95 ms':>8}{'turns':>8}")
        for visitors, conversations in VISITORS.items():
            for _ in range(rounds if visitors == 1 else 1):
                seconds = asyncio.run(measure(place.url, visitors, conversations))
                print("\n".join(lines(visitors, seconds)), flush=True)
                if visitors == 1:
                    medians = {name: statistics.median(took) for name, took in seconds.items()}
                    added.append(1000 * (medians["website, whole turn"] - medians["REST, whole turn"]))
    verdict = "kept" if statistics.median(added) <= MOST_ADDED_MS else "MISSED"
    print(f"The website channel adds {statistics.median(added):.1f} ms at p50 with one visitor; at most {MOST_ADDED_MS:.0f}: {verdict}")


if __name__ == "__main__":
    main()
