"""axe finds nothing to complain of in any state of the chat, nor on the clinic's pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests import axe
from tests.browser.chat import AT_REST, ChatPage
from tools.running import Running

DESKTOP, PHONE, TINY = (1280, 800), (390, 844), (320, 256)
State = Callable[[ChatPage], object]


def opened(chat: ChatPage) -> None:
    chat.open()


def answered(chat: ChatPage) -> None:
    chat.open().say("does massage help sleep")


def offline(chat: ChatPage) -> None:
    answered(chat)
    chat.page.context.set_offline(True)
    expect(chat.part("status")).to_contain_text("offline")


def failed(chat: ChatPage) -> None:
    chat.open()
    chat.page.route(re.compile("/messages"), lambda route: route.fulfill(status=503))
    chat.part("input").fill("hello")
    chat.part("input").press("Enter")
    expect(chat.part("retry")).to_be_visible(timeout=30_000)


def long_text(chat: ChatPage) -> None:
    chat.open().say("massage" * 70)


def too_long(chat: ChatPage) -> None:
    chat.open().part("input").fill("a" * 4001)
    chat.part("input").press("Enter")


def menu(chat: ChatPage) -> None:
    chat.open().part("menu-button").click()


def form(chat: ChatPage) -> None:
    menu(chat)
    chat.page.locator("clinic-chat [data-do=call-back]").click()
    expect(chat.part("callback-form")).to_be_visible()


def form_with_errors(chat: ChatPage) -> None:
    form(chat)
    chat.part("callback-form").locator(".primary").click()
    expect(chat.part("callback-form").locator("[aria-invalid=true]").first).to_be_visible()


def voted(chat: ChatPage) -> None:
    answered(chat)
    chat.part("thumb").last.click()
    expect(chat.part("comment")).to_be_visible()


def closed(chat: ChatPage) -> None:
    expect(chat.part("launcher")).to_be_visible()


STATES: tuple[State, ...] = (
    closed, opened, answered, offline, failed, long_text, too_long, menu, form, form_with_errors, voted,
)


@pytest.fixture
def visit(browser: Browser, assistant: Running) -> Iterator[Callable[..., ChatPage]]:
    """Opens the page in a window with wishes of its own; axe itself needs a page without our content policy."""
    windows = []

    def open_page(size: tuple[int, int] = DESKTOP, address: str = "/clinic/", **wishes: Any) -> ChatPage:
        width, height = size
        window = browser.new_context(base_url=assistant.url, viewport={"width": width, "height": height}, bypass_csp=True, **{**AT_REST, **wishes})
        windows.append(window)
        return ChatPage.at(window, address)

    yield open_page
    for window in windows:
        window.close()


def violations(chat: ChatPage) -> list[tuple[str, list[Any]]]:
    chat.page.wait_for_timeout(350)  # what fades in has its colours only then
    return axe.violations(chat.page)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_on_a_desktop(visit: Callable[..., ChatPage], state: State) -> None:
    chat = visit()
    state(chat)
    assert violations(chat) == []


@pytest.mark.parametrize("state", [closed, answered, form_with_errors, failed], ids=lambda state: state.__name__)
@pytest.mark.parametrize("size", [PHONE, TINY], ids=["phone", "tiny"])
def test_on_a_small_screen(visit: Callable[..., ChatPage], size: tuple[int, int], state: State) -> None:
    chat = visit(size)
    state(chat)
    assert violations(chat) == []


@pytest.mark.parametrize("wish", [{"color_scheme": "dark"}, {"forced_colors": "active"}], ids=str)
@pytest.mark.parametrize("state", [closed, answered, failed, form_with_errors], ids=lambda state: state.__name__)
def test_as_the_visitor_wishes_to_see(visit: Callable[..., ChatPage], wish: dict[str, Any], state: State) -> None:
    chat = visit(**wish)
    state(chat)
    assert violations(chat) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_on_privacy(visit: Callable[..., ChatPage], scheme: str) -> None:
    assert violations(visit(address="/clinic/privacy", color_scheme=scheme)) == []


@pytest.mark.parametrize("wish", ["no-preference", "reduce"])
def test_nothing_moves_for_who_wants_no_motion(visit: Callable[..., ChatPage], wish: str) -> None:
    chat = visit(reduced_motion=wish)
    chat.slow_down(600).part("launcher").click()
    moving = "() => [document, document.querySelector('clinic-chat').shadowRoot].flatMap(r => r.getAnimations()).filter(a => a.playState === 'running').length"
    assert bool(chat.page.evaluate(moving)) == (wish == "no-preference")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_everything_to_press_is_large_enough(visit: Callable[..., ChatPage], size: tuple[int, int]) -> None:
    chat = visit(size)
    answered(chat)
    for target in chat.page.locator("clinic-chat button:visible, clinic-chat .reply:visible").all():
        box = target.bounding_box()
        assert box and min(box["width"], box["height"]) >= 43.5, target.evaluate("element => element.className")
