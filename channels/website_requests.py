"""Reads and checks what a browser sends to the website chat."""

from __future__ import annotations

import contextlib
import re
from typing import Any, Mapping, NamedTuple, Sequence
from urllib.parse import urlsplit

import phonenumbers
from sanic.exceptions import PayloadTooLarge
from sanic.request import Request

from channels.guard import Declined, admit, cleaned
from channels.rest import MOST_BYTES, BadRequest, json_object
from channels.website_messages import Asked
from content.channel_texts import CallbackTexts, ChannelTexts
from content.topic_titles import TopicTitles

MOST_OF_A_COMMENT = 500
_PAGE, _LANG, _NAME, _BEST_TIME, _EMAIL_LENGTH, _PHONE_LENGTH = 500, 35, 100, 100, 254, 40
_CLIENT_MSG_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_ID = re.compile(r"[A-Za-z0-9_.-]{1,80}")
_LANGUAGE = re.compile(r"[A-Za-z0-9-]{1,35}")
_NUMBER = re.compile(r"[0-9]{1,9}")
_EMAIL = re.compile(r"[^\s@<>\"']{1,64}@[^\s@<>\"']+\.[^\s@<>\"'.]{2,}")


class Refusal(BadRequest):
    """A request that is answered with words for the visitor; `fields` says what is wrong where."""

    def __init__(self, status: int, code: str, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(status, code, message)
        self.fields = dict(fields or {})


class TooLarge(Exception):
    """A body with more bytes than a message needs."""


class Visit(NamedTuple):
    """Where a chat begins: the page without what follows `?` or `#`, and the browser's language."""

    page: str | None
    lang: str | None


class Vote(NamedTuple):
    """A visitor's opinion of one message."""

    message_id: str
    vote: str
    comment: str | None


async def body_of(request: Request) -> bytes:
    """The body of a streamed request, read no further than it may go.

    :raises TooLarge: it goes further.
    """
    body = bytearray()
    with contextlib.suppress(PayloadTooLarge):  # more than the server takes at any address
        while request.stream and (chunk := await request.stream.read()):
            body += chunk
            if len(body) > MOST_BYTES:
                break
        else:
            return bytes(body)
    raise TooLarge


def visit_of(body: bytes) -> Visit:
    """Where a chat begins; an empty body says nothing about it."""
    fields = json_object(body) if body.strip() else {}
    page, lang = _text(fields, "page", _PAGE), _text(fields, "lang", _LANG)
    if lang and not _LANGUAGE.fullmatch(lang):
        raise BadRequest(400, "bad_field", "`lang` must be a language such as en or en-GB")
    return Visit(_without_query(page) or None, lang or None)


def asked_of(body: bytes, texts: ChannelTexts, titles: TopicTitles) -> Asked:
    """What a visitor asks, masked and made harmless.

    :raises Refusal: it is no message that can be taken.
    """
    fields = json_object(body)
    client_msg_id, text, button = (fields.get(name) for name in ("client_msg_id", "text", "button_id"))
    if not isinstance(client_msg_id, str) or not _CLIENT_MSG_ID.fullmatch(client_msg_id):
        raise BadRequest(400, "bad_id", "`client_msg_id` must be 8 to 64 letters, digits, - or _")
    if isinstance(text, str) and button is None:
        return Asked(client_msg_id, _admitted(text, texts))
    if isinstance(button, str) and text is None:
        return _pressed(client_msg_id, button, texts, titles)
    raise BadRequest(400, "no_message", "the object needs either `text` or `button_id`, a string")


def typed_in(body: bytes) -> str:
    """The text that a visitor typed, as it came; empty where the body holds none.

    :raises BadRequest: the body is no JSON object.
    """
    text = json_object(body).get("text")
    return text if isinstance(text, str) else ""


def vote_of(body: bytes) -> Vote:
    """A visitor's opinion of one message; the comment is masked."""
    fields = json_object(body)
    message_id, vote = fields.get("message_id"), fields.get("vote")
    if not isinstance(message_id, str) or vote not in ("up", "down"):
        raise BadRequest(400, "bad_field", "the object needs `message_id`, a string, and `vote`, up or down")
    comment = admit(_text(fields, "comment", MOST_OF_A_COMMENT), buttons=frozenset())
    known = message_id if _ID.fullmatch(message_id) else ""
    return Vote(known, vote, None if isinstance(comment, Declined) else comment.text)


def callback_of(body: bytes, texts: CallbackTexts, country: str) -> dict[str, str | None]:
    """Whom to call back: name, phone, email, best_time.

    :param country: where a phone number without a country code belongs.
    :raises Refusal: something is missing or wrong; each field says what.
    """
    given = json_object(body)
    fields = {name: _words(given.get(name)) for name in ("name", "phone", "email", "best_time")}
    wrong = {
        "name": texts.name if not 0 < len(fields["name"]) <= _NAME else None,
        "phone": _wrong_phone(fields["phone"], fields["email"], texts, country),
        "email": texts.email if fields["email"] and not _is_email(fields["email"]) else None,
        "best_time": texts.best_time if len(fields["best_time"]) > _BEST_TIME else None,
        "consent": texts.consent if given.get("consent") is not True else None,
    }
    told = {name: text for name, text in wrong.items() if text}
    if told:
        raise Refusal(422, "bad_fields", texts.form, told)
    return {name: text or None for name, text in fields.items()}


def after_of(arguments: Mapping[str, Sequence[str]]) -> int:
    """The number after which messages are wanted; 0 where the address says nothing."""
    after = arguments.get("after", ["0"])[0]
    if not _NUMBER.fullmatch(after):
        raise BadRequest(400, "bad_field", "`after` must be a number from 0")
    return int(after)


def _admitted(text: str, texts: ChannelTexts) -> str:
    admission = admit(text, buttons=frozenset())
    if isinstance(admission, Declined):
        raise Refusal(422, "empty", texts.empty)
    return admission.text


def _pressed(client_msg_id: str, button: str, texts: ChannelTexts, titles: TopicTitles) -> Asked:
    if button in texts.website.starters:
        return Asked.starter(client_msg_id, button, titles.topics[button].ask)
    if not _ID.fullmatch(button):
        raise Refusal(404, "unknown_button", texts.website.button_gone)
    return Asked(client_msg_id, button=button)


def _text(fields: Mapping[str, Any], name: str, most: int) -> str:
    text = fields.get(name)
    if text is not None and not isinstance(text, str):
        raise BadRequest(400, "bad_field", f"`{name}` must be a string")
    clean = cleaned(text or "")
    if len(clean) > most:
        raise BadRequest(400, "bad_field", f"`{name}` has more than {most} characters")
    return clean


def _words(value: Any) -> str:
    return cleaned(value) if isinstance(value, str) else ""


def _without_query(page: str) -> str:
    """What follows `?` or `#` may name a person."""
    try:
        parts = urlsplit(page)
    except ValueError:
        return ""
    if parts.scheme not in ("", "http", "https"):
        return ""
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" if host else parts.path


def _is_email(email: str) -> bool:
    return len(email) <= _EMAIL_LENGTH and bool(_EMAIL.fullmatch(email))


def _wrong_phone(phone: str, email: str, texts: CallbackTexts, country: str) -> str | None:
    if not phone:
        return None if email else texts.contact
    try:
        number = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException:
        return texts.phone
    return None if len(phone) <= _PHONE_LENGTH and phonenumbers.is_possible_number(number) else texts.phone
