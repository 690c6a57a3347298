"""What the website chat answers when it cannot do what was asked: a status, a code for programs, words for people."""

from __future__ import annotations

import logging
from typing import Any, Mapping

from sanic.response import HTTPResponse
from sanic.response import json as json_response

from channels.event_stream import NO_STORE
from channels.metrics import REQUESTS_REFUSED
from channels.rates import TooFast
from channels.rest import BadRequest
from channels.website_claims import IdUsed, UnknownButton
from channels.website_queries import ConversationGone, UnknownMessage
from channels.website_requests import Refusal, TooLarge
from channels.website_tokens import BadToken, ExpiredToken
from channels.website_turns import OtherMessage
from content.channel_texts import ChannelTexts

logger = logging.getLogger(__name__)


class OtherSite(Exception):
    """A page of a site that is not on the list asks."""


class Refusals:
    """Turns what went wrong into an answer."""

    def __init__(self, texts: ChannelTexts) -> None:
        """Take the words from `texts`."""
        website = texts.website
        used = (409, "id_used", "this `client_msg_id` belongs to another message")
        self._trouble = texts.trouble
        self._too_fast = website.too_fast
        self._told: Mapping[type[Exception], tuple[int, str, str]] = {
            BadToken: (401, "bad_token", website.chat_over),
            ExpiredToken: (401, "expired_token", website.chat_over),
            ConversationGone: (401, "erased", website.chat_erased),
            OtherSite: (403, "origin", "this site is not on the list of origins in clinic.yml"),
            TooLarge: (413, "too_large", website.too_large),
            UnknownButton: (404, "unknown_button", website.button_gone),
            UnknownMessage: (404, "unknown_message", "the assistant has said no such message in this conversation"),
            IdUsed: used,
            OtherMessage: used,
        }

    def answer(self, error: Exception) -> HTTPResponse:
        """The answer to a request that ended with `error`."""
        if isinstance(error, BadRequest):
            return _answer(error.status, error.code, str(error), error.fields if isinstance(error, Refusal) else None)
        if isinstance(error, TooFast):
            return _answer(429, "too_fast", self._too_fast, headers={"Retry-After": str(error.retry_after)})
        if type(error) in self._told:
            return _answer(*self._told[type(error)])
        logger.error("A request failed with %s", type(error).__name__)
        return _answer(503, "trouble", self._trouble)


def _answer(
    status: int, code: str, message: str, fields: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> HTTPResponse:
    REQUESTS_REFUSED.labels("website", status).inc()
    error: dict[str, Any] = {"code": code, "message": message, **({"fields": fields} if fields else {})}
    return json_response({"error": error}, status, {**NO_STORE, **(headers or {})})
