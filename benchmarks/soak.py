"""Many visitors chat at once, some leave in mid-turn, some ask twice; then every message is counted from both ends.

    python -m benchmarks.soak [--visitors 500] [--minutes 5] [--seed 7]

Each text carries its visitor's own mark, so that a message in a wrong conversation is seen. It ends with exit code 1 if a
message was lost, doubled or misdelivered.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sqlite3
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks import processes
from benchmarks.contenders import OUR_TEXTS
from benchmarks.load import percentile
from benchmarks.website import PROXY
from tools.running import running_assistant

LEAVING, ASKING_TWICE = 0.1, 0.1
TOTAL = aiohttp.ClientTimeout(total=90)


@dataclass
class Visitor:
    """One visitor and what they know: what they asked, what was answered, and how long that took."""

    number: int
    chance: random.Random
    token: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    received: dict[int, tuple[str, str]] = field(default_factory=dict)
    retried: int = 0
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """What only this visitor says."""
        return f"guest{self.number}q"

    @property
    def headers(self) -> dict[str, str]:
        """An address of their own, and their token."""
        address = {"X-Forwarded-For": f"10.1.{self.number // 250}.{self.number % 250}"}
        return {**address, "Authorization": f"Bearer {self.token}"} if self.token else address

    def take(self, message: dict[str, Any]) -> None:
        """Note a message; the same number twice must be the same message."""
        found = (str(message["id"]), str(message["text"]))
        if self.received.setdefault(int(message["seq"]), found) != found:
            self.wrong.append(f"two messages with number {message['seq']}")
        if message["from"] == "visitor" and self.mark not in found[1]:
            self.wrong.append(f"somebody else's words: {found[1]}")


async def visit(session: aiohttp.ClientSession, url: str, visitor: Visitor, until: float, pause: float) -> None:
    """Chat until the moment `until`, with random pauses around `pause` seconds."""
    await asyncio.sleep(visitor.chance.uniform(0, pause))
    async with session.post(f"{url}/session", json={}, headers=visitor.headers) as begun:
        visitor.token = (await begun.json())["token"]
    while time.monotonic() < until:
        text = f"{visitor.chance.choice(OUR_TEXTS)} {visitor.mark}"
        client_msg_id = uuid.uuid4().hex
        visitor.asked[client_msg_id] = text
        await ask(session, url, visitor, {"client_msg_id": client_msg_id, "text": text})
        await asyncio.sleep(max(0.0, min(visitor.chance.expovariate(1 / pause), until - time.monotonic())))
    await read_history(session, url, visitor)


async def ask(session: aiohttp.ClientSession, url: str, visitor: Visitor, asked: dict[str, str]) -> None:
    """Ask once; or leave before the answer and come back; or ask a second time under the same id."""
    mood = visitor.chance.random()
    begun = time.perf_counter()
    if mood < LEAVING:
        await send(session, url, visitor, asked, leave_after=visitor.chance.uniform(0, 0.05))
        await asyncio.sleep(0.5)
        await read_history(session, url, visitor)
    if mood < LEAVING + ASKING_TWICE:
        visitor.retried += 1
        await asyncio.gather(*(send(session, url, visitor, asked) for _ in range(2)))
    else:
        await send(session, url, visitor, asked)
        visitor.seconds.append(time.perf_counter() - begun)


async def send(
    session: aiohttp.ClientSession, url: str, visitor: Visitor, asked: dict[str, str], leave_after: float | None = None
) -> None:
    """Send one request and read its events; where told to wait, or where the connection breaks, wait and send it again.

    The server ends connections that nobody uses, at times just as a visitor writes; a browser and the chat try again then.
    """
    async with Patience(leave_after):
        while not await _is_answered(session, url, visitor, asked):
            visitor.retried += 1
            await asyncio.sleep(1.0)


async def _is_answered(session: aiohttp.ClientSession, url: str, visitor: Visitor, asked: dict[str, str]) -> bool:
    try:
        return await _read_answer(session, url, visitor, asked)
    except aiohttp.ClientConnectionError:
        return False


async def _read_answer(session: aiohttp.ClientSession, url: str, visitor: Visitor, asked: dict[str, str]) -> bool:
    async with session.post(f"{url}/messages", json=asked, headers=visitor.headers, timeout=TOTAL) as answer:
        if answer.status == 429:
            return False
        answer.raise_for_status()
        event = ""
        async for event, data in frames(answer):
            if event in ("accepted", "message"):
                visitor.take(data)
            elif event == "error":
                return False
    return event == "done"


async def frames(answer: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """The events of a stream, each with its data, as they come."""
    event = ""
    async for line in answer.content:
        if line.startswith(b"event: "):
            event = line[7:].decode().strip()
        elif line.startswith(b"data: "):
            yield event, json.loads(line[6:])


class Patience:
    """Ends the block after so many seconds, None never; `asyncio.timeout` came with Python 3.11 only."""

    def __init__(self, seconds: float | None) -> None:
        """Wait so long."""
        self._seconds, self._over = seconds, False
        self._timer: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> None:
        task = asyncio.current_task()
        if self._seconds is not None and task:
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self._end, task)

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: object) -> bool:
        if self._timer:
            self._timer.cancel()
        return self._over and kind is asyncio.CancelledError

    def _end(self, task: asyncio.Task[Any]) -> None:
        self._over = True
        task.cancel()


async def read_history(session: aiohttp.ClientSession, url: str, visitor: Visitor) -> None:
    """Everything that the server holds of the conversation."""
    async with session.get(f"{url}/history?after=0", headers=visitor.headers) as answer:
        answer.raise_for_status()
        for message in (await answer.json())["messages"]:
            visitor.take(message)


def count(visitors: list[Visitor], database: Path) -> dict[str, int]:
    """Lost, doubled and misdelivered messages, by what visitors know and by what the database holds."""
    with sqlite3.connect(database) as connection:
        asked = connection.execute("select conversation, client_msg_id, text from website_messages where sender = 'visitor'").fetchall()
        answered = connection.execute(
            "select conversation, client_msg_id, count(*) from website_messages where sender = 'assistant' group by 1, 2"
        ).fetchall()
        heard = [text for (text,) in connection.execute("select json_extract(data, '$.text') from events where type_name = 'user'")]
    sent = {client_msg_id: text for visitor in visitors for client_msg_id, text in visitor.asked.items()}
    held = {client_msg_id: text for _, client_msg_id, text in asked}
    replies = {client_msg_id for _, client_msg_id, _ in answered}
    turns: dict[str, int] = {}
    for text in heard:
        turns[text] = turns.get(text, 0) + 1
    wanted: dict[str, int] = {}
    for text in sent.values():
        wanted[text] = wanted.get(text, 0) + 1
    owners: dict[str, set[str]] = {}
    for conversation, _, text in asked:
        owners.setdefault(conversation, set()).add(text.rsplit(" ", 1)[-1])
    return {
        "sent": len(sent),
        "held": len(held),
        "answered": len(replies & sent.keys()),
        "lost": len(sent.keys() - held.keys()) + len(sent.keys() - replies) + sum(max(0, n - turns.get(t, 0)) for t, n in wanted.items()),
        "doubled": len(asked) - len(held) + sum(max(0, turns.get(t, 0) - n) for t, n in wanted.items()),
        "misdelivered": sum(len(marks) > 1 for marks in owners.values()) + sum(len(visitor.wrong) for visitor in visitors),
    }


async def crowd(url: str, visitors: list[Visitor], seconds: float, pause: float) -> None:
    """Let all visitors chat for so many seconds."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        until = time.monotonic() + seconds
        await asyncio.gather(*(visit(session, f"{url}/webhooks/website", visitor, until, pause) for visitor in visitors))


