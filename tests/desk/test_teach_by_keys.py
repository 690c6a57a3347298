"""A morning's inbox is worked through without a mouse, and without JavaScript by the same forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from review.training.models import Decision
from tests import axe
from tests.desk.teaching import refused
from tests.desk.test_pages_in_a_browser import is_wider_than_the_window, open_at  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PARKING, OTHER_PARKING, LLAMAS, CEILING = "do you have parking spaces", "is there parking for my car", "Do you treat llamas?", "who painted the ceiling"


@pytest.fixture
def waiting(transactional_db: None) -> None:
    """Three cards: parking with a question alike, llamas, the ceiling."""
    for times, text in enumerate((CEILING, LLAMAS, OTHER_PARKING, PARKING), start=1):
        refused(text, times, sender=text[:6])


@pytest.fixture
def inbox(open_at: Callable[..., Page], waiting: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Page]:  # noqa: F811
    """Opens it; Playwright keeps an event loop in the test's thread, in which Django would refuse to ask the database."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    return lambda **wishes: open_at("/teach/", "trainer", **wishes)


def press(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def test_each_card_is_decided_with_one_key_and_the_next_one_is_at_hand(inbox: Callable[..., Page]) -> None:
    page = inbox()
    current = page.locator("[data-current]")
    page.keyboard.press("j")
    expect(current).to_contain_text(LLAMAS)
    expect(current).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("a")
    press(page, "2")
    assert set(Decision.objects.values_list("normalised", "intent")) == {(PARKING, "pain"), (OTHER_PARKING, "pain")}
    expect(current).to_contain_text(LLAMAS)
    page.keyboard.press("j")
    press(page, "x")
    expect(current).to_contain_text(LLAMAS)
    expect(current).to_be_focused()
    press(page, "q")
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    press(page, "u")
    expect(current).to_contain_text(LLAMAS)
    page.keyboard.press("o")
    expect(page.get_by_label("Another topic")).to_be_focused()
    assert page.complaints == []  # type: ignore[attr-defined]


def test_the_forms_work_without_javascript(inbox: Callable[..., Page]) -> None:
    page = inbox(java_script_enabled=False)
    page.get_by_label("Another topic").first.select_option("location")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Use the topic chosen for question 1").click()
    assert set(Decision.objects.values_list("normalised", "intent")) == {(PARKING, "location"), (OTHER_PARKING, "location")}


@pytest.mark.parametrize("address", ["/teach/", "/teach/patch/", "/teach/gaps/", "/teach/decided/"])
def test_the_pages_are_accessible_and_fit_a_small_phone(inbox: Callable[..., Page], address: str) -> None:
    page = inbox(size="tiny")
    page.get_by_role("button", name="New question").last.click()
    page.get_by_role("button", name="pain").first.click()
    page.goto(address)
    assert not is_wider_than_the_window(page)
    assert axe.violations(page) == []
