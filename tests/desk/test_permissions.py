"""One table: role × page × method. A page without a permission that is not in the short list of open ones fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from review.accounts.access import ROLES, May

pytestmark = pytest.mark.django_db
# Open to everybody: the door, and the two links that let somebody in. Each of them looks after itself.
PUBLIC = {"welcome/<str:token>/", "join/<str:who>/<str:token>/", "accounts/login/", "accounts/logout/", "accounts/inactive/", "accounts/2fa/authenticate/"}
# Open to all staff, whatever their role: what is one's own.
OWN = {
    "account/",
    "accounts/reauthenticate/",
    "accounts/password/change/",
    "accounts/2fa/",
    "accounts/2fa/reauthenticate/",
    "accounts/2fa/totp/activate/",
    "accounts/2fa/totp/deactivate/",
    "accounts/2fa/recovery-codes/",
    "accounts/2fa/recovery-codes/generate/",
}
# What each part of the desk demands; the longest beginning that fits counts.
DEMANDED = {
    "": May.READ,
    "conversations/<int:number>/reviewed/": May.REVIEW,
    "conversations/<int:number>/flagged/": May.REVIEW,
    "conversations/<int:number>/assignee/": May.REVIEW,
    "conversations/<int:number>/tags/": May.REVIEW,
    "conversations/<int:number>/notes/": May.REVIEW,
    "conversations/<int:number>/write/": May.WRITE_BACK,
    "conversations/<int:number>/answer-again/": May.WRITE_BACK,
    "undelivered/": May.WRITE_BACK,
    "queue/": May.REVIEW,
    "teach/": May.TEACH,
    "figures/callbacks/": May.CALL_BACK,
    "figures/export/": May.EXPORT,
    "privacy/find/": May.FORGET,
    "privacy/erase/": May.FORGET,
    "staff/": May.MANAGE,
}
METHODS = ("GET", "POST", "PUT", "DELETE")
NOT_ALLOWED = 405


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, May | None]]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern).removeprefix("^")
        if isinstance(each, URLResolver):
            yield from addresses(each, route)
        elif isinstance(each, URLPattern):
            yield route, getattr(each.callback, "permission", None)


ADDRESSES = dict(addresses(get_resolver()))
GUARDED = [route for route, permission in ADDRESSES.items() if permission is not None]


def path_of(route: str) -> str:
    filled = re.sub(r"<int:\w+>", "1", re.sub(r"<str:\w+>", "x", route))
    return "/" + re.sub(r"\(\?P<\w+>(\w+)[^)]*\)|\$", r"\1", filled)


def ask(client: Client, method: str, route: str) -> int:
    return client.generic(method, path_of(route)).status_code


def methods_of(route: str, admin: Client) -> list[str]:
    """By which methods a page answers whoever may do everything."""
    return [method for method in METHODS if ask(admin, method, route) != NOT_ALLOWED]


def test_every_page_says_who_may_see_it() -> None:
    assert {route for route, permission in ADDRESSES.items() if permission is None} == PUBLIC | OWN
    assert len(GUARDED) > 25


def test_every_page_demands_what_its_part_of_the_desk_does() -> None:
    wrong = {route: ADDRESSES[route] for route in GUARDED if ADDRESSES[route] != DEMANDED[max((p for p in DEMANDED if route.startswith(p)), key=len)]}
    assert wrong == {}


@pytest.mark.parametrize("route", GUARDED)
def test_a_page_is_open_to_those_roles_that_may_and_to_nobody_else(signed_in: Callable[[str], Client], route: str) -> None:
    methods = methods_of(route, signed_in("admin"))
    assert methods, "nobody gets this page by any method"
    for method in METHODS:
        answer = Client().generic(method, path_of(route))
        is_refused = answer.status_code == NOT_ALLOWED and method not in methods
        assert is_refused or (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/"), (method, answer.status_code)
    for role, allowed in ROLES.items():
        client = signed_in(role)
        for method in METHODS:
            status = ask(client, method, route)
            if method not in methods:
                assert status in (403, NOT_ALLOWED), (role, method, status)
            elif ADDRESSES[route] in allowed:
                assert status in (200, 302, 400, 404), (role, method, status)
            else:
                assert status == 403, (role, method, status)


@pytest.mark.parametrize("route", sorted(OWN))
def test_what_is_ones_own_is_open_to_all_staff_and_to_nobody_else(signed_in: Callable[[str], Client], route: str) -> None:
    answer = Client().get(path_of(route))
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")
    for role in ROLES:
        assert ask(signed_in(role), "GET", route) in (200, 302, 404)


@pytest.mark.parametrize("route", GUARDED)
def test_what_changes_something_needs_a_token_of_the_page(signed_in: Callable[[str], Client], route: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in("admin").cookies
    for method in ("POST", "PUT", "DELETE"):
        assert ask(strict, method, route) == 403