def soak(number: int, seconds: float, pause: float, seed: int, database: Path) -> dict[str, float]:
    """Run it all and return the figures."""
    os.environ.update(PROXY)
    visitors = [Visitor(place, random.Random(seed * 10_000 + place)) for place in range(number)]
    with running_assistant(database=database, log=database.with_suffix(".log")) as place:
        before = processes.memory_mb(place.process)
        asyncio.run(crowd(place.url, visitors, seconds, pause))
        after = processes.memory_mb(place.process)
    took = [second for visitor in visitors for second in visitor.seconds]
    return {
        **count(visitors, database),
        "asked twice or told to retry": sum(visitor.retried for visitor in visitors),
        "p50 ms": 1000 * percentile(took, 0.5),
        "p95 ms": 1000 * percentile(took, 0.95),
        "memory MB at the start": before,
        "memory MB at the end": after,
    }


def main() -> None:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(description="Many visitors at once, counted from both ends.")
    parser.add_argument("--visitors", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--pause", type=float, default=25.0, help="seconds between a visitor's messages, on average")
    parser.add_argument("--seed", type=int, default=7)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        figures = soak(wanted.visitors, 60 * wanted.minutes, wanted.pause, wanted.seed, Path(scratch) / "conversations.db")
    for name, figure in figures.items():
        print(f"{name:32}{figure:10.0f}")
    sys.exit(1 if figures["lost"] or figures["doubled"] or figures["misdelivered"] else 0)


if __name__ == "__main__":
    main()
