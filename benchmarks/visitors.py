"""Visitors of the website's chat who cost the machine little: prepared bytes over kept connections, in a process of their own.

A client that parses what it gets takes as much of a processor as a worker does, and a machine of two would be measured mostly
by its load generator. How much this one takes is told beside what it measures.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import resource
import time
import uuid
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Iterator, NamedTuple, Sequence

import uvloop

from benchmarks.load import TURNS, percentile

PATH = "/webhooks/website"
SECONDS_TO_ARRIVE = 1.0


class Visits(NamedTuple):
    """What a crowd of visitors saw.

    `seconds` of each turn that was answered in the `window` (seconds) in which all of them were there; all `turns`, how many of them
    `failed`, and the crowd's processor time `cpu` (seconds). Beside the window, while visitors arrive or wait for a last answer, workers
    that share them have less to do, and would be told slower than they are.
    """

    seconds: Sequence[float]
    window: float
    turns: int
    failed: int
    cpu: float

    @property
    def per_second(self) -> float:
        """Turns answered a second while all visitors were there."""
        return len(self.seconds) / self.window

    def ms(self, share: float) -> float:
        """The milliseconds within which this share (0 to 1) of the turns was answered."""
        return 1000 * percentile(self.seconds, share)


@dataclass
class Crowd:
    """What visitors share: what they write, when they stop, and what became of it: when each answer came, and the seconds that it took."""

    lines: Iterator[str]
    until: float
    answered: list[tuple[float, float]] = field(default_factory=list)
    failed: int = 0
    conversations: Iterator[int] = field(default_factory=itertools.count)

    def stays(self) -> bool:
        """Whether another turn is begun."""
        return time.perf_counter() < self.until


class Connection:
    """One visitor's connection: a request at a time, answered with a length."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talk over an open connection."""
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, host: str, port: int) -> Connection:
        """Connect."""
        return cls(*await asyncio.open_connection(host, port))

    async def post(self, path: str, headers: str, body: dict[str, str]) -> tuple[int, bytes]:
        """Status and body of the answer.

        :raises asyncio.IncompleteReadError: the connection was closed.
        """
        data = json.dumps(body).encode()
        head = f"POST {PATH}{path} HTTP/1.1\r\nHost: clinic\r\nAccept: application/json\r\n{headers}Content-Length: {len(data)}\r\n\r\n"
        self._writer.write(head.encode() + data)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer.split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
        return int(answer.split(b" ", 2)[1]), await self._reader.readexactly(length)

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


def visits(port: int, texts: Sequence[str], visitors: int, seconds: float) -> Visits:
    """Let `visitors` at a time talk with the chat at a loopback port for so many seconds, in conversations of five turns each.

    They are a process of their own, and have `SECONDS_TO_ARRIVE` before.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as crowd:
        return crowd.submit(_visits, port, texts, visitors, seconds).result()


def _visits(port: int, texts: Sequence[str], visitors: int, seconds: float) -> Visits:
    uvloop.install()
    return asyncio.run(_crowd(port, texts, visitors, seconds))


async def _crowd(port: int, texts: Sequence[str], visitors: int, seconds: float) -> Visits:
    begun, used = time.perf_counter() + SECONDS_TO_ARRIVE, _cpu()
    crowd = Crowd(itertools.cycle(texts), begun + seconds)
    await asyncio.gather(*(_one_visitor(port, crowd) for _ in range(visitors)))
    inside = [took for ended, took in crowd.answered if begun <= ended < crowd.until]
    return Visits(inside, seconds, len(crowd.answered) + crowd.failed, crowd.failed, _cpu() - used)


async def _one_visitor(port: int, crowd: Crowd) -> None:
    connection = await Connection.to("127.0.0.1", port)
    while crowd.stays():
        await _conversation(connection, next(crowd.conversations), crowd)
    connection.close()


async def _conversation(connection: Connection, number: int, crowd: Crowd) -> None:
    """A conversation from an address of its own, as the limits of each address ask for."""
    address = f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}\r\n"
    _, begun = await connection.post("/session", address, {})
    headers = f"{address}Authorization: Bearer {json.loads(begun)['token']}\r\n"
    for text in itertools.islice(crowd.lines, TURNS):
        if not crowd.stays():
            return
        at = time.perf_counter()
        status, body = await connection.post("/messages", headers, {"client_msg_id": uuid.uuid4().hex, "text": text})
        now = time.perf_counter()
        if status == 200 and b'"message"' in body:
            crowd.answered.append((now, now - at))
        else:
            crowd.failed += 1


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
