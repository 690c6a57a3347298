"""How look-ups are called, against a real server on loopback."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from jsonschema import ValidationError
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.utils.endpoints import EndpointConfig

from core.look_up import TURNS_SENT, KeptEndpoint, LookUp
from core.tracker import ClinicTracker

DOMAIN = Domain.load("domain.yml")


class FarSide:
    """Answers every request, and notes from which connection it came; `ends` closes each connection after its answer."""

    def __init__(self, ends: bool = False) -> None:
        self.ends = ends
        self.peers: list[Any] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.peers.append(request.transport.get_extra_info("peername") if request.transport else None)
        if self.ends and request.transport:
            asyncio.get_running_loop().call_later(0.01, request.transport.close)
        return web.json_response({"events": [], "responses": []})


async def asked_twice(far: FarSide, pause: float = 0.0) -> list[Any]:
    app = web.Application()
    app.router.add_post("/webhook", far.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
    endpoint = KeptEndpoint.like(EndpointConfig(f"http://127.0.0.1:{port}/webhook"))
    answers = [await endpoint.request(json={"number": 1})]
    await asyncio.sleep(pause)
    answers.append(await endpoint.request(json={"number": 2}))
    await endpoint.close()
    await runner.cleanup()
    return answers


def conversation(turns: int) -> ClinicTracker:
    tracker = ClinicTracker("visitor-1", DOMAIN.slots)
    for number in range(turns):
        for event in (ActionExecuted("action_listen"), UserUttered(str(number), {"name": "hours"}), ActionExecuted("action_answer_hours")):
            tracker.update(event)
    return tracker


def test_the_second_look_up_goes_over_the_connection_of_the_first() -> None:
    far = FarSide()
    assert len(asyncio.run(asked_twice(far))) == 2
    assert len(set(far.peers)) == 1


@pytest.mark.parametrize("pause", [0.0, 0.01, 0.02, 0.1])
def test_a_connection_that_the_server_ended_fails_no_look_up(pause: float) -> None:
    far = FarSide(ends=True)
    answers = asyncio.run(asked_twice(far, pause))
    assert answers == [{"events": [], "responses": []}] * 2


def test_a_server_that_is_not_there_fails_at_once() -> None:
    async def ask() -> None:
        endpoint = KeptEndpoint.like(EndpointConfig("http://127.0.0.1:9/webhook"))
        try:
            await endpoint.request(json={})
        finally:
            await endpoint.close()

    with pytest.raises(aiohttp.ClientConnectorError):
        asyncio.run(ask())


def test_a_request_is_as_large_after_fifty_turns_as_after_five() -> None:
    look_up = LookUp("action_answer_hours", KeptEndpoint("http://127.0.0.1:9/webhook", enable_selective_domain=True))
    sent = [look_up._action_call_format(conversation(turns), DOMAIN) for turns in (5, 50)]
    assert len(sent[0]["tracker"]["events"]) == len(sent[1]["tracker"]["events"]) == 3 * TURNS_SENT
    assert sent[1]["tracker"]["latest_message"]["text"] == "49"
    assert json.dumps(sent[1])


def test_a_reply_of_another_form_is_refused_by_name() -> None:
    look_up = LookUp("action_answer_hours", None)
    assert look_up._validate_action_result({"events": [], "responses": [{"text": "hello"}]})
    with pytest.raises(ValidationError, match="action_answer_hours"):
        look_up._validate_action_result({"events": [], "responses": "hello"})
