"""The staff desk takes any address and any form, from strangers and from staff; a fault of its own ends the test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from review.accounts.access import ROLES
from review.conversations.ingester import ingest_all
from tests.desk.conftest import as_new, messaging, roles, signed_in, staff  # noqa: F401 - fixtures
from tests.desk.conversations import Talk
from tests.fuzz.profiles import examples
from tests.fuzz.routes import tries
from tests.fuzz.shapes import query_values
from tests.fuzz.texts import anything

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
NUMBERS = (0, 1, 2, 2**31, 2**63 - 1, 2**63, 10**30)
# Addresses with what may stand in them; each is asked by GET and POST, as whoever.
PUBLIC: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("account_login", "account_inactive", "mfa_authenticate"), ()),
    **{"accounts:welcome": ("token",), "accounts:join": ("who", "token")},
}
PAGES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("conversations:list", "review:queue", "review:save_filter", "messaging:undelivered", "accounts:account", "accounts:staff", "accounts:log"), ()),
    **dict.fromkeys(("training:inbox", "training:decide", "training:decided", "training:patch", "training:make_patch", "training:gaps"), ()),
    **dict.fromkeys(("insights:dashboard", "insights:callbacks", "insights:export", "privacy:page", "privacy:confirm", "privacy:erase"), ()),
    **dict.fromkeys(("conversations:transcript", "review:reviewed", "review:flagged", "review:assign", "review:tag", "review:note"), ("number",)),
    **dict.fromkeys(("review:forget_filter", "messaging:write", "messaging:let_answer", "training:undo", "training:edit", "training:patch_again"), ("number",)),
    **dict.fromkeys(("accounts:change", "accounts:link"), ("number",)),
    **dict.fromkeys(("messaging:change", "insights:change_callback"), ("key",)),
    **dict.fromkeys(("account_reauthenticate", "account_change_password", "mfa_index", "mfa_reauthenticate", "mfa_activate_totp"), ()),
    **dict.fromkeys(("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"), ()),
    **{"insights:download": ("what",), "account_logout": ()},
}
FIELDS = (
    *("q", "from", "to", "channel", "topic", "intent", "gap", "below", "fell_back", "emergency", "person", "flagged", "vote", "reviewed", "longer_than"),
    *("tag", "assignee", "before", "after", "sent", "days", "page", "status", "conversation", "who", "action", "begin", "end", "next", "login", "password"),
    *("code", "oldpassword", "password1", "password2", "new_password1", "new_password2", "username", "email", "role", "is_active", "text", "set", "name"),
    *("query", "kind", "target", "normalised", "also", "other", "sentence", "card", "back", "sender", "seen", "take", "wanted", "word", "add", "remove"),
)
# The fields that a page itself has; all others may come with them.
OWN: Mapping[str, tuple[str, ...]] = {
    "training:decide": ("normalised", "page", "card", "kind", "intent", "target", "also"),
    "training:edit": ("sentence", "target"),
    "insights:change_callback": ("take", "seen", "status", "wanted"),
    "messaging:write": ("text",),
    "review:note": ("text",),
    "review:tag": ("name", "add", "remove"),
    "review:assign": ("assignee",),
    "review:save_filter": ("name", "query"),
    "privacy:confirm": ("who", "conversation"),
    "privacy:erase": ("sender",),
    "accounts:staff": ("username", "email", "role"),
    "accounts:change": ("role", "is_active"),
    "accounts:log": ("who", "action", "begin", "end", "before"),
    "account_login": ("login", "password"),
    "account_change_password": ("oldpassword", "password1", "password2"),
    "accounts:welcome": ("username", "password1", "password2"),
    "conversations:transcript": ("after", "sent", "q", "before"),
}
TYPES = re.compile(r"text/(html|csv|plain|x-diff)|application/(json|x-ndjson|jsonl|zip|octet-stream|x-yaml|yaml)|text/yaml")


@pytest.fixture
def browser(signed_in: Callable[[str], Client], messaging: None) -> Iterator[Callable[[str], Client]]:  # noqa: F811
    """A desk with two conversations in it."""
    Talk("ann").begin().ask(f"{SCRIPT} does massage help sleep").say("It may.", "sleep").save()
    Talk("bob", "telegram").begin().ask("asthma?", "nlu_fallback", 0.2).say("No.", "condition_not_covered", gap="asthma").save()
    ingest_all()
    yield signed_in


def keeps_its_promises(said: HttpResponseBase) -> None:
    """Make sure that an answer is a page or a file, without a fault and without a script of a visitor's."""
    body = b"".join(said.streaming_content) if isinstance(said, StreamingHttpResponse) else said.content
    assert said.status_code < 500
    assert said.status_code in (302, 304) or TYPES.match(said.headers.get("Content-Type", "text/html")), said.headers
    is_page = said.headers.get("Content-Type", "").startswith("text/html")
    assert b"Traceback" not in body and not (is_page and SCRIPT.encode() in body)


