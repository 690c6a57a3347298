"""The desk in a real browser: every page without a violation, three conversations reviewed by keys alone, live updates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from review.conversations.ingester import ingest_all
from review.conversations.models import Conversation
from tests import axe
from tests.desk.conversations import Talk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "/", "/?fell_back=1&q=asthma", "/?from=nonsense", "/conversations/{id}/", "/queue/", "/teach/", "/teach/patch/", "/teach/gaps/",
    "/figures/", "/figures/callbacks/", "/figures/export/", "/privacy/", "/staff/", "/staff/log/", "/account/", "/nowhere/",
    "/accounts/2fa/", "/accounts/password/change/", "/accounts/logout/", "/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/",
)  # fmt: skip
HOSTILE = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
SIZES = {"desktop": (1280, 800), "phone": (390, 844), "tiny": (320, 568)}


@pytest.fixture
def talks(transactional_db: None) -> list[Conversation]:
    """Three visits: a good one, one with a gap and a fallback, an emergency; one visitor writes script."""
    Talk("ann").begin().ask("does massage help sleep").say("It may.", "sleep", buttons=[{"title": "Book a visit", "payload": "/booking"}]).save()
    bob = Talk("bob", channel="telegram").begin().ask("and asthma?", "condition_not_covered").say("Not covered.", "condition_not_covered", gap="asthma")
    bob.wait(5).ask("sleep or pain", "nlu_fallback", 0.4).say("Did you mean?", response="utter_did_you_mean").save()
    Talk("cid").begin().ask(HOSTILE, "out_of_scope", 0.5).say("Outside.", "out_of_scope").ask("chest pain", "emergency", 1.0).say("Call.", "emergency").save()
    ingest_all()
    return list(Conversation.objects.order_by("-last_at", "-id"))


@pytest.fixture
def open_at(browser: Browser, live_server: LiveServer, signed_in: Callable[[str], Client]) -> Iterator[Callable[..., Page]]:
    """Open an address of the desk, as the member of staff of a role; what the page complains of is in `page.complaints`."""
    windows = []

    def visit(address: str, role: str = "admin", size: str = "desktop", **wishes: Any) -> Page:
        width, height = SIZES[size]
        window = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": height}, locale="en-GB", **wishes)
        window.set_default_timeout(10_000)
        windows.append(window)
        cookie = signed_in(role).cookies[settings.SESSION_COOKIE_NAME]
        window.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = window.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" and "404" not in message.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        setattr(page, "complaints", complaints)  # noqa: B010
        return page

    yield visit
    for window in windows:
        window.close()


def is_wider_than_the_window(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_accessible_and_keeps_to_its_policy(open_at: Callable[..., Page], talks: list[Conversation], address: str) -> None:
    page = open_at(address.format(id=talks[0].pk))
    assert axe.violations(page) == []
    page.set_viewport_size({"width": 320, "height": 568})
    assert not is_wider_than_the_window(page)
    assert axe.violations(page) == []
    assert page.title().startswith("taken") is False
    assert page.complaints == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", ["/", "/conversations/{id}/", "/teach/", "/figures/"])
def test_a_page_is_accessible_in_the_dark(open_at: Callable[..., Page], talks: list[Conversation], address: str) -> None:
    assert axe.violations(open_at(address.format(id=talks[0].pk), color_scheme="dark")) == []


def test_the_sign_in_is_accessible(browser: Browser, live_server: LiveServer) -> None:
    window = browser.new_context(base_url=live_server.url)
    page = window.new_page()
    page.goto("/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    assert axe.violations(page) == []
    window.close()


def test_three_conversations_are_reviewed_by_keys_alone(open_at: Callable[..., Page], talks: list[Conversation]) -> None:
    page = open_at("/", "reviewer")
    page.locator("#rows a").first.focus()
    page.keyboard.press("Enter")
    for number in range(3):
        expect(page).to_have_url(re.compile(rf"/conversations/{talks[number].pk}/"))
        page.wait_for_load_state()  # until then no key is heard
        page.keyboard.press("r")
        expect(page.get_by_text(re.compile("Reviewed by the-reviewer")).first).to_be_visible()
        if number < 2:
            page.keyboard.press("j")
    assert Conversation.objects.filter(reviewed_by__username="the-reviewer").count() == 3


def test_the_keys_are_shown_by_a_question_mark(open_at: Callable[..., Page], talks: list[Conversation]) -> None:
    page = open_at(f"/conversations/{talks[0].pk}/", "reviewer")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert axe.violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_new_conversation_appears_in_an_open_list(open_at: Callable[..., Page], talks: list[Conversation]) -> None:
    page = open_at("/", "viewer")
    Talk("dan", now=Talk("x").now + 3600).begin().ask("are you open on sunday", "hours").say("No.", "hours").save()
    ingest_all()
    expect(page.get_by_text("are you open on sunday").first).to_be_visible(timeout=3_000)


def test_a_new_message_appears_in_an_open_transcript(open_at: Callable[..., Page], talks: list[Conversation]) -> None:
    page = open_at(f"/conversations/{Conversation.objects.get(sender_id='ann').pk}/", "viewer")
    Talk("ann", now=Talk("x").now + 60).ask("and on monday?", "hours").say("Yes.", "hours").save()
    ingest_all()
    expect(page.get_by_text("and on monday?").first).to_be_visible(timeout=3_000)
