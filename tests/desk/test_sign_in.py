"""Who comes in by name and password, and what becomes of the session."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.desk.signing_in import LOGIN, PASSWORD, done, is_in, sign_in

pytestmark = pytest.mark.django_db
COOKIE = settings.SESSION_COOKIE_NAME


def test_staff_come_in_by_name_and_password_and_go(staff: dict[str, User]) -> None:
    client = Client()
    assert not is_in(client)
    assert sign_in(client, "the-viewer")["Location"] == "/"
    assert is_in(client)
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert not is_in(client)


def test_after_the_sign_in_one_is_where_one_wanted_to_go_on_this_desk_alone(staff: dict[str, User]) -> None:
    for wanted, reached in (("/account/", "/account/"), ("https://evil.example/", "/"), ("//evil.example/", "/")):
        assert Client().post(LOGIN, {"login": "the-viewer", "password": PASSWORD, "next": wanted})["Location"] == reached


@pytest.mark.parametrize(("name", "password"), [("the-viewer", "wrong pass phrase"), ("nobody", PASSWORD), ("the-viewer", "")])
def test_a_wrong_name_or_password_gets_the_same_answer(staff: dict[str, User], name: str, password: str) -> None:
    answer = sign_in(Client(), name, password)
    assert answer.status_code == 200
    assert ("are not correct" in answer.content.decode()) == bool(password)


def test_a_session_planted_before_the_sign_in_opens_nothing_afterwards(staff: dict[str, User]) -> None:
    victim = Client()
    planted = victim.session
    planted["anything"] = True
    planted.save()
    victim.cookies[COOKIE] = planted.session_key
    sign_in(victim, "the-viewer")
    assert is_in(victim)
    attacker = Client()
    attacker.cookies[COOKIE] = planted.session_key
    assert not is_in(attacker)
    assert victim.cookies[COOKIE].value != planted.session_key
    assert not Session.objects.filter(session_key=planted.session_key).exists()


def test_after_signing_out_the_old_cookie_opens_nothing(staff: dict[str, User]) -> None:
    client = Client()
    sign_in(client, "the-viewer")
    stolen = client.cookies[COOKIE].value
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies[COOKIE] = stolen
    assert not is_in(thief)


def test_another_password_ends_the_sessions_in_other_browsers(staff: dict[str, User]) -> None:
    here, there = Client(), Client()
    sign_in(here, "the-viewer")
    sign_in(there, "the-viewer")
    new = "another long pass phrase"
    answer = here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer["Location"] == "/account/"
    assert (is_in(here), is_in(there)) == (True, False)
    assert done("password changed") == [("the-viewer", "password changed", "")]


@pytest.mark.parametrize("page", ["signup", "email", "password/reset", "password/set", "login/code", "confirm-email", "social/signup", "2fa/webauthn"])
def test_nobody_makes_an_account_or_resets_a_password_alone(staff: dict[str, User], page: str) -> None:
    fields = {"username": "eve", "email": "eve@evil.example", "password1": PASSWORD, "password2": PASSWORD}
    assert Client().post(f"/accounts/{page}/", fields).status_code == 404
    assert User.objects.count() == len(staff)
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_ones_own_page_says_who_one_is(staff: dict[str, User]) -> None:
    client = Client()
    sign_in(client, "the-trainer")
    page = client.get("/account/").content.decode()
    assert "the-trainer" in page and '<span class="badge">trainer</span>' in page and "off" in page


def test_what_happens_at_the_door_is_in_the_log_without_what_was_typed(staff: dict[str, User]) -> None:
    client = Client()
    sign_in(client, "The-Viewer", "a wrong pass phrase")
    sign_in(client, "my pass phrase, in the wrong field")
    sign_in(client, "the-viewer")
    client.post("/accounts/logout/")
    assert done() == [
        ("", "sign-in failed", "account the-viewer"),
        ("", "sign-in failed", "no account"),
        ("the-viewer", "signed in", ""),
        ("the-viewer", "signed out", ""),
    ]
