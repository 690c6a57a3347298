"""The website channel on a real server that Rasa has set up, with a far side that tests can steer."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Sanic

from core.http_channels import application_of
from tools.serve import HOST, free_port
from tools.website_client import WebsiteChat

Turn = Callable[[UserMessage], Awaitable[None]]
ID = "message-0001"
SECRET = "a secret of the tests, long enough to sign with"


class FarSide:
    """Stands for Rasa's agent behind the channel: keeps what it is told, takes turns as the test says, saves an event."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.told: list[UserMessage] = []
        self.turn: Turn = echo
        self.go_on = threading.Event()
        self.has_begun = threading.Event()

    def is_ready(self) -> bool:
        return True

    async def handle_message(self, message: UserMessage) -> None:
        self.told.append(message)
        await self.turn(message)
        with sqlite3.connect(self.database) as connection:
            connection.execute("insert into events (sender_id, data) values (?, ?)", (message.sender_id, message.text))

    async def wait_for_the_test(self, message: UserMessage) -> None:
        """A slow turn: it answers once the test says `go_on`."""
        self.has_begun.set()
        while not self.go_on.is_set():
            await asyncio.sleep(0.01)
        await echo(message)

    async def answer_then_wait(self, message: UserMessage) -> None:
        """A turn that goes on after its answer."""
        await echo(message)
        self.has_begun.set()
        while not self.go_on.is_set():
            await asyncio.sleep(0.01)


async def echo(message: UserMessage) -> None:
    assert message.output_channel
    await message.output_channel.send_text_message(message.sender_id, f"You said {message.text}")


async def two_replies_and_buttons(message: UserMessage) -> None:
    assert message.output_channel
    await echo(message)
    buttons = [{"title": "Book a visit", "payload": "/booking"}, {"title": "Our page", "url": "https://www.willowlane.example"}]
    reply = {"text": "And now?", "buttons": buttons, "topics": ["sleep"]}
    await message.output_channel.send_response(message.sender_id, reply)


async def say_nothing(message: UserMessage) -> None:
    return None


async def fail(message: UserMessage) -> None:
    raise RuntimeError(f"cannot handle {message.text}")


async def answer_then_fail(message: UserMessage) -> None:
    """A turn that cannot be saved."""
    await echo(message)
    await fail(message)


def make_events_table(database: Path) -> None:
    """Rasa's table, as far as erasing needs it."""
    with sqlite3.connect(database) as connection:
        connection.execute("create table if not exists events (id integer primary key, sender_id text, type_name text, timestamp float, data text)")


@contextmanager
def served(channel: InputChannel) -> Iterator[tuple[str, Sanic]]:
    """`channel` on a server of its own: its URL, and the application whose `ctx.agent` is the far side."""
    app, port, ready = application_of([channel]), free_port(), threading.Event()
    loop = asyncio.new_event_loop()
    server = None

    async def start() -> None:
        nonlocal server
        server = await app.create_server(HOST, port, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.before_start()
        await server.start_serving()
        ready.set()

    async def stop() -> None:
        await server.before_stop()
        await server.close()
        await server.after_stop()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(start())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(20)
    yield f"http://{HOST}:{port}", app
    asyncio.run_coroutine_threadsafe(stop(), loop).result(20)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(20)


def until(happens: Callable[[], bool]) -> bool:
    """Wait for what must happen; whether it did."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if happens():
            return True
        time.sleep(0.02)
    return False


def events_of(database: Path) -> list[str]:
    """The texts in Rasa's table."""
    with sqlite3.connect(database) as connection:
        return [text for (text,) in connection.execute("select data from events").fetchall()]


def leave_after_asking(chat: WebsiteChat, text: str, until_bytes: bytes) -> None:
    """Ask, read until `until_bytes` has come, and close the connection."""
    place = urlsplit(chat.client.url)
    body = json.dumps({"client_msg_id": ID, "text": text})
    with socket.create_connection((place.hostname, place.port), timeout=10) as line:
        head = f"POST /webhooks/website/messages HTTP/1.1\r\nHost: {place.netloc}\r\nAuthorization: Bearer {chat.token}\r\n"
        line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        seen = b""
        while until_bytes not in seen:
            seen += line.recv(4096)
