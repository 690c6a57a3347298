"""The first administrator: by a link that works once and for a day, never by a password that somebody else knows."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from review.accounts.models import FirstLink
from tests.desk.signing_in import ACTIVATE, PASSWORD, done

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]
GOOD = {"username": "ann", "password1": PASSWORD, "password2": PASSWORD}


def printed() -> str:
    out = StringIO()
    call_command("first_link", stdout=out)
    return out.getvalue().strip()


def path() -> str:
    return printed().removeprefix(settings.DESK_ADDRESS)


def test_it_makes_one_administrator_signed_in_whose_next_step_is_the_second_factor(db: None) -> None:
    client, address = Client(), path()
    assert client.get(address).status_code == 200
    assert client.post(address, GOOD)["Location"] == ACTIVATE
    assert client.get(ACTIVATE).status_code == 200  # without typing the password again
    assert client.get("/")["Location"] == ACTIVATE
    ann = User.objects.get()
    assert (ann.username, [group.name for group in ann.groups.all()], ann.is_superuser) == ("ann", ["admin"], False)
    assert ("ann", "first administrator made", "account ann") in done()


def test_it_works_once(db: None) -> None:
    address = path()
    Client().post(address, GOOD)
    for answer in (Client().get(address), Client().post(address, {**GOOD, "username": "eve"})):
        assert answer.status_code == 410
        assert "This link is over" in answer.content.decode()
    Group.objects.get(name="admin").user_set.clear()
    assert Client().post(address, {**GOOD, "username": "eve"}).status_code == 410
    assert User.objects.count() == 1


def test_looking_at_it_does_not_use_it_up(db: None) -> None:
    address = path()
    assert [Client().get(address).status_code for _ in range(3)] == [200] * 3


@pytest.mark.parametrize(("hours", "status"), [(23.9, 200), (24.1, 410)])
def test_it_is_good_for_a_day(monkeypatch: pytest.MonkeyPatch, hours: float, status: int) -> None:
    address, then = path(), timezone.now() + dt.timedelta(hours=hours)
    monkeypatch.setattr("review.accounts.first_link.timezone.now", lambda: then)
    assert Client().get(address).status_code == status


def test_a_newer_one_ends_an_older_one(db: None) -> None:
    first, second = path(), path()
    assert (Client().get(first).status_code, Client().get(second).status_code) == (410, 200)


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "..", "a" * 2000])
def test_a_guessed_one_opens_nothing(token: str) -> None:
    path()
    assert Client().get(f"/welcome/{token}/").status_code in (404, 410)


def test_nothing_is_printed_once_there_is_an_administrator(staff: dict[str, User]) -> None:
    assert printed() == ""
    assert not FirstLink.objects.exists()


def test_it_is_printed_again_when_no_administrator_may_sign_in_any_more(staff: dict[str, User]) -> None:
    User.objects.filter(pk=staff["admin"].pk).update(is_active=False)
    assert printed().startswith(f"{settings.DESK_ADDRESS}/welcome/")


def test_the_database_does_not_know_the_link(db: None) -> None:
    token = printed().rstrip("/").rsplit("/", 1)[1]
    assert len(token) >= 40
    assert token not in str(list(FirstLink.objects.values()))


@pytest.mark.parametrize("password", ["short", "password1234", "ann-the-great-1"])
def test_a_weak_password_is_refused_and_the_link_stays_good(password: str) -> None:
    address = path()
    assert Client().post(address, {"username": "ann-the-great", "password1": password, "password2": password}).status_code == 200
    assert not User.objects.exists()
    assert Client().get(address).status_code == 200


def test_nobody_has_a_password_before(db: None) -> None:
    assert not User.objects.exists()
