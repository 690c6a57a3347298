"""A fake of Meta's server for Messenger.

From "Messenger Platform: Webhooks" (https://developers.facebook.com/docs/messenger-platform/webhooks; validating payloads),
"Webhook events reference" (https://developers.facebook.com/docs/messenger-platform/reference/webhook-events), "Send API"
(https://developers.facebook.com/docs/messenger-platform/reference/send-api), "Quick replies"
(https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies), "Button template"
(https://developers.facebook.com/docs/messenger-platform/send-messages/template/button), "Error codes"
(https://developers.facebook.com/docs/messenger-platform/reference/send-api/error-codes).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from typing import Any, Mapping

from tests.platforms.far import Far
from tests.platforms.server import Platform
from tests.platforms.shapes import Call, Choice, Person, Reply, Signing, Update, as_json, shown_choices

TOKEN, APP_SECRET, OLD_APP_SECRET, VERIFY = "EAAG-token-of-the-page", "app-secret-of-now", "app-secret-of-last-year", "word-of-our-own"
PAGE = "100000000000001"
MOST_CHARACTERS, MOST_REPLIES, MOST_OF_A_TITLE, MOST_OF_A_PAYLOAD = 2000, 13, 20, 1000
MOST_BUTTONS, MOST_OF_A_TEMPLATE = 3, 640
_PATH = re.compile(r"/v\d+\.\d+/me/messages(?:\?.*)?")


class FarMessenger(Far):
    """The Send API."""

    def person_of(self, call: Call) -> str | None:
        """The recipient of a message; a typing sign is none."""
        fields = _fields(call)
        return str(fields.get("recipient", {}).get("id", "")) if "message" in fields else None

    def too_many(self, seconds: float) -> Reply:
        """Meta does not say how long to wait."""
        return _error(429, 613, "(#613) Calls to this api have exceeded the rate limit.")

    def answer(self, call: Call) -> Reply:
        """Take a message."""
        if not _PATH.fullmatch(call.path):
            return _error(400, 2500, "Unknown path components: " + call.path)
        if call.headers.get("authorization") != f"Bearer {TOKEN}":
            return _error(400, 190, "Invalid OAuth access token - Cannot parse access token")
        fields = _fields(call)
        address, message = str(fields.get("recipient", {}).get("id", "")), fields.get("message", {})
        problem = _problem(fields)
        if problem:
            self.refuse(address, problem, fields)
            return _error(400, 100, f"(#100) {problem}")
        text, buttons = _shown(message)
        self.take(address, text, shown_choices(text, buttons))
        return Reply(200, {"recipient_id": address, "message_id": f"m_ours-{next(self.numbers)}"})


class Messenger(Platform):
    """The channel `messenger`."""

    name = "messenger"

    def __init__(self) -> None:
        """A server of its own, not started."""
        self.far = FarMessenger()

    def variables(self) -> dict[str, str]:
        """What turns the channel on."""
        secrets = {"CLINIC_MESSENGER_TOKEN": TOKEN, "CLINIC_MESSENGER_APP_SECRET": APP_SECRET, "CLINIC_MESSENGER_VERIFY": VERIFY}
        return {**secrets, "CLINIC_MESSENGER_SERVER": self.far.url}

    def person(self, number: int) -> Person:
        """A person's id on this page."""
        return Person(number, str(6_000_000_000_000_000 + number))

    def signature(self, update: Update, signing: Signing) -> dict[str, str]:
        """HMAC-SHA256 of the body; the wrong algorithm is the SHA-1 of earlier years, under the new header too."""
        if signing == "missing":
            return {}
        if signing == "wrong_algorithm":
            weak = "sha1=" + hmac.new(APP_SECRET.encode(), update.body, hashlib.sha1).hexdigest()
            return {"X-Hub-Signature": weak, "X-Hub-Signature-256": weak}
        secret = {"forged": "guessed", "old": OLD_APP_SECRET}.get(signing, APP_SECRET)
        return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), update.body, hashlib.sha256).hexdigest()}

    def text(self, person: Person, words: str) -> Update:
        """A message of words."""
        return self.batch(self.event(person, message={"mid": self._mid(), "text": words}))

    def start_over(self, person: Person) -> Update:
        """The button "Get started"."""
        return self.batch(self.postback(person, "GET_STARTED", "Get started"))

    def pressed(self, person: Person, how: str, title: str) -> Update:
        """A quick reply; its title comes as the message's text."""
        return self.batch(self.event(person, message={"mid": self._mid(), "text": title, "quick_reply": {"payload": how}}))

    def postback(self, person: Person, payload: str, title: str) -> dict[str, Any]:
        """An event of a pressed button."""
        return self.event(person, postback={"mid": self._mid(), "title": title, "payload": payload})

    def media(self, person: Person, kind: str) -> Update:
        """A picture, a voice message, a place or a sticker, without words."""
        where = {"coordinates": {"lat": 51.5, "long": -0.1}} if kind == "location" else {"url": "https://cdn.example/1"}
        sticker = {"sticker_id": 369239263222822} if kind == "sticker" else {}
        attachment = {"type": "image" if kind == "sticker" else kind, "payload": {**where, **sticker}}
        return self.batch(self.event(person, message={"mid": self._mid(), "attachments": [attachment]}))

    def echo(self, person: Person, words: str) -> Update:
        """A message of the page itself."""
        ends = {"sender": {"id": PAGE}, "recipient": {"id": person.address}}
        message = {"mid": self._mid(), "is_echo": True, "app_id": 1517776481860111, "text": words}
        return self.batch({**ends, "timestamp": _now(), "message": message})

    def batch(self, *events: dict[str, Any]) -> Update:
        """Several events in one update, each in an entry of its own and the last two in one."""
        entries = [[event] for event in events[:-2]] + ([list(events[-2:])] if events else [])
        return as_json({"object": "page", "entry": [{"id": PAGE, "time": _now(), "messaging": entry} for entry in entries]})

    def batch_of_texts(self, person: Person, *words: str) -> Update:
        """Several messages in one update."""
        return self.batch(*(self.event(person, message={"mid": self._mid(), "text": text}) for text in words))

    def odd(self, person: Person) -> Mapping[str, Update]:
        """Events of each kind."""
        edit = {"mid": "m_1", "text": "does massage help sleep", "num_edit": 1}
        kinds = {
            "edited": self.event(person, message_edit=edit),
            "receipt delivered": self.event(person, delivery={"mids": ["m_1"], "watermark": _now()}),
            "receipt read": self.event(person, read={"watermark": _now()}),
            "reaction": self.event(person, reaction={"reaction": "love", "emoji": "❤", "action": "react", "mid": "m_1"}),
            "unknown": self.event(person, hologram={"mid": "m_1"}),
        }
        return {
            "nothing": Update(b""),
            "empty": self.text(person, ""),
            "emoji": self.text(person, "😀👩‍👩‍👧"),
            "10 kB": self.text(person, "massage " * 1280),
            "null": Update(b"null"),
            "null text": self.batch(self.event(person, message={"mid": self._mid(), "text": None})),
            "list body": Update(b"[1, 2]"),
            "no JSON": Update(b"{not json"),
            **{kind: self.media(person, kind) for kind in ("image", "audio", "location", "sticker")},
            "batch of 3": self.batch_of_texts(person, "does massage help sleep", "how much is an hour", "are you open on sunday"),
            "echo": self.echo(person, "an answer"),
            **{name: self.batch(event) for name, event in kinds.items()},
        }

    def event(self, person: Person, **what: Any) -> dict[str, Any]:
        """Something that a person did to the page."""
        return {"sender": {"id": person.address}, "recipient": {"id": PAGE}, "timestamp": _now(), **what}

    def _mid(self) -> str:
        return f"m_theirs-{next(self.far.numbers)}"


