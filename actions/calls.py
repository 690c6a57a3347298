"""Lets nothing but a call of Rasa's reach rasa_sdk, which would answer anything else with the whole of it and write it into the log."""

from __future__ import annotations

import re
from typing import Any, Collection

from rasa_sdk import Action
from rasa_sdk.utils import all_subclasses
from sanic import Sanic
from sanic.exceptions import InvalidUsage, NotFound
from sanic.request import Request

ADDRESS = "/webhook"
# More than any conversation; what a call says of its own encoding is not followed, as a small body can unpack to any size.
MOST_BYTES = 8_000_000
_VERSION = re.compile(r"[0-9a-z.+]{1,30}")


def add_checks(app: Sanic) -> None:
    """Refuse on `app` what is no call, and calls of actions that it does not have."""
    names = frozenset(action().name() for action in all_subclasses(Action) if action.__module__.startswith("actions."))
    app.config.REQUEST_MAX_SIZE = MOST_BYTES

    @app.on_request
    async def check(request: Request) -> None:
        is_refused_already = request.stream is None or bool(request.stream.request_body)  # before the body was read
        if request.path == ADDRESS and request.method == "POST" and not is_refused_already:
            check_call(request, names)


def check_call(request: Request, names: Collection[str]) -> None:
    """Look at what is asked.

    :raises InvalidUsage: it is no call of Rasa's.
    :raises NotFound: there is no such action.
    """
    call = _object_of(request)
    tracker, version, domain = call.get("tracker"), call.get("version"), call.get("domain", {})
    is_version = version is None or (isinstance(version, str) and _VERSION.fullmatch(version))
    if not (isinstance(call.get("next_action"), str) and isinstance(tracker, dict) and isinstance(domain, dict) and is_version):
        raise InvalidUsage("no call")
    if call["next_action"] not in names:
        raise NotFound("no such action")


def _object_of(request: Request) -> dict[str, Any]:
    if "content-encoding" in request.headers:
        raise InvalidUsage("no call")
    call = request.json  # kept by the request: rasa_sdk asks for it next
    if not isinstance(call, dict):
        raise InvalidUsage("no call")
    return call
