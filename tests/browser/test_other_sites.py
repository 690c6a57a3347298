"""The chat on the clinic's own site, which is another origin than the assistant, and on a site that may not hold it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.chat import ChatPage
from tools.running import Running
from tools.serve import HOST

# As docs/embedding.md has it.
PAGE = """<!doctype html><html lang="en"><head><title>Our clinic</title><link rel="icon" href="data:,"></head><body>
<h1>Our clinic</h1>
<script src="{assistant}/chat/clinic-chat.js" defer></script>
<clinic-chat></clinic-chat>
</body></html>"""
CONTENT_POLICY = "default-src 'none'; img-src data:; script-src {assistant}; connect-src {assistant}; require-trusted-types-for 'script'"


@pytest.fixture
def site(assistant: Running, clinics_own_site: str) -> Iterator[str]:
    """The clinic's site: a page with the two lines of the manual, under a strict content policy."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", CONTENT_POLICY.format(assistant=assistant.url))
            self.end_headers()
            self.wfile.write(PAGE.format(assistant=assistant.url).encode())

        def log_message(self, format: str, *values: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, urlsplit(clinics_own_site).port or 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield clinics_own_site
    server.shutdown()
    server.server_close()


def test_the_clinics_own_site_holds_the_chat(context: BrowserContext, site: str, assistant: Running) -> None:
    chat = ChatPage.at(context, f"{site}/massage?name=ann").open()
    expect(chat.part("reply")).to_have_count(3)
    assert "night" in chat.say("does massage help sleep").inner_text()
    chat.part("thumb").first.click()
    expect(chat.part("comment")).to_be_visible()
    chat.page.goto(f"{site}/prices")
    expect(chat.answers).to_have_count(1)
    chat.say("how much is an hour")
    chat.choose("delete", "delete-yes")
    expect(chat.answers).to_have_count(0)
    assert chat.complaints == []
    assert [address for address in chat.requests if not address.startswith((site, assistant.url, "data:"))] == []


def test_a_site_that_is_not_on_the_list_gets_no_conversation_and_says_so(context: BrowserContext, site: str) -> None:
    """The same page under an address that nobody has allowed."""
    stranger = site.replace("localhost", HOST)
    chat = ChatPage.at(context, stranger)
    chat.part("launcher").click()
    expect(chat.part("failure")).to_contain_text("The chat cannot be reached just now.")
    expect(chat.part("failure")).to_have_role("alert")
    expect(chat.part("failure .button")).to_be_visible()
    expect(chat.part("reply")).to_have_count(0)
    assert any("CORS" in complaint for complaint in chat.complaints)