def _now() -> int:
    return int(1000 * time.time())


def _fields(call: Call) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(call.body or b"{}")
    return fields


def _error(status: int, code: int, message: str) -> Reply:
    return Reply(status, {"error": {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "BLBz/WZt8dN"}})


def _shown(message: Mapping[str, Any]) -> tuple[str, list[Choice]]:
    template = message.get("attachment", {}).get("payload", {})
    buttons = [*message.get("quick_replies", []), *template.get("buttons", [])]
    return message.get("text") or template.get("text", ""), [Choice(each["title"], each.get("payload", "")) for each in buttons]


def _problem(fields: Mapping[str, Any]) -> str:
    message = fields.get("message", {})
    if not str(fields.get("recipient", {}).get("id", "")).isdecimal():
        return "No matching user found"
    if fields.get("messaging_type") != "RESPONSE":
        return "Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG, UTILITY}"
    if bool(message.get("text")) == bool(message.get("attachment")):
        return "Message must have either text or an attachment"
    if len(str(message.get("text", "")).encode("utf-16-le")) // 2 > MOST_CHARACTERS:
        return "Length of param message[text] must be less than or equal to 2000"
    return _problem_of_replies(message.get("quick_replies")) or _problem_of_template(message.get("attachment", {}).get("payload", {}))


def _problem_of_replies(replies: list[dict[str, Any]] | None) -> str:
    if replies is not None and not 1 <= len(replies) <= MOST_REPLIES:
        return "param quick_replies must have 1 to 13 elements"
    titles_fit = all(1 <= len(reply.get("title", "")) <= MOST_OF_A_TITLE for reply in replies or ())
    payloads_fit = all(1 <= len(reply.get("payload", "")) <= MOST_OF_A_PAYLOAD for reply in replies or ())
    return "" if titles_fit and payloads_fit else "param quick_replies: title up to 20, payload up to 1000 characters"


def _problem_of_template(template: Mapping[str, Any]) -> str:
    buttons = template.get("buttons", [])
    fits = len(buttons) <= MOST_BUTTONS and len(template.get("text", "")) <= MOST_OF_A_TEMPLATE
    return "" if fits and all(len(button.get("title", "")) <= MOST_OF_A_TITLE for button in buttons) else "button template: too long"
