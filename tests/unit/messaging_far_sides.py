"""A messaging channel's post office on a real SQLite file, between a platform's server on loopback and a steered assistant."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from aiohttp import web
from rasa.core.channels.channel import UserMessage

from channels.database import Database
from channels.messaging import queries
from channels.messaging.delivery import Delivery
from channels.messaging.messages import Incoming, new_id
from channels.messaging.phrases import Phrases
from channels.messaging.platform import Platform
from channels.messaging.settings import settings_of
from channels.messaging.tables import tables
from channels.messaging.turns import Turns
from channels.telegram import Telegram
from tests.unit.platform_settings import VARIABLES

ANN, BOB = "4711", "4712"
Answer = tuple[int, dict[str, str], str]
Said = Callable[[UserMessage], Awaitable[None]]


class FarServer:
    """The platform's server: keeps what it took, answers as the test says, then with 200."""

    def __init__(self) -> None:
        self.took: list[dict[str, Any]] = []
        self.answers: list[Answer] = []
        self.answers_to: dict[str, list[Answer]] = {}

    async def post(self, request: web.Request) -> web.Response:
        body = await request.json() if request.content_type == "application/json" else dict(await request.post())
        person = str(body.get("chat_id") or body.get("To"))
        waiting = self.answers_to.get(person) or self.answers
        status, headers, text = waiting.pop(0) if waiting else (200, {}, "{}")
        if status == 200:
            self.took.append(body)
        return web.Response(status=status, headers=headers, text=text)

    def texts(self, person: str = ANN) -> list[str]:
        return [body["text"] for body in self.took if body["chat_id"] == person]

    async def until(self, count: int, seconds: float = 10.0) -> None:
        deadline = time.monotonic() + seconds
        while len(self.took) < count and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        assert len(self.took) >= count


class PostOffice:
    """What `MessagingInput` opens in a worker, without Rasa's server around it."""

    def __init__(self, file: Path, server: str, platform_type: type[Platform], attempts: int, say: Said) -> None:
        given = {**VARIABLES, "CLINIC_TELEGRAM_SERVER": server, "CLINIC_TWILIO_SERVER": server}
        settings = settings_of(platform_type.name, given)
        assert settings
        self.file, self.platform, self.phrases = file, platform_type(settings), Phrases.loaded()
        self.database = Database(f"sqlite:///{file}", tables)
        self.delivery = Delivery(self.database, self.platform, attempts)
        self.turns = Turns(self.database, self.platform, self.phrases, say, self.delivery.wake)

    async def hears(self, text: str, person: str = ANN, message_id: str = "", kind: Any = "text") -> None:
        incoming, now = Incoming(message_id or new_id(), person, kind, text), time.time()
        task = await self.database.write(queries.receive, self.platform.name, "…", incoming, now)
        if task:
            self.turns.begin(task, claimed=now)

    def rows(self, statement: str, *values: Any) -> Sequence[tuple[Any, ...]]:
        with contextlib.closing(sqlite3.connect(self.file)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    def states(self) -> list[tuple[str, str]]:
        return [(str(state), str(problem)) for state, problem in self.rows("select state, problem from messaging_sent order by number")]

    async def until_states(self, states: list[tuple[str, str]], seconds: float = 10.0) -> None:
        deadline = time.monotonic() + seconds
        while self.states() != states and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        assert self.states() == states


async def echo(message: UserMessage) -> None:
    assert message.output_channel
    await message.output_channel.send_response(message.sender_id, {"text": f"You said {message.text}"})


async def known(office: PostOffice, far: FarServer, *people: str) -> None:
    """Each of `people` has had an answer and an introduction, from whichever worker, and both are noted as sent."""
    for person in people:
        await office.hears("hello", person)
    await office.until_states([("sent", "")] * 2 * len(people))
    far.took.clear()


@contextlib.asynccontextmanager
async def open_office(
    file: Path, platform_type: type[Platform] = Telegram, attempts: int = 3, say: Said = echo
) -> AsyncIterator[tuple[PostOffice, FarServer]]:
    """A post office that works, and the server that it posts to."""
    far = FarServer()
    application = web.Application()
    application.router.add_post("/{path:.*}", far.post)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("create table if not exists events (id integer primary key, sender_id text, type_name text, timestamp real, data text)")
    office = PostOffice(file, f"http://{host}:{port}", platform_type, attempts, say)
    work = [asyncio.create_task(office.delivery.run()), asyncio.create_task(office.turns.look_after())]
    work.append(asyncio.create_task(office.turns.claims.renew_regularly()))
    try:
        yield office, far
    finally:
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        office.database.close()
        await runner.cleanup()


def too_many(seconds: str) -> Answer:
    """What Telegram answers to somebody who is too fast."""
    return 429, {}, json.dumps({"ok": False, "parameters": {"retry_after": seconds}})
