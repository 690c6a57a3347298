"""A platform's server in a thread of its own: it answers, remembers, and misbehaves on demand."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from abc import ABC, abstractmethod
from typing import Any, Sequence

from aiohttp import web

from tests.platforms.shapes import ANYBODY, Broken, Call, Choice, Reply, Sent, Trouble


class Far(ABC):
    """A platform's server: answers, remembers what it took (`sent`) and what it refused (`broken`), misbehaves on demand."""

    def __init__(self) -> None:
        """Nothing is served yet: call `start`."""
        self.url, self.sent, self.broken, self.calls = "", list[Sent](), list[Broken](), list[Call]()
        self.numbers = itertools.count(1)
        self._troubles: dict[str, list[Trouble]] = {}
        self._changed = threading.Condition()
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._end: asyncio.Event
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    @abstractmethod
    def answer(self, call: Call) -> Reply:
        """What the platform says to `call` on a good day; it notes what it took or refused."""

    @abstractmethod
    def too_many(self, seconds: float) -> Reply:
        """What the platform says to somebody who is too fast."""

    @abstractmethod
    def person_of(self, call: Call) -> str | None:
        """To whom the message in `call` shall go; None where it is no message."""

    def start(self) -> None:
        """Serve at `url`."""
        self._thread.start()
        assert self._ready.wait(10)

    def stop(self) -> None:
        """End the server; a call to it is then refused."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)

    def misbehave(self, *troubles: Trouble, address: str = ANYBODY) -> None:
        """Meet the next messages, to `address` or to anybody, with `troubles`, one each."""
        with self._changed:
            self._troubles.setdefault(address, []).extend(troubles)

    def behave(self) -> None:
        """No more troubles."""
        with self._changed:
            self._troubles.clear()

    def take(self, address: str, text: str, choices: Sequence[Choice] = ()) -> None:
        """Note a message that passed."""
        with self._changed:
            self.sent.append(Sent(address, text, choices, time.time()))
            self._changed.notify_all()

    def refuse(self, address: str, problem: str, message: Any) -> None:
        """Note a message that broke a rule."""
        with self._changed:
            self.broken.append(Broken(address, problem, message))
            self._changed.notify_all()

    def answers(self, address: str) -> Sequence[Sent]:
        """What a person got, oldest first."""
        with self._changed:
            return [sent for sent in self.sent if sent.address == address]

    def wait_for(self, address: str, count: int, seconds: float) -> Sequence[Sent]:
        """The answers of a person, once there are `count`.

        :raises AssertionError: there are fewer when the `seconds` are over.
        """
        with self._changed:
            self._changed.wait_for(lambda: sum(sent.address == address for sent in self.sent) >= count, seconds)
        found = self.answers(address)
        assert len(found) >= count, f"{len(found)} of {count} answers within {seconds:g} s; refused: {self.broken}"
        return found

    def wait_for_calls(self, address: str, count: int, seconds: float) -> None:
        """Wait until so many attempts were made to send to `address`.

        :raises AssertionError: there were fewer.
        """
        with self._changed:
            assert self._changed.wait_for(lambda: self._attempts(address) >= count, seconds), f"{self._attempts(address)} attempts"

    def _attempts(self, address: str) -> int:
        return sum(self.person_of(call) == address for call in self.calls)

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        application = web.Application(client_max_size=2**24)
        application.router.add_route("*", "/{path:.*}", self._handle)
        runner = web.AppRunner(application, access_log=None, handle_signals=False)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, shutdown_timeout=0.1).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self._ready.set()
        await self._end.wait()
        await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        call = Call(request.path_qs, headers, await request.read())
        trouble = self._next_trouble(call)
        if trouble and trouble.kind == "closed":
            assert request.transport
            request.transport.close()
            return web.Response()
        if trouble and trouble.kind == "slow":
            await asyncio.sleep(trouble.seconds)
        reply = self._bad_reply(trouble) or self.answer(call)
        return web.json_response(reply.fields, status=reply.status, headers=dict(reply.headers))

    def _next_trouble(self, call: Call) -> Trouble | None:
        person = self.person_of(call)
        with self._changed:
            self.calls.append(call)
            self._changed.notify_all()
            waiting = None if person is None else self._troubles.get(person) or self._troubles.get(ANYBODY)
            return waiting.pop(0) if waiting else None

    def _bad_reply(self, trouble: Trouble | None) -> Reply | None:
        if trouble is None or trouble.kind == "slow":
            return None
        if trouble.kind == "too_many":
            return self.too_many(trouble.seconds)
        return Reply(500 if trouble.kind == "error" else 503, {"message": "trouble"})