def address(data: st.DataObject, name: str, parts: tuple[str, ...]) -> str:
    """An address of the desk with made-up parts."""
    made = {"number": st.sampled_from(NUMBERS), "what": st.sampled_from(["conversations", "messages", "everything"])}
    words = query_values().map(lambda text: quote(text.encode(errors="replace")[:200], safe="") or "x")
    marks = {part: data.draw(made[part] if part in made else st.just("MARK")) for part in parts}
    found = reverse(name, kwargs=marks)
    while "MARK" in found:
        found = found.replace("MARK", data.draw(words), 1)
    return found


def asked(client: Client, data: st.DataObject, path: str, name: str) -> HttpResponseBase:
    """The answer to a GET or POST of `path` with made-up fields."""
    names = st.one_of(st.sampled_from(OWN.get(name, FIELDS)), st.sampled_from(FIELDS))
    fields: dict[str, Any] = data.draw(st.dictionaries(names, st.one_of(query_values(), anything()), max_size=6))
    clean = {field: value.encode(errors="replace").decode()[:6000] for field, value in fields.items()}
    headers = data.draw(st.sampled_from([{}, {}, {"X-Live-Update": "1"}, {"HX-Request": "true"}, {"X-Forwarded-For": "x, ::1"}, {"Cookie": "sessionid=x"}]))
    return client.get(path, clean, headers=headers) if data.draw(st.booleans()) else client.post(path, clean, headers=headers)


@tries("desk", *PUBLIC)
@examples(24)
@given(st.data())
def test_a_stranger_may_ask_anything(browser: Callable[[str], Client], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(PUBLIC)))
    keeps_its_promises(asked(Client(), data, address(data, name, PUBLIC[name]), name))


@examples(20)
@given(st.data())
def test_a_stranger_gets_in_nowhere(browser: Callable[[str], Client], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(PAGES)))
    said = asked(Client(), data, address(data, name, PAGES[name]), name)
    keeps_its_promises(said)
    assert said.status_code in (302, 401, 403, 404, 405, 410, 429), (name, said.status_code)


@tries("desk", *PAGES)
@pytest.mark.parametrize("role", ROLES)
@examples(20)
@given(st.data())
def test_staff_may_ask_anything(browser: Callable[[str], Client], role: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(PAGES)))
    keeps_its_promises(asked(browser(role), data, address(data, name, PAGES[name]), name))


@examples(25)
@given(st.data())
def test_any_search_any_filter_and_any_page(browser: Callable[[str], Client], data: st.DataObject) -> None:
    fields = st.dictionaries(st.sampled_from(FIELDS[:24]), st.one_of(query_values(), anything()), max_size=4)
    query = "&".join(f"{name}={quote(value.encode(errors='replace')[:600])}" for name, value in data.draw(fields).items())
    page = data.draw(st.sampled_from(["conversations:list", "insights:dashboard", "insights:export", "accounts:log", "training:inbox", "conversations:transcript"]))
    keeps_its_promises(browser("admin").get(f"{address(data, page, PAGES[page])}?{query}"))
    keeps_its_promises(browser("admin").get(f"{reverse('insights:download', args=['messages'])}?{query}"))
