"""A messaging channel: a platform's webhook, checked, stored and answered at once; the turn and its answers follow behind."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace
from typing import Any, Coroutine, Mapping, Sequence

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.exceptions import NotFound, SanicException
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from channels.asking import OnNewMessage
from channels.danger import danger_passes
from channels.database import Database, database_url
from channels.guard import Declined, admit
from channels.masking import masker
from channels.messaging import queries
from channels.messaging.delivery import Delivery, attempts
from channels.messaging.messages import Incoming
from channels.messaging.phrases import Phrases
from channels.messaging.platform import Forged, NoUpdate, Platform, Unsigned
from channels.messaging.settings import settings_of
from channels.messaging.tables import tables
from channels.messaging.turns import Turns
from channels.metrics import RECEIVED, REQUESTS_REFUSED
from channels.rates import Rates, TooFast
from channels.retention import forget_regularly
from content.clinic import load_clinic

logger = logging.getLogger(__name__)
# More than any update of words, and less than would hold up the others.
MOST_BYTES = 256_000
FIRST_ERROR = 400


class TooLarge(Exception):
    """A body that no platform sends."""


class MessagingInput(InputChannel):
    """`POST /webhooks/<channel>/webhook`; nothing is there while the channel's secrets are not set."""

    platform_type: type[Platform]

    def __init__(self) -> None:
        """Read the settings.

        :raises SystemExit: they are half set, or one cannot be right.
        """
        settings = settings_of(self.name())
        self._platform = self.platform_type(settings) if settings else None
        self._days = load_clinic().website.days_kept
        self._attempts = attempts()
        self._database: Database
        self._rates: Rates
        self._turns: Turns
        self._delivery: Delivery
        self._background: Sequence[asyncio.Task[None]] = ()

    @classmethod
    def name(cls) -> str:
        """Part of the address after `/webhooks/`."""
        return cls.platform_type.name

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The webhook, if the channel is on; what cannot be shared between workers is opened when each starts."""
        routes = Blueprint(f"{self.name()}_messages")
        platform = self._platform
        if platform is None:
            return routes
        masker()  # reads its tables now, not when the first person writes
        self._danger = danger_passes()

        @routes.listener("before_server_start")
        async def open_all(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            self._database, self._rates = Database(database_url(), tables), Rates.from_environment()
            self._delivery = Delivery(self._database, platform, self._attempts)
            self._turns = Turns(self._database, platform, Phrases.loaded(), on_new_message, self._delivery.wake)
            forgetting = forget_regularly(self._forget_before, self._days)
            works = (self._delivery.run(), self._turns.look_after(), self._turns.claims.renew_regularly(), forgetting)
            self._background = [loop.create_task(work) for work in works]

        @routes.listener("before_server_stop")
        async def finish_all(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            await self._turns.finish()
            await self._delivery.finish()

        @routes.listener("after_server_stop")
        async def close_all(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            for task in self._background:
                task.cancel()
            self._rates.close()
            self._database.close()

        @routes.post("/webhook", name=f"{self.name()}_webhook", stream=True)
        async def receive(request: Request) -> HTTPResponse:
            return await self._guarded(request)

        @routes.get("/webhook", name=f"{self.name()}_handshake")
        async def handshake(request: Request) -> HTTPResponse:
            return self._shaken(platform, {name: values[0] for name, values in request.args.items()})

        return routes

    def _shaken(self, platform: Platform, arguments: Mapping[str, str]) -> HTTPResponse:
        try:
            answer = platform.handshake(arguments)
        except Forged:
            return _refused(403, "forged", "the word of the handshake is wrong")
        if answer is None:
            raise NotFound("no handshake")
        return answer

    async def _guarded(self, request: Request) -> HTTPResponse:
        response = await self._answered(request)
        if response.status >= FIRST_ERROR:
            REQUESTS_REFUSED.labels(self.name(), response.status).inc()
        return response

    async def _answered(self, request: Request) -> HTTPResponse:
        try:
            return await self._receive(request)
        except Unsigned:
            return _refused(401, "unsigned", "the platform's signature or secret is missing")
        except Forged:
            return _refused(403, "forged", "the platform's signature or secret is wrong or too old")
        except NoUpdate as error:
            return _refused(400, "no_update", str(error))
        except TooLarge:
            return _refused(413, "too_large", f"the body has more than {MOST_BYTES} bytes")
        except SanicException:  # the server's own refusal of what is no HTTP
            raise
        except Exception as error:  # the platform sends it again
            logger.error("An update could not be taken: %s", type(error).__name__)
            return _refused(503, "trouble", "try again later")

    async def _receive(self, request: Request) -> HTTPResponse:
        assert self._platform
        headers, body = {name.lower(): value for name, value in request.headers.items()}, await _body_of(request)
        self._platform.check(headers, body)
        for incoming in self._platform.read(body, headers):
            await self._take(incoming)
        return self._platform.received(body)

    async def _take(self, incoming: Incoming) -> None:
        """Store what a person did, and give it its turn; a resend of the platform changes nothing."""
        assert self._platform
        admitted = await self._admitted(incoming)
        if admitted:
            shown, now = self._platform.shown(incoming.address), time.time()
            task = await self._database.write(queries.receive, self.name(), shown, admitted, now)
            if task:
                RECEIVED.labels(self.name(), task.kind).inc()
                self._turns.begin(task, claimed=now)
        _in_the_background(self._delivery.say(self._platform.acknowledgement(incoming)))

    async def _admitted(self, incoming: Incoming) -> Incoming | None:
        """What the guard lets through: cleaned, masked and made harmless, or only the reason why not; None for one of a flood."""
        slowed = await self._at_this_rate(incoming)
        if slowed is None or slowed.kind != "text":
            return slowed
        admission = admit(slowed.text, buttons=frozenset())
        if isinstance(admission, Declined):
            return replace(slowed, kind="empty", text="")
        return replace(slowed, text=admission.text)

    async def _at_this_rate(self, incoming: Incoming) -> Incoming | None:
        """What becomes of it where the person is too fast: danger goes on, or is told whom to call; the rest is told once a minute."""
        person = f"{self.name()} {incoming.address}"
        try:
            await self._rates.count_visitor("messages", person)
            return incoming
        except TooFast:
            verdict = self._danger.of(incoming.text) if incoming.kind == "text" else "calm"
        if verdict == "passes":
            return incoming
        too_fast = replace(incoming, kind="too_fast", text="")
        try:
            await self._rates.count_visitor("told", person)
        except TooFast:
            return too_fast if verdict == "held" else None
        return too_fast

    async def _forget_before(self, moment: float) -> int:
        return await self._database.write(queries.forget_before, self.name(), moment)


async def _body_of(request: Request) -> bytes:
    body = bytearray()
    while request.stream and (chunk := await request.stream.read()):
        body += chunk
        if len(body) > MOST_BYTES:
            raise TooLarge
    return bytes(body)


def _refused(status: int, code: str, message: str) -> HTTPResponse:
    return json_response({"error": {"code": code, "message": message}}, status)


_kept: set[asyncio.Task[None]] = set()


def _in_the_background(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.get_running_loop().create_task(work)
    _kept.add(task)  # the event loop alone would not keep it
    task.add_done_callback(_kept.discard)
