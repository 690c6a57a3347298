"""Guessing: five wrong tries lock the name everywhere and the address for everybody, each on its own."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from review.accounts.addresses import client_address
from tests.desk.signing_in import CODE, PASSWORD, WRONG_CODE, done, give_factor, is_in, phone, sign_in  # noqa: F401

pytestmark = pytest.mark.django_db
TRIES, LOCKED = 5, 429


def at(number: int) -> Client:
    """A browser at an address of its own."""
    return Client(REMOTE_ADDR=f"192.0.2.{number}")


def pass_time(minutes: float) -> None:
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=minutes))


def test_a_name_is_locked_from_everywhere_and_no_other_name_is(staff: dict[str, User]) -> None:
    for number in range(TRIES):
        sign_in(at(number), "the-viewer", "wrong")
    assert sign_in(at(99), "the-viewer").status_code == LOCKED
    assert sign_in(at(99), "the-reviewer").status_code == 302


def test_an_address_is_locked_for_every_name_and_no_other_address_is(staff: dict[str, User]) -> None:
    for number in range(TRIES):
        sign_in(at(1), f"nobody-{number}", "wrong")
    assert sign_in(at(1), "the-viewer").status_code == LOCKED
    assert sign_in(at(2), "the-viewer").status_code == 302


def test_four_wrong_tries_lock_nothing(staff: dict[str, User]) -> None:
    for _ in range(TRIES - 1):
        assert sign_in(at(1), "the-viewer", "wrong").status_code == 200
    assert sign_in(at(1), "the-viewer").status_code == 302


def test_the_page_says_in_plain_words_what_happened_and_nothing_of_the_account(staff: dict[str, User]) -> None:
    pages = []
    for name in ("the-viewer", "nobody"):
        for number in range(TRIES):
            sign_in(at(number), name, "wrong")
        pages.append(sign_in(at(99), name))
        AccessAttempt.objects.all().delete()
    assert [page.status_code for page in pages] == [LOCKED, LOCKED]
    assert "quarter of an hour" in pages[0].content.decode()
    of_one, of_nobody = (re.sub(r"[A-Za-z0-9]{64}", "token", page.content.decode()) for page in pages)
    assert of_one == of_nobody


@pytest.mark.parametrize("spelled", ["THE-VIEWER", "The-Viewer", " the-viewer "])
def test_another_spelling_of_a_name_is_no_other_name(staff: dict[str, User], spelled: str) -> None:
    for number in range(TRIES):
        sign_in(at(number), ("the-viewer", "The-viewer", "tHe-viewer", "thE-viewer", "the-Viewer")[number], "wrong")
    assert sign_in(at(99), spelled).status_code == LOCKED


def test_ones_own_sign_in_does_not_forget_ones_guesses_at_others(staff: dict[str, User]) -> None:
    guesser = 1
    for _ in range(TRIES):
        sign_in(at(guesser), "the-admin", "wrong")
        sign_in(at(guesser), "the-viewer")
    assert sign_in(at(guesser), "the-viewer").status_code == LOCKED
    assert sign_in(at(99), "the-admin").status_code == LOCKED


def test_ones_own_slips_are_forgotten_once_one_is_in(staff: dict[str, User]) -> None:
    for _ in range(3):
        for _ in range(TRIES - 1):
            sign_in(at(1), "the-viewer", "wrong")
        assert sign_in(at(1), "the-viewer").status_code == 302


def test_a_lock_ends_after_a_quarter_of_an_hour_whoever_went_on_trying(staff: dict[str, User]) -> None:
    for _ in range(TRIES):
        sign_in(at(1), "the-viewer", "wrong")
    pass_time(14)
    assert sign_in(at(1), "the-viewer").status_code == LOCKED
    assert AccessAttempt.objects.filter(attempt_time__gt=timezone.now() - dt.timedelta(minutes=1)).count() == 0
    pass_time(15.1)
    assert sign_in(at(1), "the-viewer").status_code == 302


def test_guessing_codes_locks_like_guessing_passwords(staff: dict[str, User], phone: SimpleNamespace) -> None:  # noqa: F811
    secret, client = give_factor(staff["viewer"]), at(1)
    sign_in(client, "the-viewer")
    answers = [client.post(CODE, {"code": WRONG_CODE}).status_code for _ in range(TRIES)]
    assert answers == [200] * (TRIES - 1) + [LOCKED]
    assert client.post(CODE, {"code": phone.code(secret)}).status_code == LOCKED  # even the right one
    assert not is_in(client)
    assert sign_in(at(2), "the-viewer").status_code == LOCKED


def test_typing_the_password_again_for_new_guesses_does_not_help(staff: dict[str, User], phone: SimpleNamespace) -> None:  # noqa: F811
    give_factor(staff["viewer"])
    for number in range(TRIES):
        client = at(number)
        sign_in(client, "the-viewer")
        client.post(CODE, {"code": WRONG_CODE})
    assert sign_in(at(99), "the-viewer").status_code == LOCKED


def test_guessing_the_password_in_an_open_session_locks_too(staff: dict[str, User]) -> None:
    client = at(1)
    client.force_login(staff["viewer"], backend="allauth.account.auth_backends.AuthenticationBackend")
    answers = [client.post("/accounts/reauthenticate/", {"password": "wrong"}).status_code for _ in range(TRIES)]
    assert answers[-1] == LOCKED
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == LOCKED


def test_a_lockout_is_in_the_log(staff: dict[str, User]) -> None:
    for _ in range(TRIES + 1):
        sign_in(at(1), "the-viewer", "wrong")
    assert done() == [("", "sign-in failed", "account the-viewer")] * (TRIES - 1) + [("", "locked out", "account the-viewer")] * 2


def test_no_try_is_kept_with_what_was_typed(staff: dict[str, User], phone: SimpleNamespace) -> None:  # noqa: F811
    secret, client = give_factor(staff["viewer"]), at(1)
    sign_in(client, "the-viewer", "a wrong pass phrase")
    sign_in(client, "the-viewer")
    wrong = str((int(phone.code(secret)) + 1) % 1_000_000).zfill(6)
    client.post(CODE, {"code": wrong})
    kept = str(list(AccessAttempt.objects.values("post_data", "get_data")))
    assert AccessAttempt.objects.exists() and "wrong pass" not in kept and wrong not in kept


@pytest.mark.parametrize(
    ("proxies", "told", "seen"),
    [
        (0, "198.51.100.7", "127.0.0.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.1, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.1, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "198.51.100.7", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "<script>", "127.0.0.1"),
        (1, "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_an_address_is_believed_from_the_clinics_own_proxies_alone(settings: object, proxies: int, told: str, seen: str) -> None:
    setattr(settings, "PROXIES_IN_FRONT", proxies)  # noqa: B010
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": told}
    assert client_address(request) == seen


def test_behind_a_proxy_one_visitor_locks_only_the_own_address(staff: dict[str, User], settings: object) -> None:
    setattr(settings, "PROXIES_IN_FRONT", 1)  # noqa: B010
    for number in range(TRIES):
        sign_in(Client(headers={"X-Forwarded-For": "198.51.100.7"}), f"nobody-{number}", "wrong")
    assert sign_in(Client(headers={"X-Forwarded-For": "198.51.100.7"}), "the-viewer").status_code == LOCKED
    assert sign_in(Client(headers={"X-Forwarded-For": "198.51.100.8"}), "the-viewer").status_code == 302
