"""What a server answers where none of its routes did: a code for programs, and nothing of what was sent.

Sanic's own pages tell the address and headers back, and its log holds them with a traceback; rasa_sdk's tell the whole call.
"""

from __future__ import annotations

import logging
from typing import Mapping, NamedTuple

from sanic.exceptions import SanicException
from sanic.handlers import ErrorHandler
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

logger = logging.getLogger(__name__)
BAD_REQUEST, SERVER_ERROR = 400, 500


class Told(NamedTuple):
    """What is told of a status: `code` is for programs, `message` for people."""

    code: str
    message: str


TOLD: Mapping[int, Told] = {
    400: Told("bad_request", "this is no request that can be read"),
    404: Told("not_found", "there is nothing at this address"),
    405: Told("wrong_method", "this address is not asked in this way"),
    408: Told("too_slow", "the request did not come in time"),
    413: Told("too_large", "the request is larger than any that is taken"),
    417: Told("bad_request", "what the request expects is not done here"),
    500: Told("trouble", "something went wrong on our side; try again later"),
}
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class ServerRefusals(ErrorHandler):
    """Sanic's `error_handler` for a server whose answers and log hold nothing of a visitor's."""

    def default(self, request: Request, exception: Exception) -> HTTPResponse:
        """The answer to a request that ended with `exception`."""
        self.log(request, exception)
        return refusal(*_status_and_headers(exception))

    @staticmethod
    def log(request: Request, exception: Exception) -> None:
        """Say which kind of fault of ours it was; that somebody sent what is no request, or left, is nobody's news."""
        if not getattr(exception, "quiet", False):
            logger.error("A request failed with %s", type(exception).__name__)


def refusal(status: int, headers: Mapping[str, str] | None = None) -> HTTPResponse:
    """The answer with `status`; what is told of it is the same for every request."""
    code, message = TOLD.get(status) or TOLD[SERVER_ERROR if status >= SERVER_ERROR else BAD_REQUEST]
    return json_response({"error": {"code": code, "message": message}}, status, {**HEADERS, **(headers or {})})


def _status_and_headers(exception: Exception) -> tuple[int, Mapping[str, str]]:
    if not isinstance(exception, SanicException):
        return SERVER_ERROR, {}
    return getattr(exception, "status_code", None) or SERVER_ERROR, getattr(exception, "headers", None) or {}
