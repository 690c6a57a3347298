"""How often and how quickly each action looks something up."""

from __future__ import annotations

import time
from typing import Collection

from prometheus_client import Counter, Histogram
from rasa_sdk import Action
from rasa_sdk.utils import all_subclasses
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from watch.conversation import HEADER, take_over
from watch.metrics import OTHER, PATH, one_of, page

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
LOOK_UP_ADDRESS = "/webhook"
LOOK_UPS = Counter("clinic_look_ups", "Look-ups of the action server.", ("action", "status"))
LOOK_UP_SECONDS = Histogram("clinic_look_up_seconds", "How long a look-up took in the action server.", ("action",), buckets=SECONDS)


def add_metrics(app: Sanic) -> None:
    """Count and time the look-ups of `app`, and add `GET /metrics`."""
    names = frozenset(action().name() for action in all_subclasses(Action) if action.__module__.startswith("actions."))

    @app.on_request
    async def begin(request: Request) -> None:
        take_over(request.headers.get(HEADER))
        request.ctx.began = time.perf_counter()

    @app.on_response
    async def end(request: Request, response: HTTPResponse) -> None:
        if request.path == LOOK_UP_ADDRESS and hasattr(request.ctx, "began"):
            action = _action_of(request, names)
            LOOK_UPS.labels(action, response.status).inc()
            LOOK_UP_SECONDS.labels(action).observe(time.perf_counter() - request.ctx.began)

    async def metrics(request: Request) -> HTTPResponse:
        status, body, headers = page(dict(request.headers))
        return raw(body, status, headers)

    app.add_route(metrics, PATH, ["GET"], name="metrics")


def _action_of(request: Request, names: Collection[str]) -> str:
    """The action that was asked for; the handler has read the body already, so this is a look at what it made of it."""
    call = request.parsed_json
    return one_of(call.get("next_action"), names) if isinstance(call, dict) else OTHER
