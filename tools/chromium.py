"""A real browser for tests and screenshots."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright

DEBIANS = Path("/usr/bin/chromium")
# Without these a Chromium far from its makers keeps asking for them.
QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update".split()


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Playwright's own Chromium where it is installed, else Debian's."""
    own = Path(playwright.chromium.executable_path)
    browser = playwright.chromium.launch(executable_path=str(own if own.exists() else DEBIANS), args=QUIET)
    try:
        yield browser
    finally:
        browser.close()
