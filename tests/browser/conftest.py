"""A real browser on the running assistant's own page; its network and its complaints are written down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests.browser.chat import ChatPage
from tools.running import Running

DEBIANS = Path("/usr/bin/chromium")
# Without these a Chromium far from its makers keeps asking for them.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright itself."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Playwright's own Chromium, or Debian's where that could not be downloaded."""
    own = Path(playwright.chromium.executable_path)
    running = playwright.chromium.launch(executable_path=str(own if own.exists() else DEBIANS), args=QUIET)
    yield running
    running.close()


@pytest.fixture
def context(browser: Browser, assistant: Running) -> Iterator[BrowserContext]:
    """A visitor's browser window with nothing stored in it; pages are named relative to the assistant's address."""
    window = browser.new_context(base_url=assistant.url, viewport={"width": 1280, "height": 800}, locale="en-GB")
    window.set_default_timeout(10_000)
    yield window
    window.close()


@pytest.fixture
def chat(context: BrowserContext) -> ChatPage:
    """The clinic's page with the chat closed."""
    return ChatPage.at(context)
