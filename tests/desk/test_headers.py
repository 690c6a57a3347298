"""What every answer of the desk tells the browser: run nothing from elsewhere, show it in no frame, keep nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import path

from review.urls import urlpatterns as desk
from tests.desk.signing_in import give_factor, sign_in
from tools.serve import PROJECT

pytestmark = pytest.mark.django_db
OPEN = ("/accounts/login/", "/accounts/logout/", "/accounts/inactive/", "/welcome/x/", "/join/x/y/", "/nowhere/")
OF_STAFF = (
    "/", "/account/", "/queue/", "/teach/", "/figures/", "/figures/callbacks/", "/undelivered/", "/privacy/", "/staff/", "/staff/log/", "/accounts/logout/", "/nowhere/",
    "/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/totp/deactivate/", "/accounts/2fa/recovery-codes/generate/",
    "/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/",
)  # fmt: skip
INLINE = re.compile(rb"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=|javascript:|hx-on|data-allauth", re.IGNORECASE)


def fails(request: Any) -> None:
    raise ZeroDivisionError


urlpatterns = [*desk, path("fails/", fails)]


def check(answer: Any) -> None:
    policy = {each.split(" ", 1)[0]: each.split(" ", 1)[1] for each in answer["Content-Security-Policy"].split("; ")}
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    assert not INLINE.search(answer.content), INLINE.search(answer.content)


@pytest.mark.parametrize("address", OPEN)
def test_a_page_for_everybody_is_strict(db: None, address: str) -> None:
    check(Client().get(address))


@pytest.mark.parametrize("address", OF_STAFF)
def test_a_page_for_staff_is_strict(signed_in: Callable[[str], Client], staff: dict[str, User], address: str) -> None:
    client = Client()
    if address.startswith("/accounts/"):
        sign_in(client, "the-viewer")
        give_factor(staff["viewer"])
    else:
        client = signed_in("admin")
    answer = client.get(address)
    assert answer.status_code in (200, 404)
    check(answer)


def test_the_picture_for_the_phone_is_strict(staff: dict[str, User]) -> None:
    client = Client()
    sign_in(client, "the-viewer")
    answer = client.get("/accounts/2fa/totp/activate/")
    assert answer.status_code == 200 and b"data:image/svg+xml" in answer.content
    check(answer)


def test_a_refusal_a_lock_and_a_failure_are_strict(signed_in: Callable[[str], Client], settings: Any) -> None:
    refused = signed_in("viewer").get("/staff/")
    without_token = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x", "password": "y"})
    locked = [sign_in(Client(), "nobody", "wrong") for _ in range(5)][-1]
    settings.ROOT_URLCONF = __name__
    failed = Client(raise_request_exception=False).get("/fails/")
    for answer, status in ((refused, 403), (without_token, 403), (locked, 429), (failed, 500)):
        assert answer.status_code == status
        check(answer)
        assert "<h1>" in answer.content.decode()
    assert "ZeroDivision" not in failed.content.decode()


def settings_at(address: str) -> dict[str, Any]:
    """The settings of a desk at `address`."""
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "CSRF_TRUSTED_ORIGINS", "ALLOWED_HOSTS", "DEBUG")
    code = f"import json; from review import settings as s; print(json.dumps([getattr(s, n) for n in {names!r}]))"
    given = {"CLINIC_DATABASE": ":memory:", "CLINIC_SECRET": "x" * 40, "CLINIC_DESK_ADDRESS": address}
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env={**os.environ, **given}, capture_output=True, text=True, check=True)
    return dict(zip(names, json.loads(done.stdout)))


def test_over_tls_cookies_stay_with_tls() -> None:
    found = settings_at("https://desk.clinic.example")
    assert found["SESSION_COOKIE_SECURE"] and found["CSRF_COOKIE_SECURE"] and found["SECURE_HSTS_SECONDS"] > 0
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://desk.clinic.example"]
    assert "desk.clinic.example" in found["ALLOWED_HOSTS"] and "*" not in found["ALLOWED_HOSTS"]
    assert found["DEBUG"] is False


def test_on_the_own_machine_cookies_work_without_tls() -> None:
    found = settings_at("http://127.0.0.1:5006")
    assert (found["SESSION_COOKIE_SECURE"], found["CSRF_COOKIE_SECURE"], found["SECURE_HSTS_SECONDS"]) == (False, False, 0)


def test_no_script_reads_the_session_and_no_other_site_sends_it(staff: dict[str, User]) -> None:
    client = Client()
    sign_in(client, "the-viewer")
    cookie = client.cookies["clinic_desk"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
