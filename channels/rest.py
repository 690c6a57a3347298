"""Rasa's REST channel behind the guard: clear refusals, a reply to everything else, and no visitor's words in a log."""

from __future__ import annotations

import json
import logging
import re
import uuid
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from channels.asking import OnNewMessage
from channels.guard import Declined, admit
from channels.metrics import REQUESTS_REFUSED
from content.channel_texts import ChannelTexts, load_filled_channel_texts

logger = logging.getLogger(__name__)
# More than a text that is read whole has in any script, escaped as \u1234 or not; less than would hold up the others.
MOST_BYTES = 64_000
_SENDER = re.compile(r"[A-Za-z0-9_-]{8,64}")


class BadRequest(Exception):
    """A request that is no message; `code` is for programs, the text for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class GuardedRestInput(InputChannel):
    """`POST /webhooks/rest/webhook` with `{"message": ..., "sender": ...}`; answers with the list of replies.

    Without a `sender` the conversation gets an id of our making, so that no two visitors share one. The caller
    can choose neither channel nor metadata.
    """

    def __init__(self, texts: ChannelTexts | None = None) -> None:
        """Load the texts for messages that cannot be taken."""
        self._texts = texts or load_filled_channel_texts()

    @classmethod
    def name(cls) -> str:
        """Part of the address after `/webhooks/`."""
        return "rest"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The routes of this channel."""
        routes = Blueprint("guarded_rest")

        @routes.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            if agent and agent.is_ready():
                return json_response({"status": "ok"})
            return json_response({"status": "no model"}, status=503)  # Rasa serves on without a model that it can read

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            try:
                sender, text = read_message(request.body)
            except BadRequest as refusal:
                REQUESTS_REFUSED.labels(self.name(), refusal.status).inc()
                error = {"code": refusal.code, "message": str(refusal)}
                return json_response({"error": error}, status=refusal.status)
            return json_response(await self._answer(on_new_message, sender, text))

        return routes

    async def _answer(self, on_new_message: OnNewMessage, sender: str, text: str) -> list[dict[str, Any]]:
        admission = admit(text)
        if isinstance(admission, Declined):
            return [{"recipient_id": sender, "text": self._texts.empty}]
        replies = CollectingOutputChannel()
        try:
            await on_new_message(UserMessage(admission.text, replies, sender, input_channel=self.name()))
        except Exception as error:  # whatever failed, the visitor gets a reply and the log gets no words of theirs
            logger.error("A turn failed with %s", type(error).__name__)
            replies.messages.clear()  # the turn is not saved, so it was none
        return replies.messages or [{"recipient_id": sender, "text": self._texts.trouble}]


def read_message(body: bytes) -> tuple[str, str]:
    """Sender and text of a request's body.

    :raises BadRequest: the body is too large, no JSON object, or lacks what a message needs.
    """
    if len(body) > MOST_BYTES:
        raise BadRequest(413, "too_large", f"the body has more than {MOST_BYTES} bytes; send a shorter message")
    fields = json_object(body)
    text = fields.get("message")
    if not isinstance(text, str):
        raise BadRequest(400, "no_message", "the object needs `message`, a string")
    sender = fields.get("sender")
    if sender is None:
        return uuid.uuid4().hex, text
    if not isinstance(sender, str) or not _SENDER.fullmatch(sender):
        raise BadRequest(400, "bad_sender", "`sender` must be 8 to 64 letters, digits, - or _; leave it out to get one")
    return sender, text


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object that `body` holds.

    :raises BadRequest: it holds none.
    """
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest(400, "no_json", "the body must be JSON in UTF-8") from error
    if not isinstance(fields, dict):
        raise BadRequest(400, "no_object", 'the body must be a JSON object such as {"message": "hello"}')
    return fields
