"""A fake of Twilio's server, which carries WhatsApp and text messages.

From "Twilio's request to your incoming message Webhook URL" (https://www.twilio.com/docs/messaging/guides/webhook-request),
"Webhooks security" (https://www.twilio.com/docs/usage/webhooks/webhooks-security), "Messages resource"
(https://www.twilio.com/docs/messaging/api/message-resource), "Outbound message status callback"
(https://www.twilio.com/docs/messaging/guides/track-outbound-message-status), "Advanced opt-out"
(https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out), "Error and warning dictionary"
(https://www.twilio.com/docs/api/errors).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Mapping
from urllib.parse import parse_qsl, urlencode

from tests.platforms.far import Far
from tests.platforms.server import Platform
from tests.platforms.shapes import FORM_TYPE, PUBLIC_URL, Answer, Call, Person, Reply, Signing, Update, numbered_choices

ACCOUNT, TOKEN, OLD_TOKEN = "AC" + "0123456789abcdef" * 2, "auth-token-of-now", "auth-token-of-last-year"
WHATSAPP_NUMBER, SMS_NUMBER = "+447700900001", "+447700900002"
# The first of the numbers for fiction (+44 7700 900xxx) that is a person's.
FIRST_PERSON, MOST_PERSONS = 100, 900
MOST_CHARACTERS = 1600
STOP_WORDS = ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout")
START_WORDS = ("start", "unstop", "yes")
_E164 = re.compile(r"(?:whatsapp:)?\+[1-9][0-9]{1,14}")
_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+)(?<=\S)\*(?![\w*])")


class FarTwilio(Far):
    """The Messages resource; who texted STOP is out of reach until START."""

    def __init__(self) -> None:
        """Nobody has opted out."""
        super().__init__()
        self.opted_out = set[str]()

    def person_of(self, call: Call) -> str | None:
        """The field `To`."""
        return _fields(call.body).get("To") if call.path.endswith("/Messages.json") else None

    def too_many(self, seconds: float) -> Reply:
        """Twilio does not say how long to wait."""
        return _error(429, 20429, "Too Many Requests")

    def answer(self, call: Call) -> Reply:
        """Take a message of the account."""
        if call.headers.get("authorization") != "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode():
            return _error(401, 20003, "Authenticate")
        if call.path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            return _error(404, 20404, f"The requested resource {call.path} was not found")
        fields = _fields(call.body)
        address, text = fields.get("To", ""), fields.get("Body", "")
        refusal = self._refusal(fields)
        if refusal:
            self.refuse(address, str(refusal.fields["message"]), fields)
            return refusal
        shown = _BOLD.sub(r"\1", text) if address.startswith("whatsapp:") else text
        self.take(address, shown, numbered_choices(shown))
        sid = f"SM{next(self.numbers):032x}"
        return Reply(201, {"sid": sid, "account_sid": ACCOUNT, "status": "queued", "error_code": None, **_small(fields)})

    def _refusal(self, fields: Mapping[str, str]) -> Reply | None:
        sender, address, text = fields.get("From", ""), fields.get("To", ""), fields.get("Body", "")
        if not _E164.fullmatch(address):
            return _error(400, 21211, f"Invalid 'To' Phone Number: {address}")
        if sender not in (f"whatsapp:{WHATSAPP_NUMBER}", SMS_NUMBER):
            return _error(400, 21659, f"'From' {sender} is not a Twilio phone number or Short Code country mismatch")
        if sender.startswith("whatsapp:") != address.startswith("whatsapp:"):
            return _error(400, 21910, "Invalid 'From' and 'To' pair. 'From' and 'To' should be of the same channel")
        if not text.strip():
            return _error(400, 21602, "Message body is required.")
        if len(text.encode("utf-16-le")) // 2 > MOST_CHARACTERS:
            return _error(400, 21617, "The concatenated message body exceeds the 1600 character limit")
        if address in self.opted_out:
            return _error(400, 21610, "Attempt to send to unsubscribed recipient")
        return None


class Twilio(Platform):
    """What WhatsApp and text messages share."""

    prefix = ""
    number: str

    def __init__(self, far: FarTwilio) -> None:
        """Both channels are served by `far`."""
        self.far: FarTwilio = far

    def variables(self) -> dict[str, str]:
        """What both need; each adds its number."""
        shared = {"CLINIC_TWILIO_ACCOUNT": ACCOUNT, "CLINIC_TWILIO_TOKEN": TOKEN, "CLINIC_TWILIO_SERVER": self.far.url}
        return {**shared, "CLINIC_PUBLIC_URL": PUBLIC_URL, f"CLINIC_{self.name.upper()}_NUMBER": self.number}

    def person(self, number: int) -> Person:
        """A number for fiction."""
        assert number < MOST_PERSONS
        return Person(number, f"{self.prefix}+447700900{FIRST_PERSON + number}")

    def signature(self, update: Update, signing: Signing) -> dict[str, str]:
        """HMAC-SHA1 of the public address and the sorted fields."""
        if signing == "missing":
            return {}
        token = {"forged": "guessed", "old": OLD_TOKEN}.get(signing, TOKEN)
        algorithm = hashlib.sha256 if signing == "wrong_algorithm" else hashlib.sha1
        signed = PUBLIC_URL + self.path + "".join(name + value for name, value in sorted(_fields(update.body).items()))
        digest = hmac.new(token.encode(), signed.encode(), algorithm).digest()
        return {"X-Twilio-Signature": base64.b64encode(digest).decode()}

    def send(self, update: Update, signing: Signing = "right", retry: int = 0) -> Answer:
        """Post it; a STOP or START of a text message takes effect at Twilio first."""
        fields = _fields(update.body)
        word = fields.get("Body", "").strip().lower()
        if signing == "right" and self.name == "sms" and word in (*STOP_WORDS, *START_WORDS):
            (self.far.opted_out.add if word in STOP_WORDS else self.far.opted_out.discard)(fields["From"])
        return super().send(update, signing, retry)

    def text(self, person: Person, words: str) -> Update:
        """A message of words."""
        return self._message(person, Body=words)

    def opting(self, person: Person, word: str) -> Update:
        """STOP, HELP or START where Twilio's own reply (Advanced Opt-Out) has gone out."""
        return self._message(person, Body=word, OptOutType=word.upper())

    def pressed(self, person: Person, how: str, title: str) -> Update:
        """The number, typed."""
        return self.text(person, how)

    def media(self, person: Person) -> Update:
        """A picture without words."""
        kind = {"MediaContentType0": "image/jpeg", "MediaUrl0": "https://api.twilio.com/2010-04-01/Media/ME1"}
        return self._message(person, Body="", NumMedia="1", **kind)

    def place(self, person: Person) -> Update:
        """A place; WhatsApp alone has them."""
        return self._message(person, Body="", NumMedia="0", Latitude="51.5", Longitude="-0.1", MessageType="location")

    def receipt(self, person: Person, status: str) -> Update:
        """What became of a message of ours."""
        sid = f"SM{next(self.far.numbers):032x}"
        ours = {"MessageStatus": status, "SmsStatus": status, "From": self.prefix + self.number, "To": person.address}
        return _form({"MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", **ours})

    def odd(self, person: Person) -> Mapping[str, Update]:
        """Neither edits nor batches exist here."""
        return {
            "nothing": Update(b"", FORM_TYPE),
            "empty": self.text(person, ""),
            "emoji": self.text(person, "😀👩‍👩‍👧"),
            "10 kB": self.text(person, "massage " * 1280),
            "null": Update(b"null", FORM_TYPE),
            "null text": self._message(person),
            "list body": Update(b"[1, 2]", FORM_TYPE),
            "no JSON": Update(b"{not json", FORM_TYPE),
            "no UTF-8": Update(b"\xff\xfe\x00", FORM_TYPE),
            "media": self.media(person),
            **({"place": self.place(person)} if self.prefix else {}),
            **{f"receipt {status}": self.receipt(person, status) for status in ("sent", "delivered", "read", "failed")},
            "unknown": self._message(person, From="client:somebody", Body="hello"),
        }

    def _message(self, person: Person, **fields: str) -> Update:
        sid = f"SM{next(self.far.numbers):032x}"
        ids = {"MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01"}
        ends = {"From": person.address, "To": self.prefix + self.number, "NumMedia": "0", "NumSegments": "1", "SmsStatus": "received"}
        whatsapp = {"WaId": person.address[len(self.prefix) + 1 :], "ProfileName": f"Ann {person.number}", "MessageType": "text"}
        return _form({**ids, **ends, **(whatsapp if self.prefix else {"FromCountry": "GB"}), **fields})


class WhatsApp(Twilio):
    """The channel `whatsapp`."""

    name, prefix, number = "whatsapp", "whatsapp:", WHATSAPP_NUMBER


class Sms(Twilio):
    """The channel `sms`."""

    name, number = "sms", SMS_NUMBER


def _form(fields: Mapping[str, str]) -> Update:
    return Update(urlencode(fields).encode(), FORM_TYPE)


def _fields(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True)) if b"=" in body else {}


def _small(fields: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in fields.items()}


def _error(status: int, code: int, message: str) -> Reply:
    return Reply(status, {"code": code, "message": message, "more_info": f"https://www.twilio.com/docs/errors/{code}", "status": status})
