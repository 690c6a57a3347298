"""A desk left open: after a quarter of an hour without a click it is closed; a page that updates itself is no click."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.desk.signing_in import LOGIN, done, is_in, sign_in

pytestmark = pytest.mark.django_db
LIVE = {"X-Live-Update": "1"}
LIMIT = settings.SECONDS_OF_IDLENESS


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let time pass, for the desk alone."""
    clock = [time.time()]
    monkeypatch.setattr("review.accounts.middleware.time.time", lambda: clock[0])

    def wait(seconds: float) -> None:
        clock[0] += seconds

    return wait


@pytest.fixture
def client(staff: dict[str, User]) -> Client:
    client = Client()
    sign_in(client, "the-viewer")
    assert is_in(client)
    return client


def test_it_is_a_quarter_of_an_hour() -> None:
    assert LIMIT == 15 * 60


def test_whoever_clicks_stays(client: Client, later: Callable[[float], None]) -> None:
    for _ in range(4):
        later(LIMIT - 1)
        assert is_in(client)


def test_whoever_does_nothing_is_signed_out_and_the_log_says_so(client: Client, later: Callable[[float], None]) -> None:
    later(LIMIT + 1)
    answer = client.get("/figures/")
    assert (answer.status_code, answer["Location"]) == (302, f"{LOGIN}?next=/figures/")
    assert not is_in(client)
    assert done()[-1] == ("the-viewer", "signed out, idle", "")


def test_the_session_is_gone_not_only_forgotten_by_the_browser(client: Client, later: Callable[[float], None]) -> None:
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    later(LIMIT + 1)
    client.get("/")
    assert not Session.objects.filter(session_key=key).exists()


def test_a_page_that_updates_itself_is_no_sign_of_life(client: Client, later: Callable[[float], None]) -> None:
    for _ in range(3):
        later(LIMIT / 3 - 1)
        assert client.get("/", headers=LIVE).status_code == 200
    later(4)
    answer = client.get("/", headers={**LIVE, "HX-Current-URL": "https://desk.example/conversations/7/?after=3"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, f"{LOGIN}?next=%2Fconversations%2F7%2F%3Fafter%3D3")
    assert not is_in(client)


def test_a_page_that_updated_itself_first_of_all_ends_too(staff: dict[str, User], later: Callable[[float], None]) -> None:
    client = Client()
    sign_in(client, "the-viewer")
    assert client.get("/", headers=LIVE).status_code == 200
    later(LIMIT + 1)
    assert client.get("/", headers=LIVE).status_code == 401


def test_an_open_page_of_somebody_signed_out_goes_to_the_sign_in(db: None) -> None:
    answer = Client().get("/", headers=LIVE)
    assert (answer.status_code, answer["HX-Redirect"]) == (401, LOGIN)


def test_a_form_left_open_is_not_sent_and_the_way_back_leads_to_a_page(client: Client, later: Callable[[float], None]) -> None:
    later(LIMIT + 1)
    answer = client.post("/conversations/1/reviewed/")
    assert (answer.status_code, answer["Location"]) == (302, f"{LOGIN}?next=/")


def test_the_database_keeps_a_session_longer_so_that_the_log_can_say_whose_it_was(client: Client) -> None:
    assert (Session.objects.get().expire_date - timezone.now()).total_seconds() > 2 * LIMIT
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""  # the browser's ends with the browser
