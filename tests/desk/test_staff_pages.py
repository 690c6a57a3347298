"""An administrator makes accounts, gives roles and takes access away; somebody who can do so always stays."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.desk.signing_in import CODE, PASSWORD, done, give_factor, is_in, phone, sign_in  # noqa: F401

pytestmark = pytest.mark.django_db
NEW = "a pass phrase of one's own"


@pytest.fixture
def admin(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("admin")


def link_in(page: str) -> str:
    found = re.search(r'value="http[^"]*?(/join/[^"]+)"', page)
    assert found
    return found[1]


def make(admin: Client, name: str = "new", role: str = "trainer") -> str:
    return link_in(admin.post("/staff/", {"username": name, "role": role}).content.decode())


def choose(address: str, password: str = NEW, client: Client | None = None) -> int:
    return (client or Client()).post(address, {"new_password1": password, "new_password2": password}).status_code


def test_a_new_member_chooses_a_password_by_the_link_and_comes_in_with_the_role(admin: Client) -> None:
    address = make(admin)
    assert not is_in_as("new", NEW)
    assert Client().get(address).status_code == 200
    browser = Client()
    answer = browser.post(address, {"new_password1": NEW, "new_password2": NEW})
    assert answer["Location"] == "/accounts/login/"
    assert not is_in(browser)  # the link alone lets nobody in
    assert is_in_as("new", NEW)
    assert [group.name for group in User.objects.get(username="new").groups.all()] == ["trainer"]
    assert ("the-admin", "account made", "account new") in done()
    assert ("new", "password chosen by link", "") in done()


def is_in_as(name: str, password: str) -> bool:
    client = Client()
    sign_in(client, name, password)
    return is_in(client)


def test_a_link_works_once(admin: Client) -> None:
    address = make(admin)
    assert choose(address) == 302
    assert (Client().get(address).status_code, choose(address, "another pass phrase of one's own")) == (410, 410)
    assert is_in_as("new", NEW)


@pytest.mark.parametrize(("hours", "status"), [(23.9, 200), (24.1, 410)])
def test_a_link_is_good_for_a_day(admin: Client, monkeypatch: pytest.MonkeyPatch, hours: float, status: int) -> None:
    address, then = make(admin), dt.datetime.now() + dt.timedelta(hours=hours)
    monkeypatch.setattr("django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda generator: then)
    assert Client().get(address).status_code == status


def test_a_link_for_somebody_without_access_is_over(admin: Client) -> None:
    address = make(admin)
    User.objects.filter(username="new").update(is_active=False)
    assert Client().get(address).status_code == 410


def test_a_link_opens_no_other_account(admin: Client, staff: dict[str, User]) -> None:
    _, _, who, token, _ = make(admin).split("/")
    others = make(admin, "other").split("/")[2]
    assert Client().get(f"/join/{others}/{token}/").status_code == 410
    for nonsense in ("x", "AA", "_w", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"):
        assert Client().get(f"/join/{nonsense}/{token}/").status_code == 410
    assert Client().get(f"/join/{who}/{token[:-1]}/").status_code == 410


def test_a_weak_password_is_refused(admin: Client) -> None:
    address = make(admin)
    assert choose(address, "password1234") == 200
    assert choose(address, NEW) == 302


def test_whoever_forgot_the_password_gets_a_link_and_still_needs_the_second_factor(
    admin: Client,
    staff: dict[str, User],
    phone: SimpleNamespace,  # noqa: F811
) -> None:
    secret = give_factor(staff["viewer"])
    address = link_in(admin.post(f"/staff/{staff['viewer'].pk}/link/").content.decode())
    assert choose(address) == 302
    client = Client()
    assert sign_in(client, "the-viewer", NEW)["Location"] == CODE
    assert not is_in(client)
    client.post(CODE, {"code": phone.code(secret)})
    assert is_in(client)
    assert not is_in_as("the-viewer", PASSWORD)
    assert ("the-admin", "password link made", "account the-viewer") in done()


def test_no_link_is_stored_or_logged(admin: Client) -> None:
    token = make(admin).split("/")[3]
    assert token not in str(done()) and token not in str(list(User.objects.values()))


@pytest.mark.parametrize("name", ["the-viewer", "THE-VIEWER", "", "two words", "<b>"])
def test_a_name_that_is_taken_or_strange_makes_no_account(admin: Client, staff: dict[str, User], name: str) -> None:
    page = admin.post("/staff/", {"username": name, "role": "viewer"})
    assert page.status_code == 200 and "errorlist" in page.content.decode()
    assert User.objects.count() == len(staff)


def test_a_role_that_is_none_makes_no_account_and_no_change(admin: Client, staff: dict[str, User]) -> None:
    admin.post("/staff/", {"username": "new", "role": "owner"})
    admin.post(f"/staff/{staff['viewer'].pk}/", {"role": "owner", "is_active": "on"})
    assert not User.objects.filter(username="new").exists()
    assert staff["viewer"].groups.get().name == "viewer"


def test_another_role_holds_at_once(admin: Client, staff: dict[str, User], signed_in: Callable[[str], Client]) -> None:
    trainer = signed_in("trainer")
    assert trainer.get("/teach/").status_code == 200
    admin.post(f"/staff/{staff['trainer'].pk}/", {"role": "viewer", "is_active": "on"})
    assert trainer.get("/teach/").status_code == 403
    assert done("account changed") == [("the-admin", "account changed", "account the-trainer")]


def test_whoever_becomes_an_administrator_sets_up_a_second_factor_before_anything_else(
    admin: Client, staff: dict[str, User], signed_in: Callable[[str], Client]
) -> None:
    viewer = signed_in("viewer")
    admin.post(f"/staff/{staff['viewer'].pk}/", {"role": "admin", "is_active": "on"})
    assert viewer.get("/")["Location"] == "/accounts/2fa/totp/activate/"


def test_whoever_loses_access_is_out_at_once_and_comes_in_no_more(admin: Client, staff: dict[str, User], signed_in: Callable[[str], Client]) -> None:
    viewer = signed_in("viewer")
    assert is_in(viewer)
    admin.post(f"/staff/{staff['viewer'].pk}/", {"role": "viewer"})
    assert not is_in(viewer)
    assert not is_in_as("the-viewer", PASSWORD)
    admin.post(f"/staff/{staff['viewer'].pk}/", {"role": "viewer", "is_active": "on"})
    assert is_in_as("the-viewer", PASSWORD)


@pytest.mark.parametrize("wish", [{"role": "viewer", "is_active": "on"}, {"role": "admin"}, {"role": "viewer"}])
def test_the_only_administrator_stays(admin: Client, staff: dict[str, User], wish: dict[str, str]) -> None:
    other = User.objects.create_user("former", is_active=False)  # one who may not sign in does not count
    other.groups.add(Group.objects.get(name="admin"))
    page = admin.post(f"/staff/{staff['admin'].pk}/", wish, follow=True).content.decode()
    staff["admin"].refresh_from_db()
    assert staff["admin"].is_active and staff["admin"].groups.get().name == "admin"
    assert "the only administrator" in page
    assert done("account changed") == []


def test_one_of_two_administrators_may_go(admin: Client, staff: dict[str, User]) -> None:
    User.objects.create_user("second").groups.add(Group.objects.get(name="admin"))
    admin.post(f"/staff/{staff['admin'].pk}/", {"role": "viewer", "is_active": "on"})
    assert staff["admin"].groups.get().name == "viewer"
    assert admin.get("/staff/").status_code == 403


def test_the_list_says_who_has_a_second_factor_and_who_has_no_access_with_few_queries(admin: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            admin.get("/staff/")
        return len(asked)

    few = queries()
    for number in range(20):
        User.objects.create_user(f"member-{number}", is_active=number % 2 == 0, last_login=timezone.now())
    assert queries() == few
    page = admin.get("/staff/").content.decode()
    assert page.count("no access") == 10 and page.count("second factor</span>") == 1
