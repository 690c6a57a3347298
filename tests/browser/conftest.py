"""A real browser on the running assistant's own page; its network and its complaints are written down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.chat import AT_REST, ChatPage
from tools.running import Running


@pytest.fixture
def wishes() -> dict[str, Any]:
    """What the visitor's browser asks of pages."""
    return AT_REST


@pytest.fixture
def context(browser: Browser, assistant: Running, wishes: dict[str, Any]) -> Iterator[BrowserContext]:
    """A visitor's browser window with nothing stored in it; pages are named relative to the assistant's address."""
    window = browser.new_context(base_url=assistant.url, viewport={"width": 1280, "height": 800}, locale="en-GB", **wishes)
    window.set_default_timeout(10_000)
    yield window
    window.close()


@pytest.fixture
def chat(context: BrowserContext) -> ChatPage:
    """The clinic's page with the chat closed."""
    return ChatPage.at(context)
