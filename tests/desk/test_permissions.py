"""One table: which role gets which page. A page that stands in no line of it, and is not public on purpose, fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from review.accounts.access import ROLES, May

pytestmark = pytest.mark.django_db
# Open to everybody: the door itself. Open to all staff: one's own account.
PUBLIC = {"welcome/<str:token>/", "account/"}
POSTS = re.compile(r"(reviewed|flagged|assignee|tags|notes|filters|forget|decide|undo|edit|download|erase)/$|callbacks/<|staff/<")


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, May | None]]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern).removeprefix("^")
        if isinstance(each, URLResolver):
            if not route.startswith("accounts/"):  # allauth's own
                yield from addresses(each, route)
        elif isinstance(each, URLPattern):
            yield route, getattr(each.callback, "permission", None)


ADDRESSES = dict(addresses(get_resolver()))


def path_of(route: str) -> str:
    filled = re.sub(r"<int:\w+>", "1", re.sub(r"<str:\w+>", "x", route))
    return "/" + re.sub(r"\(\?P<\w+>(\w+)[^)]*\)|\$", r"\1", filled)


def ask(client: Client, route: str) -> int:
    return (client.post if POSTS.search(route) else client.get)(path_of(route)).status_code


def test_every_page_says_who_may_see_it() -> None:
    assert {route for route, permission in ADDRESSES.items() if permission is None} == PUBLIC
    assert len(ADDRESSES) > 25


@pytest.mark.parametrize("route", [route for route in ADDRESSES if route not in PUBLIC])
def test_a_page_is_open_to_those_roles_that_may_and_to_nobody_else(signed_in: Callable[[str], Client], route: str) -> None:
    answer = Client().get(path_of(route)) if not POSTS.search(route) else Client().post(path_of(route))
    assert (answer.status_code, answer.get("Location", "").startswith("/accounts/login/")) == (302, True) or answer.status_code == 405
    permission = ADDRESSES[route]
    for role, allowed in ROLES.items():
        status = ask(signed_in(role), route)
        assert (status != 403) == (permission in allowed), (role, status)
        assert status in (200, 302, 403, 404), (role, status)


@pytest.mark.parametrize("route", [route for route in ADDRESSES if POSTS.search(route)])
def test_what_changes_something_needs_a_post_and_a_token(signed_in: Callable[[str], Client], route: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in("admin").cookies
    assert strict.post(path_of(route)).status_code == 403
    if route not in ("privacy/erase/",) and "staff/" not in route:
        assert signed_in("admin").get(path_of(route)).status_code in (405, 404)
