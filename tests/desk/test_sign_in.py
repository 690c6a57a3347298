"""Who comes in: by name, password and second factor; the first one by a link that works once; nobody by guessing."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from importlib import import_module
from io import StringIO
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from review.accounts.models import AuditEntry, FirstLink

pytestmark = pytest.mark.django_db
guard = import_module("review.accounts.migrations.0003_log_stays").guard
PASSWORD = "a long pass phrase"


def code_for(secret: str) -> str:
    """What an authenticator app shows now."""
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06d}"


def sign_in(client: Client, name: str, password: str = PASSWORD) -> int:
    return client.post("/accounts/login/", {"login": name, "password": password}).status_code


def link() -> str:
    out = StringIO()
    call_command("first_link", stdout=out)
    return out.getvalue().strip().removeprefix(settings.DESK_ADDRESS)


def test_the_first_administrator_comes_in_by_the_link_and_must_set_a_second_factor(db: None) -> None:
    client, address = Client(), link()
    answer = client.post(address, {"username": "ann", "password1": PASSWORD, "password2": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/2fa/totp/activate/"
    answer = client.get("/", follow=True)
    assert answer.redirect_chain  # nothing else is open yet
    secret = re.search(r"[A-Z2-7]{32}", answer.content.decode())
    assert secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret[0])})
    assert client.get("/").status_code == 200
    other = Client()
    assert sign_in(other, "ann") == 302
    assert other.get("/").status_code == 302  # the password alone is not enough
    recovery = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert len(re.findall(r"\b[0-9a-f]{8}\b", recovery)) >= 8


def test_the_link_works_once_and_not_at_all_once_there_is_an_administrator(staff: dict[str, User]) -> None:
    assert link() == ""
    User.objects.filter(groups__name="admin").delete()
    first, second = link(), link()
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200
    FirstLink.objects.update(expires_at="2000-01-01T00:00Z")
    assert Client().get(second).status_code == 410


@pytest.mark.parametrize("password", ["short", "password1234", "the-boss-12345"])
def test_the_first_administrator_needs_a_good_password(password: str) -> None:
    Client().post(link(), {"username": "the-boss-12345", "password1": password, "password2": password})
    assert not User.objects.exists()


def test_a_name_is_locked_after_five_wrong_passwords_from_anywhere(staff: dict[str, User]) -> None:
    for number in range(5):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post("/accounts/login/", {"login": "the-viewer", "password": "wrong"})
    assert sign_in(Client(REMOTE_ADDR="192.0.2.99"), "the-viewer") == 429
    assert sign_in(Client(REMOTE_ADDR="192.0.2.99"), "the-reviewer") == 302


def test_an_address_is_locked_after_five_wrong_names(staff: dict[str, User]) -> None:
    for number in range(5):
        Client(REMOTE_ADDR="192.0.2.1").post("/accounts/login/", {"login": f"nobody-{number}", "password": "wrong"})
    assert sign_in(Client(REMOTE_ADDR="192.0.2.1"), "the-viewer") == 429
    assert sign_in(Client(REMOTE_ADDR="192.0.2.2"), "the-viewer") == 302


def test_who_is_idle_is_signed_out_and_a_page_that_updates_itself_is_no_sign_of_life(
    signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, now = signed_in("viewer"), time.time()
    assert client.get("/").status_code == 200
    for minutes in (5, 10, 14):
        monkeypatch.setattr(time, "time", lambda: now + minutes * 60)  # noqa: B023
        assert client.get("/", headers={"X-Live-Update": "1"}).status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 15 * 60 + 1)
    answer = client.get("/", headers={"X-Live-Update": "1"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/accounts/login/")
    assert client.get("/").status_code == 302


def test_a_session_that_was_there_before_the_sign_in_is_not_the_one_after(staff: dict[str, User]) -> None:
    client = Client()
    client.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = "chosen-by-somebody-else-0000000"
    sign_in(client, "the-viewer")
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != "chosen-by-somebody-else-0000000"
    assert client.get("/").status_code == 200


def test_nobody_makes_an_account_for_themselves(db: None) -> None:
    Client().post("/accounts/signup/", {"username": "eve", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.exists()


def test_what_happens_at_the_door_is_in_the_log_without_a_password(staff: dict[str, User]) -> None:
    client = Client()
    sign_in(client, "the-viewer", "a wrong pass phrase")
    sign_in(client, "the-viewer")
    client.post("/accounts/logout/")
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == ["sign-in failed", "signed in", "signed out"]
    assert "wrong pass" not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("change", ["UPDATE accounts_auditentry SET action = 'nothing'", "DELETE FROM accounts_auditentry"])
def test_the_database_refuses_to_change_the_log(staff: dict[str, User], change: str) -> None:
    if connection.vendor == "sqlite":
        guard(None, SimpleNamespace(connection=connection))
    sign_in(Client(), "the-viewer")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    with pytest.raises(TypeError):
        AuditEntry.objects.latest("pk").delete()


def test_the_only_administrator_stays(signed_in: Callable[[str], Client], staff: dict[str, User]) -> None:
    admin = staff["admin"]
    for wish in ({"role": "viewer", "is_active": "on"}, {"role": "admin"}):
        signed_in("admin").post(f"/staff/{admin.pk}/", wish)
        admin.refresh_from_db()
        assert admin.is_active and admin.groups.get().name == "admin"


def test_an_administrator_makes_an_account_and_changes_it(signed_in: Callable[[str], Client]) -> None:
    admin = signed_in("admin")
    admin.post("/staff/", {"username": "new", "role": "trainer", "password1": PASSWORD, "password2": PASSWORD})
    user = User.objects.get(username="new")
    assert user.groups.get().name == "trainer"
    admin.post(f"/staff/{user.pk}/", {"role": "viewer"})
    user.refresh_from_db()
    assert (user.groups.get().name, user.is_active) == ("viewer", False)


def test_every_page_keeps_to_a_strict_policy_and_stays_out_of_caches(signed_in: Callable[[str], Client]) -> None:
    answer = signed_in("viewer").get("/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"], answer["Referrer-Policy"]) == ("DENY", "nosniff", "same-origin")
    assert "no-store" in answer["Cache-Control"]
