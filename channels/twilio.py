"""WhatsApp and text messages by way of Twilio (https://www.twilio.com/docs/messaging/guides/webhook-request)."""

from __future__ import annotations

import base64
import json
import re
from typing import Mapping, Sequence
from urllib.parse import parse_qsl

from sanic.response import HTTPResponse, text
from twilio.request_validator import RequestValidator

from channels.messaging.input import MessagingInput
from channels.messaging.markup import as_plain, without_scheme, written
from channels.messaging.messages import Incoming, Kind, Outcome, Outgoing, Post
from channels.messaging.phrases import TOLD
from channels.messaging.platform import Forged, Limits, NoUpdate, Platform, Unsigned, word
from channels.messaging.settings import HalfSet, Settings, webhook_path

ACCOUNT, TOKEN = "CLINIC_TWILIO_ACCOUNT", "CLINIC_TWILIO_TOKEN"
SIGNATURE_HEADER = "x-twilio-signature"
# An answer to a person may be free text for so long after their last message; later WhatsApp wants approved templates.
WHATSAPP_WINDOW = 24 * 3600.0
# Twilio's own codes: the person has opted out; the window is over.
OPTED_OUT, WINDOW_OVER = 21610, 63016
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
# The carriers' words (https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out); alone in a message, in any case.
_STOP = ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout")
_START: Mapping[str, Kind] = {"start": "start", "unstop": "start"}
_SMS_WORDS: Mapping[str, Kind] = {**dict.fromkeys(_STOP, "stop"), **_START, "help": "help", "info": "help"}
# On WhatsApp no carrier listens: `cancel` or `help` are questions like any other there.
_WHATSAPP_WORDS: Mapping[str, Kind] = {"stop": "stop", "stopall": "stop", "unsubscribe": "stop", **_START}


class Twilio(Platform):
    """What WhatsApp and text messages share."""

    numbered = True
    number_variable: str
    prefix = ""
    words: Mapping[str, Kind]

    def __init__(self, settings: Settings) -> None:
        """Take the account, its token, our number, and the address that Twilio signs."""
        super().__init__(settings)
        if not _NUMBER.fullmatch(settings[self.number_variable]):
            raise HalfSet(f"The assistant cannot start. {self.number_variable} must be a number such as +441632960961, without spaces.")
        self._validator = RequestValidator(settings[TOKEN])
        # The address that Twilio was given: behind a proxy the request itself tells another.
        self._url = settings.public_url + webhook_path(self.name)
        self._messages = f"{settings.server}/2010-04-01/Accounts/{settings[ACCOUNT]}/Messages.json"
        login = base64.b64encode(f"{settings[ACCOUNT]}:{settings[TOKEN]}".encode()).decode()
        self._headers = {"Authorization": f"Basic {login}"}

    def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Twilio signs the address and the sorted fields (https://www.twilio.com/docs/usage/security)."""
        signature = headers.get(SIGNATURE_HEADER)
        if not signature:
            raise Unsigned
        if not signature.isascii() or not self._validator.validate(self._url, _fields(body), signature):
            raise Forged

    def read(self, body: bytes, headers: Mapping[str, str]) -> Sequence[Incoming]:
        """A message to our number; reports on messages of ours are left out."""
        fields = _fields(body)
        message_id, address = fields.get("MessageSid", ""), fields.get("From", "")
        if not message_id or not address:
            raise NoUpdate("the form needs MessageSid and From")
        if fields.get("MessageStatus") or (fields.get("SmsStatus") or "received") != "received":
            return []
        if not address.startswith(self.prefix) or not _NUMBER.fullmatch(address[len(self.prefix) :]):
            return []  # no person: a short code, or another channel of the same account
        said = fields.get("Body", "") or fields.get("ButtonText", "")
        kind = self._kind(said, fields)
        if kind in ("stop", "start", "help"):
            return [Incoming(message_id, address, kind, TOLD if self._is_told(kind, fields) else "")]
        return [Incoming(message_id, address, kind, said if kind == "text" else "")]

    def received(self, body: bytes) -> HTTPResponse:
        """Twilio takes what it gets back for an answer: an empty one, since ours comes later."""
        return text(_NOTHING_TO_SAY, content_type="text/xml")

    def post(self, outgoing: Outgoing) -> Post:
        """A new message of the account."""
        number = self.prefix + self.settings[self.number_variable]
        return Post(self._messages, self._headers, form={"From": number, "To": outgoing.address, "Body": self.formatted(outgoing.text)})

    def outcome(self, status: int, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Twilio says by a code of its own why it refuses."""
        outcome = super().outcome(status, headers, body)
        if outcome.state != "refused":
            return outcome
        try:
            code = word(json.loads(body), "code")
        except ValueError:
            code = ""
        return Outcome("refused", {str(OPTED_OUT): "opted_out", str(WINDOW_OVER): "window"}.get(code, "refused"))

    def shown(self, address: str) -> str:
        """The number's country and its end, as +44 … 123."""
        number = address[len(self.prefix) :]
        return f"{number[:3]} … {number[-3:]}"

    def _kind(self, said: str, fields: Mapping[str, str]) -> Kind:
        opting = self.words.get(said.strip().lower()) or self.words.get(fields.get("OptOutType", "").lower())
        if opting:
            return opting
        return "no_text" if not said.strip() and fields.get("NumMedia", "0") != "0" else "text"

    def _is_told(self, kind: Kind, fields: Mapping[str, str]) -> bool:
        """Whether Twilio has replied itself."""
        return bool(fields.get("OptOutType"))


class Sms(Twilio):
    """Text messages; Twilio itself confirms a STOP, and lets nothing of ours through after it."""

    name = "sms"
    limits = Limits(characters=1600)
    number_variable = "CLINIC_SMS_NUMBER"
    words = _SMS_WORDS

    def _is_told(self, kind: Kind, fields: Mapping[str, str]) -> bool:
        return kind == "stop" or super()._is_told(kind, fields)

    def formatted(self, text: str) -> str:
        """Plain text."""
        return as_plain(text)


class WhatsApp(Twilio):
    """WhatsApp: the same, with its own prefix, markup and 24 hours."""

    name = "whatsapp"
    limits = Limits(characters=1600)
    number_variable = "CLINIC_WHATSAPP_NUMBER"
    prefix = "whatsapp:"
    words = _WHATSAPP_WORDS
    window = WHATSAPP_WINDOW

    def formatted(self, text: str) -> str:
        """One asterisk is bold."""
        return written(text, str, lambda bold: f"*{bold}*", lambda label, address: f"{label}: {without_scheme(address)}")


class SmsInput(MessagingInput):
    """`/webhooks/sms/webhook`."""

    platform_type = Sms


class WhatsAppInput(MessagingInput):
    """`/webhooks/whatsapp/webhook`."""

    platform_type = WhatsApp


def _fields(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=200))
    except ValueError as error:
        raise NoUpdate("the body is no form") from error
