"""A code from the phone beside the password: demanded of administrators, open to all."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from tests.desk.signing_in import ACTIVATE, CODE, PASSWORD, WRONG_CODE, done, give_factor, is_in, phone, set_up, sign_in  # noqa: F401

pytestmark = pytest.mark.django_db
CODES, DEACTIVATE = "/accounts/2fa/recovery-codes/", "/accounts/2fa/totp/deactivate/"
ELSEWHERE = ("/", "/account/", "/staff/", "/staff/log/", "/figures/", "/accounts/2fa/", CODES, "/accounts/password/change/", "/nowhere/")


@pytest.fixture
def new_admin(staff: dict[str, User]) -> Client:
    """An administrator without a second factor, signed in."""
    Authenticator.objects.all().delete()
    client = Client()
    sign_in(client, "the-admin")
    return client


@pytest.mark.parametrize("page", ELSEWHERE)
def test_an_administrator_without_a_second_factor_gets_nowhere(new_admin: Client, page: str) -> None:
    for answer in (new_admin.get(page), new_admin.post(page)):
        assert (answer.status_code, answer["Location"]) == (302, ACTIVATE)
    assert new_admin.get(ACTIVATE).status_code == 200


def test_an_administrator_without_a_second_factor_can_still_sign_out(new_admin: Client) -> None:
    assert new_admin.post("/accounts/logout/")["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in new_admin.session


def test_an_administrator_sets_one_up_gets_recovery_codes_and_needs_it_from_then_on(
    new_admin: Client,
    phone: SimpleNamespace,  # noqa: F811
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        secret = set_up(new_admin, phone)
    assert is_in(new_admin)
    assert len(set(re.findall(r"<code>(\w{8})</code>", new_admin.get(CODES).content.decode()))) == 10
    assert [entry[1:] for entry in done("second factor added")] == [("second factor added", "totp"), ("second factor added", "recovery_codes")]
    other = Client()
    assert sign_in(other, "the-admin")["Location"] == CODE
    assert not is_in(other)
    assert other.post(CODE, {"code": phone.code(secret)})["Location"] == "/"
    assert is_in(other)


def test_a_wrong_code_sets_nothing_up(new_admin: Client, phone: SimpleNamespace) -> None:  # noqa: F811
    new_admin.get(ACTIVATE)
    assert "Incorrect code" in new_admin.post(ACTIVATE, {"code": WRONG_CODE}).content.decode()
    assert not Authenticator.objects.exists()


def test_others_are_asked_for_it_only_when_they_have_one(staff: dict[str, User], phone: SimpleNamespace) -> None:  # noqa: F811
    client = Client()
    sign_in(client, "the-viewer")
    assert is_in(client)
    secret = set_up(client, phone)
    client.post("/accounts/logout/")
    sign_in(client, "the-viewer")
    assert not is_in(client)
    client.post(CODE, {"code": WRONG_CODE})
    assert not is_in(client)
    client.post(CODE, {"code": phone.code(secret)})
    assert is_in(client)
    assert done("second factor failed") == [("", "second factor failed", "account the-viewer")]


def test_a_code_opens_the_desk_once(staff: dict[str, User], phone: SimpleNamespace) -> None:  # noqa: F811
    secret = give_factor(staff["viewer"])
    client, thief = Client(), Client()
    sign_in(client, "the-viewer")
    client.post(CODE, {"code": phone.code(secret)})
    assert is_in(client)
    sign_in(thief, "the-viewer")
    thief.post(CODE, {"code": phone.last(secret)})
    assert not is_in(thief)


def test_a_recovery_code_opens_the_desk_once(new_admin: Client, phone: SimpleNamespace) -> None:  # noqa: F811
    set_up(new_admin, phone)
    code = re.findall(r"<code>(\w{8})</code>", new_admin.get(CODES).content.decode())[0]
    for may_enter in (True, False):
        client = Client()
        sign_in(client, "the-admin")
        client.post(CODE, {"code": code})
        assert is_in(client) is may_enter


def test_the_session_changes_with_the_second_step(staff: dict[str, User], phone: SimpleNamespace) -> None:  # noqa: F811
    secret = give_factor(staff["viewer"])
    client = Client()
    sign_in(client, "the-viewer")
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(CODE, {"code": phone.code(secret)})
    assert is_in(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    planted = Client()
    planted.cookies[settings.SESSION_COOKIE_NAME] = before
    assert not is_in(planted)


def test_an_administrator_who_switches_it_off_sets_up_another_at_once(new_admin: Client, phone: SimpleNamespace) -> None:  # noqa: F811
    set_up(new_admin, phone)
    assert new_admin.post(DEACTIVATE).status_code == 302
    assert new_admin.get("/")["Location"] == ACTIVATE
    assert ("the-admin", "second factor removed", "totp") in done()


def test_new_recovery_codes_end_the_old_ones(
    new_admin: Client,
    phone: SimpleNamespace,  # noqa: F811
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    set_up(new_admin, phone)
    old = new_admin.get(CODES).content
    with django_capture_on_commit_callbacks(execute=True):
        new_admin.post(f"{CODES}generate/")
    assert not set(re.findall(rb"<code>(\w{8})</code>", new_admin.get(CODES).content)) & set(re.findall(rb"<code>(\w{8})</code>", old))
    assert done("second factor renewed") == [("the-admin", "second factor renewed", "recovery_codes")]


@pytest.mark.parametrize("page", [ACTIVATE, CODES, DEACTIVATE])
def test_how_one_signs_in_is_changed_only_after_the_password_again(staff: dict[str, User], monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    if page != ACTIVATE:
        give_factor(staff["viewer"])
        Authenticator.objects.create(user=staff["viewer"], type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0})
    client = Client()
    client.force_login(staff["viewer"], backend="allauth.account.auth_backends.AuthenticationBackend")
    again = client.get(page)
    assert again["Location"].startswith("/accounts/reauthenticate/")
    assert client.post("/accounts/reauthenticate/", {"password": "a wrong pass phrase", "next": page}).status_code == 200
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": page})["Location"] == page
    assert client.get(page).status_code == 200
