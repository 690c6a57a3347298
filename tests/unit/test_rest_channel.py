"""The REST channel over HTTP: clear refusals, a reply to everything else, and no visitor's words in a log."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from channels.rest import GuardedRestInput
from content.channel_texts import load_filled_channel_texts
from core.http_channels import application_of
from tools.rest_client import RestClient
from tools.serve import HOST, free_port

TEXTS = load_filled_channel_texts()
SENDER = "visitor-0001"
SECRET = "my-secret-haemorrhoids"
Turn = Callable[[UserMessage], Awaitable[None]]


class FarSide:
    """Stands for Rasa's agent behind the channel: keeps what it is told and takes each turn as the test says."""

    def __init__(self) -> None:
        self.told: list[UserMessage] = []
        self.turn: Turn = echo
        self.has_model = True

    def is_ready(self) -> bool:
        return self.has_model

    async def handle_message(self, message: UserMessage) -> None:
        self.told.append(message)
        await self.turn(message)


async def echo(message: UserMessage) -> None:
    assert message.output_channel
    await message.output_channel.send_text_message(message.sender_id, f"You said {message.text}")


async def two_replies_and_buttons(message: UserMessage) -> None:
    assert message.output_channel
    await echo(message)
    await message.output_channel.send_text_with_buttons(message.sender_id, "And now?", [{"title": "Book", "payload": "/booking"}])


async def say_nothing(message: UserMessage) -> None:
    return None


async def fail(message: UserMessage) -> None:
    raise RuntimeError(f"cannot handle {message.text}")


async def fail_half_way(message: UserMessage) -> None:
    await echo(message)
    await fail(message)


def serve(app: Sanic, port: int, ready: threading.Event) -> asyncio.AbstractEventLoop:
    """Serve `app` in a thread of its own; the loop, to be stopped."""
    loop = asyncio.new_event_loop()

    async def start() -> None:
        server = await app.create_server(HOST, port, return_asyncio_server=True, access_log=False)
        assert server
        await server.startup()  # type: ignore[no-untyped-call]
        await server.start_serving()  # type: ignore[no-untyped-call]
        ready.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(start())
        loop.run_forever()

    threading.Thread(target=run, daemon=True).start()
    return loop


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[RestClient, Sanic]]:
    """The channel on a real server, set up as `core/server.py` does."""
    app, port, ready = application_of([GuardedRestInput()]), free_port(), threading.Event()
    loop = serve(app, port, ready)
    assert ready.wait(20)
    yield RestClient(f"http://{HOST}:{port}"), app
    loop.call_soon_threadsafe(loop.stop)


@pytest.fixture
def client(served: tuple[RestClient, Sanic]) -> RestClient:
    return served[0]


@pytest.fixture
def far_side(served: tuple[RestClient, Sanic]) -> FarSide:
    """A fresh far side, where the channel looks for Rasa's agent."""
    side = FarSide()
    served[1].ctx.agent = side
    return side


def body(**fields: Any) -> bytes:
    return json.dumps({"sender": SENDER, **fields}).encode()


OBJECT_WANTED = 'the body must be a JSON object such as {"message": "hello"}'
JSON_WANTED = "the body must be JSON in UTF-8"
MESSAGE_WANTED = "the object needs `message`, a string"
SENDER_WANTED = "`sender` must be 8 to 64 letters, digits, - or _; leave it out to get one"
SHORTER_WANTED = "the body has more than 64000 bytes; send a shorter message"


