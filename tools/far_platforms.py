"""Asks a messaging platform over its API; what it answers holds no secret by the time it is shown."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any, Mapping, Sequence
from urllib.parse import urlsplit

from channels.messaging.settings import SERVERS, Settings

SECONDS_TO_ANSWER = 10.0
MOST_BYTES, MOST_CHARACTERS, MOST_DIGITS = 1_000_000, 200, 11
TOO_MANY, SERVER_ERROR = 429, 500
# Everybody who writes to the clinic knows these.
NO_SECRETS = frozenset({"CLINIC_WHATSAPP_NUMBER", "CLINIC_SMS_NUMBER", "CLINIC_PUBLIC_URL"})


class NoAnswer(Exception):
    """The platform could not be asked, or is in trouble itself; the text says it to whoever runs the assistant."""


@dataclass(frozen=True)
class Said:
    """What a platform said."""

    status: int
    headers: Mapping[str, str]
    fields: Mapping[str, Any]

    def text(self, *names: str) -> str:
        """The text or number that stands under `names`, one within the other; empty where there is none."""
        value = self._under(names)
        return str(value) if isinstance(value, (str, int)) else ""

    def whole(self, *names: str) -> int:
        """The whole number under `names`; 0 where there is none that a clock or a counter would show."""
        text = self.text(*names)
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0

    def names(self, *names: str) -> frozenset[str]:
        """The texts in the list under `names`."""
        value = self._under(names)
        return frozenset(text for text in value if isinstance(text, str)) if isinstance(value, list) else frozenset()

    def _under(self, names: Sequence[str]) -> Any:
        value: Any = self.fields
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return value


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nothing: the token would be handed to whoever is named."""

    def redirect_request(self, *arguments: Any, **more: Any) -> None:
        """Take the redirect as the answer."""


def ask(settings: Settings, path: str, headers: Mapping[str, str] | None = None, body: Mapping[str, Any] | None = None) -> Said:
    """Ask the server of `settings`: GET, or POST of JSON where there is a `body`.

    :raises NoAnswer: nobody answered, or the platform asks us to come back later.
    """
    data = None if body is None else json.dumps(body).encode()
    kind = {} if body is None else {"Content-Type": "application/json; charset=utf-8"}
    host = urlsplit(settings.server).hostname
    try:
        request = urllib.request.Request(f"{settings.server}{path}", data, {**kind, **(headers or {})})
        said = _said(request)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(f"no answer from {host}: this machine has no network to it, or it is down; try again later") from error
    if said.status == TOO_MANY or said.status >= SERVER_ERROR:
        raise NoAnswer(f"{host} is in trouble, or was asked too often (status {said.status}); try again later")
    if not said.fields:
        raise NoAnswer(f"{host} answers as no such platform does (status {said.status}); is {SERVERS[settings.channel][0]} right?")
    return said


def shown(text: str, settings: Settings) -> str:
    """The platform's own words, short, in one line, and without any of our secrets in them."""
    for variable, value in settings.values.items():
        if value and variable not in NO_SECRETS:
            text = text.replace(value, "…")
    return "".join(sign if sign.isprintable() else " " for sign in text)[:MOST_CHARACTERS].strip() or "no reason given"


def _said(request: urllib.request.Request) -> Said:
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        answer = opener.open(request, timeout=SECONDS_TO_ANSWER)
    except urllib.error.HTTPError as refusal:
        answer = refusal
    with answer:
        body = answer.read(MOST_BYTES)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Said(answer.status, headers, _object(body))


def _object(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}
