"""The clinic's page with its chat, as tests handle it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

CLINIC_PAGE = "/clinic/"
# A visitor who wants no motion: what sways or breathes is drawn sixty times a second, by the processor where there is nothing else,
# and would be three quarters of a browser's work in these tests.
AT_REST: dict[str, Any] = {"reduced_motion": "reduce"}
_COMPLAINTS = "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"

_LISTEN = """() => {
  window.announced = [];
  const log = document.querySelector('clinic-chat').shadowRoot.querySelector('[role=log]');
  new MutationObserver(all => all.forEach(one => one.addedNodes.forEach(node => window.announced.push(node.textContent)))).observe(
    log, { childList: true, subtree: true });
}"""


@dataclass
class ChatPage:
    """One tab. `requests` are the addresses that it asked for, `complaints` its console's errors and uncaught exceptions."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, context: BrowserContext, address: str = CLINIC_PAGE) -> ChatPage:
        """Open a tab at `address`."""
        tab = cls(context.new_page())
        tab.page.add_init_script(_COMPLAINTS)
        tab.page.on("request", tab._note)
        tab.page.on("console", lambda message: tab.complaints.append(message.text) if message.type == "error" else None)
        tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.page.goto(address)
        return tab

    def part(self, name: str) -> Locator:
        """Elements of the widget with the part `name` (Playwright looks through open shadow roots)."""
        return self.page.locator(f"clinic-chat .{name}")

    def open(self) -> ChatPage:
        """Press the launcher and wait until one can write."""
        self.part("launcher").click()
        expect(self.part("input")).to_be_focused()
        return self

    def slow_down(self, milliseconds: int) -> ChatPage:
        """Let every request from now on take so much longer."""
        slow = {"offline": False, "latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1}
        self.page.context.new_cdp_session(self.page).send("Network.emulateNetworkConditions", slow)
        return self

    def ask(self, text: str) -> None:
        """Send `text`, and wait for nothing."""
        self.part("input").fill(text)
        self.part("input").press("Enter")

    def say(self, text: str) -> Locator:
        """Send `text` and return the assistant's last message once it is there."""
        before = self.answers.count()
        self.ask(text)
        expect(self.answers.nth(before)).to_be_visible(timeout=20_000)
        expect(self.part("typing")).to_be_hidden()
        return self.answers.last

    def listen(self) -> ChatPage:
        """Write down from now on what a screen reader is given to say."""
        self.page.evaluate(_LISTEN)
        return self

    @property
    def announced(self) -> list[str]:
        """What was said since `listen`, oldest first."""
        return [text for text in self.page.evaluate("window.announced") if text.strip()]

    def choose(self, *items: str) -> None:
        """Open the menu and press the items with these `data-do`, one after the other."""
        self.part("menu-button").click()
        for item in items:
            self.page.locator(f"clinic-chat .menu-item[data-do={item}]").click()

    @property
    def answers(self) -> Locator:
        """What the assistant said to a question; the greeting is none and cannot be voted on."""
        return self.page.locator("clinic-chat .message.assistant:has(.thumb)")

    @property
    def texts(self) -> list[str]:
        """What the bubbles of both sides say, oldest first."""
        return self.part("message .bubble").all_inner_texts()

    def _note(self, request: Request) -> None:
        self.requests.append(request.url)