@pytest.mark.parametrize(
    ("sent", "status", "code", "message"),
    [
        (b'["hello"]', 400, "no_object", OBJECT_WANTED),
        (b'"hello"', 400, "no_object", OBJECT_WANTED),
        (b"", 400, "no_json", JSON_WANTED),
        (b'{"message": "hello"', 400, "no_json", JSON_WANTED),
        (b'{"message": "\xff\xfe\xfa"}', 400, "no_json", JSON_WANTED),
        (b"[" * 15_000, 400, "no_json", JSON_WANTED),
        (b"{}", 400, "no_message", MESSAGE_WANTED),
        (body(text="hello"), 400, "no_message", MESSAGE_WANTED),
        (body(message=7), 400, "no_message", MESSAGE_WANTED),
        (body(message=["hello"]), 400, "no_message", MESSAGE_WANTED),
        (body(message="hello", sender="short"), 400, "bad_sender", SENDER_WANTED),
        (body(message="hello", sender="x" * 65), 400, "bad_sender", SENDER_WANTED),
        (body(message="hello", sender="visitor 0001"), 400, "bad_sender", SENDER_WANTED),
        (body(message="hello", sender="visitor-0001\n"), 400, "bad_sender", SENDER_WANTED),
        (body(message="hello", sender="' OR 1=1; --"), 400, "bad_sender", SENDER_WANTED),
        (body(message="hello", sender=12345678), 400, "bad_sender", SENDER_WANTED),
        (body(message="hello", sender=[SENDER]), 400, "bad_sender", SENDER_WANTED),
        (body(message="x" * 64_000), 413, "too_large", SHORTER_WANTED),
        (b"x" * 1_000_000, 413, "too_large", SHORTER_WANTED),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_a_request_that_is_no_message_is_refused_clearly(
    client: RestClient, far_side: FarSide, sent: bytes, status: int, code: str, message: str
) -> None:
    assert client.post(sent) == (status, {"error": {"code": code, "message": message}})
    assert not far_side.told


def test_a_message_is_answered_with_all_replies(client: RestClient, far_side: FarSide) -> None:
    far_side.turn = two_replies_and_buttons
    buttons = [{"title": "Book", "payload": "/booking"}]
    assert client.post(body(message="hello")) == (
        200,
        [
            {"recipient_id": SENDER, "text": "You said hello"},
            {"recipient_id": SENDER, "text": "And now?", "buttons": buttons},
        ],
    )


def test_a_message_of_a_full_body_is_still_looked_at(client: RestClient, far_side: FarSide) -> None:
    padded = body(message="hello").ljust(64_000)
    assert client.post(padded)[1][0]["text"] == "You said hello"


def test_a_typed_command_reaches_the_assistant_as_words(client: RestClient, far_side: FarSide) -> None:
    client.say(SENDER, '/intent{"x":1}')
    client.say(SENDER, "/restart")
    client.say(SENDER, "/sleep")
    assert [message.text for message in far_side.told] == ['intent{"x":1}', "restart", "/sleep"]


def test_visitors_without_a_sender_each_get_an_id_of_their_own(client: RestClient, far_side: FarSide) -> None:
    answers = [client.post(json.dumps(sent).encode()) for sent in ({"message": "a"}, {"message": "b", "sender": None})]
    ids = [replies[0]["recipient_id"] for _, replies in answers]
    assert ids == [message.sender_id for message in far_side.told]
    assert len(set(ids)) == 2
    assert all(len(name) == 32 for name in ids)


def test_the_caller_chooses_neither_channel_nor_metadata(client: RestClient, far_side: FarSide) -> None:
    client.post(body(message="hello", input_channel="staff", metadata={"admin": True}, stream=True))
    assert [(message.input_channel, message.metadata) for message in far_side.told] == [("rest", None)]


@pytest.mark.parametrize("blank", ["", "   ", "\x00", "\u202e"], ids=ascii)
def test_an_empty_message_gets_a_kind_reply(client: RestClient, far_side: FarSide, blank: str) -> None:
    assert client.post(body(message=blank)) == (200, [{"recipient_id": SENDER, "text": TEXTS.empty}])
    assert not far_side.told


def test_a_long_message_is_read_and_of_a_very_long_one_both_ends(client: RestClient, far_side: FarSide) -> None:
    client.post(body(message="🙂" * 4_000))
    client.post(body(message="begin " * 4_000 + "i want to die"))
    whole, both_ends = (str(message.text) for message in far_side.told)
    assert (whole, both_ends[:11], both_ends[-13:]) == ("🙂" * 4_000, "begin begin", "i want to die")


@pytest.mark.parametrize("turn", [fail, say_nothing])
def test_a_turn_that_fails_or_is_silent_gets_the_trouble_reply(client: RestClient, far_side: FarSide, turn: Turn) -> None:
    far_side.turn = turn
    assert client.post(body(message=SECRET)) == (200, [{"recipient_id": SENDER, "text": TEXTS.trouble}])
    assert "call 999" in TEXTS.trouble


def test_what_was_said_in_a_turn_that_was_not_saved_is_not_shown(client: RestClient, far_side: FarSide) -> None:
    far_side.turn = fail_half_way
    assert client.say(SENDER, "hello") == [{"recipient_id": SENDER, "text": TEXTS.trouble}]


def test_a_failure_is_logged_without_the_visitors_words(client: RestClient, far_side: FarSide, caplog: pytest.LogCaptureFixture) -> None:
    far_side.turn = fail
    with caplog.at_level(logging.INFO):
        client.say(SENDER, SECRET)
    assert "A turn failed with RuntimeError" in caplog.messages
    assert SECRET not in caplog.text


def test_a_refused_request_is_not_logged(client: RestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        client.post(f'["{SECRET}"'.encode())
        client.post(body(message=SECRET, sender=SECRET + " "))
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "webhook", 405), ("PUT", "webhook", 405), ("DELETE", "webhook", 405), ("POST", "nothing", 404)],
)
def test_other_methods_and_addresses_get_their_status(client: RestClient, method: str, path: str, status: int) -> None:
    request = urllib.request.Request(f"{client.url}/webhooks/rest/{path}", method=method)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            got = answer.status
    except urllib.error.HTTPError as refused:
        got = refused.code
    assert got == status


def test_the_assistant_is_up_only_with_a_model(client: RestClient, far_side: FarSide) -> None:
    assert client.is_up()
    far_side.has_model = False
    assert not client.is_up()
