"""Messenger: the Messenger Platform's webhook and Send API (https://developers.facebook.com/docs/messenger-platform)."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any, Mapping, Sequence

from sanic.response import HTTPResponse, text

from channels.messaging.fitting import titles
from channels.messaging.input import MessagingInput
from channels.messaging.markup import as_plain
from channels.messaging.messages import Incoming, Outcome, Outgoing, Post
from channels.messaging.platform import Forged, Limits, Platform, Unsigned, is_same, json_of, last_signs, part, parts, word
from channels.messaging.settings import META_VERSION

TOKEN, APP_SECRET, VERIFY = "CLINIC_MESSENGER_TOKEN", "CLINIC_MESSENGER_APP_SECRET", "CLINIC_MESSENGER_VERIFY"
SIGNATURE_HEADER, ALGORITHM = "x-hub-signature-256", "sha256="
# The button that a person presses before the first message; its payload is set with the button.
GET_STARTED = "GET_STARTED"
# Meta's codes for "too often" and "a fault of ours", which come with status 400 at times.
_AGAIN = ("1", "2", "4", "17", "32", "341", "613", "80006", "1200")
# More than 24 hours since the person's last message.
_WINDOW_OVER = "10"


class Messenger(Platform):
    """A page's conversations, whole batches of them."""

    name = "messenger"
    limits = Limits(characters=2000, buttons=13, title=20)

    def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """HMAC-SHA256 of the body as it came; no other algorithm, whatever the sender names."""
        signature = headers.get(SIGNATURE_HEADER)
        if not signature:
            raise Unsigned
        right = ALGORITHM + hmac.new(self.settings[APP_SECRET].encode(), body, hashlib.sha256).hexdigest()
        if not is_same(signature, right):
            raise Forged

    def read(self, body: bytes, headers: Mapping[str, str]) -> Sequence[Incoming]:
        """All events of all entries."""
        update = json_of(body)
        if word(update, "object") != "page":
            return []
        return [incoming for entry in parts(update, "entry") for event in parts(entry, "messaging") for incoming in _happened(event)]

    def handshake(self, arguments: Mapping[str, str]) -> HTTPResponse | None:
        """Meta asks once, when the webhook is set up."""
        if arguments.get("hub.mode") == "subscribe" and is_same(arguments.get("hub.verify_token", ""), self.settings[VERIFY]):
            return text(arguments.get("hub.challenge", ""))
        raise Forged

    def post(self, outgoing: Outgoing) -> Post:
        """A response with its choices as quick replies."""
        message: dict[str, Any] = {"text": self.formatted(outgoing.text)}
        shown = enumerate(titles(outgoing.buttons, self.limits))
        replies = [{"content_type": "text", "title": title, "payload": outgoing.button_id(place)} for place, title in shown]
        if replies:
            message["quick_replies"] = replies
        fields = {"recipient": {"id": outgoing.address}, "messaging_type": "RESPONSE", "message": message}
        return Post(f"{self.settings.server}/{META_VERSION}/me/messages", {"Authorization": f"Bearer {self.settings[TOKEN]}"}, fields)

    def outcome(self, status: int, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Meta names the fault by a code of its own."""
        outcome = super().outcome(status, headers, body)
        if outcome.state != "refused":
            return outcome
        try:
            code = word(part(json.loads(body), "error"), "code")
        except ValueError:
            code = ""
        if code in _AGAIN:
            return Outcome("again", code)
        return Outcome("refused", "window" if code == _WINDOW_OVER else "refused")

    def shown(self, address: str) -> str:
        """The end of the person's id on this page."""
        return last_signs(address)

    def formatted(self, text: str) -> str:
        """Plain text."""
        return as_plain(text)


class MessengerInput(MessagingInput):
    """`/webhooks/messenger/webhook`."""

    platform_type = Messenger


def _happened(event: Any) -> Sequence[Incoming]:
    person, message, postback = word(part(event, "sender"), "id"), part(event, "message"), part(event, "postback")
    edit = part(event, "message_edit")
    if not person:
        return []
    if word(edit, "mid") and word(edit, "text"):
        return [Incoming(f"{word(edit, 'mid')} edited {word(edit, 'num_edit')}", person, "text", word(edit, "text"))]
    if postback:
        return [_pressed(person, word(postback, "mid") or f"{person} {word(event, 'timestamp')}", word(postback, "payload"))]
    message_id, reply = word(message, "mid"), word(part(message, "quick_reply"), "payload")
    if not message_id or message.get("is_echo") or message.get("is_deleted"):
        return []  # receipts, echoes, reactions, and kinds that do not exist yet
    if reply:
        return [_pressed(person, message_id, reply)]
    said = word(message, "text")
    return [Incoming(message_id, person, "text" if said or not message.get("attachments") else "no_text", said)]


def _pressed(person: str, message_id: str, payload: str) -> Incoming:
    return Incoming(message_id, person, "begin") if payload == GET_STARTED else Incoming(message_id, person, "button", payload)
