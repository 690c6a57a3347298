"""What staff type at the door."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from review.accounts.models import AuditEntry

PASSWORD = "a long pass phrase"
LOGIN, CODE, ACTIVATE = "/accounts/login/", "/accounts/2fa/authenticate/", "/accounts/2fa/totp/activate/"
WRONG_CODE = "not it"


def sign_in(client: Client, name: str, password: str = PASSWORD) -> HttpResponse:
    """Name and password."""
    return client.post(LOGIN, {"login": name, "password": password})


def is_in(client: Client) -> bool:
    """Whether the desk is open in this browser."""
    return client.get("/").status_code == 200


def done(action: str = "") -> list[tuple[str, str, str]]:
    """The log, oldest first: who, what, to what."""
    found = AuditEntry.objects.order_by("pk").values_list("username", "action", "subject")
    return list(found.filter(action=action) if action else found)


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """An authenticator app; each code it shows is a fresh one."""
    turns = itertools.count(1000)
    now = SimpleNamespace(turn=next(turns))

    def counters() -> Iterator[int]:
        return iter([now.turn])

    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", counters)

    def code(secret: str) -> str:
        now.turn = next(turns)
        return auth.format_hotp_value(auth.hotp_value(secret, now.turn))

    def last(secret: str) -> str:
        return auth.format_hotp_value(auth.hotp_value(secret, now.turn))

    return SimpleNamespace(code=code, last=last)


def set_up(client: Client, phone: SimpleNamespace) -> str:
    """Set up the second factor of whoever is signed in; what the app then holds."""
    shown = re.search(r"[A-Z2-7]{32}", client.get(ACTIVATE).content.decode())
    assert shown
    assert client.post(ACTIVATE, {"code": phone.code(shown[0])}).status_code == 302
    return shown[0]


def give_factor(user: User) -> str:
    """A second factor that somebody has had for long; what the app holds."""
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(user, secret)
    return secret
