"""Whether this worker lives, and whether it can take a turn: for a supervisor, a proxy or an orchestrator. No words, no secrets."""

from __future__ import annotations

import asyncio
from typing import Any

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

SECONDS_TO_ANSWER = 2.0
NO_STORE = {"Cache-Control": "no-store"}


def add_health(app: Sanic) -> None:
    """Add `GET /health/live` and `GET /health/ready` to `app`."""

    @app.get("/health/live", name="health_live")
    async def live(request: Request) -> HTTPResponse:
        return json_response({"status": "ok"}, headers=NO_STORE)

    @app.get("/health/ready", name="health_ready")
    async def ready(request: Request) -> HTTPResponse:
        parts = await _parts(request.app)
        well = all(parts.values())
        body = {"status": "ok" if well else "not ready", **{name: "ok" if is_well else "fails" for name, is_well in parts.items()}}
        return json_response(body, status=200 if well else 503, headers=NO_STORE)

    @app.before_server_stop
    async def stop_being_ready(app: Sanic, loop: Any) -> None:
        app.ctx.is_ending = True


async def _parts(app: Sanic) -> dict[str, bool]:
    agent = getattr(app.ctx, "agent", None)
    if agent is None or not agent.is_ready() or getattr(app.ctx, "is_ending", False):
        return {"model": False}
    database, locks = await asyncio.gather(_answers(agent.tracker_store), _answers(agent.lock_store))
    return {"model": True, "database": database, "locks": locks}


async def _answers(store: Any) -> bool:
    try:
        return bool(await asyncio.wait_for(store.answers(), SECONDS_TO_ANSWER))
    except asyncio.TimeoutError:
        return False
