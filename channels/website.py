"""The website's chat: sessions, messages as a stream of events, history, votes, requests to be called, erasure."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Callable, Coroutine, Optional, Sequence

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, empty
from sanic.response import json as json_response

from channels.asking import OnNewMessage
from channels.danger import danger_passes
from channels.database import database_url
from channels.event_stream import CONTENT_TYPE, DONE, HEADERS, NO_STORE, PING, TYPING, as_json
from channels.masking import masker, phone_country
from channels.origins import Origins
from channels.rates import Addresses, Rates, TooFast
from channels.retention import forget_regularly
from channels.website_about import about_of
from channels.website_refusals import OtherSite, Refusals
from channels.website_requests import after_of, asked_of, body_of, callback_of, typed_in, visit_of, vote_of
from channels.website_store import WebsiteStore
from channels.website_tokens import Tokens, TokenSettings, new_conversation
from channels.website_turns import CHANNEL, Turn, Turns
from content.channel_texts import load_filled_channel_texts
from content.clinic import load_clinic
from content.topic_titles import load_topic_titles

CACHE_ABOUT = {"Cache-Control": "public, max-age=300"}
_STREAMED = ("POST",)  # bodies are read by us, no further than they may go

Handler = Callable[[Request], Coroutine[Any, Any, Optional[HTTPResponse]]]


class WebsiteInput(InputChannel):
    """`/webhooks/website/...`; the server alone makes conversation ids, and a signed token opens one."""

    def __init__(self) -> None:
        """Read the settings and texts.

        :raises SystemExit: a setting is missing or wrong.
        """
        self._clinic, self._texts, self._titles = load_clinic(), load_filled_channel_texts(), load_topic_titles()
        self._tokens, self._database = Tokens(TokenSettings.from_environment()), database_url()
        self._origins = Origins.from_environment(self._clinic.website.origins)
        self._addresses = Addresses.from_environment()
        self._refusals = Refusals(self._texts)
        self._about = about_of(self._clinic, self._texts, self._titles)
        masker()  # reads its tables now, not when the first visitor writes
        self._danger = danger_passes()
        self._store: WebsiteStore
        self._rates: Rates
        self._turns: Turns
        self._background: Sequence[asyncio.Task[None]] = ()

    @classmethod
    def name(cls) -> str:
        """Part of the address after `/webhooks/`."""
        return CHANNEL

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The routes of this channel; what cannot be shared between workers is opened when each starts."""
        routes = Blueprint("website")

        @routes.listener("before_server_start")
        async def open_all(app: Sanic, loop: Any) -> None:
            self._store, self._rates = WebsiteStore(self._database), Rates.from_environment()
            self._turns = Turns(self._store, on_new_message, self._texts)
            forgetting = forget_regularly(self._store.forget_before, self._clinic.website.days_kept)
            self._background = [loop.create_task(work) for work in (forgetting, self._turns.claims.renew_regularly())]

        @routes.listener("after_server_stop")
        async def close_all(app: Sanic, loop: Any) -> None:
            await self._turns.finish()
            for task in self._background:
                task.cancel()
            self._rates.close()
            self._store.close()

        @routes.middleware("response")
        async def tell_the_browser(request: Request, response: HTTPResponse) -> None:
            preflight = request.method == "OPTIONS"
            response.headers.update(self._origins.headers(*_origin(request), preflight))
            if preflight and not self._origins.allows(*_origin(request)):
                response.status = 403  # Rasa's own layer answers a preflight before any route does

        for method, address, handler in (
            ("POST", "/session", self._begin),
            ("DELETE", "/session", self._erase),
            ("POST", "/messages", self._answer),
            ("GET", "/history", self._history),
            ("POST", "/feedback", self._vote),
            ("POST", "/callback", self._ask_for_a_call),
            ("GET", "/about", self._tell_about),
        ):
            name, streamed = f"{method}{address}", method in _STREAMED
            routes.add_route(self._guarded(handler), address, [method], name=name, stream=streamed)
        for address in ("/session", "/messages", "/history", "/feedback", "/callback", "/about"):
            routes.add_route(self._guarded(_preflight), address, ["OPTIONS"], name=f"OPTIONS{address}")
        return routes

    def _guarded(self, handler: Handler) -> Handler:
        async def handle(request: Request) -> HTTPResponse | None:
            try:
                if not self._origins.allows(*_origin(request)):
                    raise OtherSite
                return await handler(request)
            except SanicException:  # the server's own refusal of what is no HTTP
                raise
            except Exception as error:
                return self._refusals.answer(error)

        return handle

    async def _begin(self, request: Request) -> HTTPResponse:
        await self._rates.count("session", self._address(request))
        visit, now, conversation = visit_of(await body_of(request)), time.time(), new_conversation()
        issued = self._tokens.issue(conversation, now)
        code = await self._store.begin(conversation, now, issued.expires, visit.page, visit.lang)
        return json_response({"token": issued.token, "chat_code": code, "expires": issued.expires}, headers=NO_STORE)

    async def _answer(self, request: Request) -> HTTPResponse | None:
        conversation = self._conversation(request)
        body = await self._body_at_this_rate(conversation, request)
        turn = await self._turns.take(conversation, asked_of(body, self._texts, self._titles))
        if "application/json" in request.headers.get("accept", ""):
            frames = [frame.as_dict() async for new in turn.watch(self._turns.too_slow) for frame in new]
            return json_response(frames, headers=NO_STORE, dumps=as_json)
        await self._stream(request, turn)
        return None

    async def _body_at_this_rate(self, conversation: str, request: Request) -> bytes:
        """The body, of a visitor who is too fast only where it sounds dangerous.

        :raises TooFast: it does not, or too many of those have passed.
        """
        try:
            await self._rates.count("messages", self._address(request), conversation)
        except TooFast:
            body = await body_of(request)
            if self._danger.of(typed_in(body)) == "passes":
                return body
            raise
        return await body_of(request)

    async def _stream(self, request: Request, turn: Turn) -> None:
        response = await request.respond(content_type=CONTENT_TYPE, headers=HEADERS)
        begun = TYPING.encoded()
        async for new in turn.watch(self._turns.too_slow):
            await response.send(begun + b"".join(frame.encoded() for frame in new) if begun or new else PING)
            begun = b""
        await response.send(begun + DONE.encoded(), end_stream=True)

    async def _history(self, request: Request) -> HTTPResponse:
        conversation = await self._visitor("history", request)
        history = await self._store.history(conversation, after_of(request.args), time.time())
        for asked in history.left_over:
            self._turns.take_over(conversation, asked)
        running = history.running or self._turns.is_running(conversation)
        data = {"messages": [message.as_data() for message in history.messages], "running": running}
        return json_response(data, headers=NO_STORE, dumps=as_json)

    async def _vote(self, request: Request) -> HTTPResponse:
        conversation = await self._visitor("feedback", request)
        vote = vote_of(await body_of(request))
        await self._store.vote(conversation, vote.message_id, vote.vote, vote.comment, time.time())
        return empty(headers=NO_STORE)

    async def _ask_for_a_call(self, request: Request) -> HTTPResponse:
        conversation = await self._visitor("callback", request)
        fields = callback_of(await body_of(request), self._texts.website.callback, phone_country(self._clinic))
        await self._store.ask_for_a_call(conversation, fields, time.time())
        return empty(headers=NO_STORE)

    async def _erase(self, request: Request) -> HTTPResponse:
        await self._store.erase(await self._visitor("erase", request), time.time())
        return empty(headers=NO_STORE)

    async def _tell_about(self, request: Request) -> HTTPResponse:
        await self._rates.count("about", self._address(request))
        return json_response(self._about, headers=CACHE_ABOUT, dumps=as_json)

    async def _visitor(self, what: str, request: Request) -> str:
        """The conversation that the request's token opens, unless its visitor is too fast."""
        conversation = self._conversation(request)
        await self._rates.count(what, self._address(request), conversation)
        return conversation

    def _conversation(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return self._tokens.conversation_of(token.strip() if scheme.lower() == "bearer" else "")

    def _address(self, request: Request) -> str:
        return self._addresses.of(request.ip, request.headers.get("x-forwarded-for"))


def _origin(request: Request) -> tuple[str | None, str]:
    """The site whose page asks, and the host that it asks."""
    return request.headers.get("origin"), request.headers.get("host", "")


async def _preflight(request: Request) -> HTTPResponse:
    return empty()
