"""A way to the database that can be made slow: a TCP proxy on the loopback address, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tools.processes import HOST

_MOST_BYTES = 1 << 16


class SlowWay:
    """Passes on what it gets, `delay` seconds later in each direction."""

    def __init__(self, port: int) -> None:
        """Lead to the loopback port `port`."""
        self.delay = 0.0
        self.port = 0
        self._target = port
        self._under_way: set[asyncio.Task[None]] = set()

    async def open(self) -> asyncio.AbstractServer:
        """Listen on a free port, which is `port` from now on."""
        server = await asyncio.start_server(self._lead, HOST, 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(HOST, self._target)
        except OSError:
            writer.close()
            return
        for way in (self._pass_on(reader, far_writer), self._pass_on(far_reader, writer)):
            task = asyncio.get_running_loop().create_task(way)
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(_MOST_BYTES):
                if self.delay:
                    await asyncio.sleep(self.delay)
                writer.write(data)
                await writer.drain()
        writer.close()

    async def close(self, server: asyncio.AbstractServer) -> None:
        """Take no more connections, and break off those that are there."""
        server.close()
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)


@contextmanager
def slow_way(port: int) -> Iterator[SlowWay]:
    """A way to the loopback port `port` for as long as the block runs; nobody need listen there yet."""
    loop, way = asyncio.new_event_loop(), SlowWay(port)
    server = loop.run_until_complete(way.open())
    thread = threading.Thread(target=loop.run_forever, name="slow-way", daemon=True)
    thread.start()
    try:
        yield way
    finally:
        asyncio.run_coroutine_threadsafe(way.close(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
