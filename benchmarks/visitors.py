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
from typing import Iterator, NamedTuple, Sequence

import uvloop

from benchmarks.load import TURNS, percentile

PATH = "/webhooks/website"


class Visits(NamedTuple):
    """What a crowd of visitors saw: seconds of each turn, answers that were none, seconds of it all, processor time of the crowd."""

    seconds: Sequence[float]
    failed: int
    elapsed: float
    cpu: float

    @property
    def per_second(self) -> float:
        """Turns answered a second."""
        return len(self.seconds) / self.elapsed

    def ms(self, share: float) -> float:
        """The milliseconds within which this share (0 to 1) of the turns was answered."""
        return 1000 * percentile(self.seconds, share)


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


def visits(port: int, texts: Sequence[str], visitors: int, conversations: int) -> Visits:
    """Let `visitors` at a time hold `conversations` of five turns with the chat at a loopback port, from a process of its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as crowd:
        return crowd.submit(_visits, port, texts, visitors, conversations).result()


def _visits(port: int, texts: Sequence[str], visitors: int, conversations: int) -> Visits:
    uvloop.install()
    return asyncio.run(_crowd(port, texts, visitors, conversations))


async def _crowd(port: int, texts: Sequence[str], visitors: int, conversations: int) -> Visits:
    seconds: list[float] = []
    failed: list[int] = []
    waiting, lines = iter(range(conversations)), itertools.cycle(texts)

    async def one() -> None:
        connection = await Connection.to("127.0.0.1", port)
        for number in waiting:
            await _conversation(connection, number, lines, seconds, failed)
        connection.close()

    begun, used = time.perf_counter(), _cpu()
    await asyncio.gather(*(one() for _ in range(visitors)))
    return Visits(seconds, len(failed), time.perf_counter() - begun, _cpu() - used)


async def _conversation(connection: Connection, number: int, lines: Iterator[str], seconds: list[float], failed: list[int]) -> None:
    """A conversation from an address of its own, as the limits of each address ask for."""
    address = f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}\r\n"
    _, begun = await connection.post("/session", address, {})
    headers = f"{address}Authorization: Bearer {json.loads(begun)['token']}\r\n"
    for text in itertools.islice(lines, TURNS):
        at = time.perf_counter()
        status, body = await connection.post("/messages", headers, {"client_msg_id": uuid.uuid4().hex, "text": text})
        seconds.append(time.perf_counter() - at)
        if status != 200 or b'"message"' not in body:
            failed.append(status)


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
