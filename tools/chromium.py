"""A real browser for tests and screenshots."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright

# The shell is the same engine without a window to draw into: a page takes it half of the processor's time.
DEBIANS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
# Without these a Chromium far from its makers keeps asking for them.
QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update".split()


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Playwright's own Chromium where it is installed, else Debian's.

    :raises FileNotFoundError: there is neither.
    """
    found = next((path for path in (Path(playwright.chromium.executable_path), *DEBIANS) if path.exists()), None)
    if found is None:
        raise FileNotFoundError("There is no Chromium on this machine; `tools/browser.sh` brings one.")
    browser = playwright.chromium.launch(executable_path=found, args=QUIET)
    try:
        yield browser
    finally:
        browser.close()
