"""What the page and the chat keep to: our own origin, the strictest policy, text that stays text, the keyboard, one announcement."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from channels.guard import Accepted, admit
from tests.browser.chat import ChatPage
from tools.running import Running
from tools.serve import PROJECT
from tools.widget import BUILT

MOST_BYTES_GZIP = 12 * 1024
HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\">",
    "<script>document.title='owned'</script>",
    "[press](javascript:document.title='owned')",
    "**bold** <b>not bold</b>",
)


@pytest.fixture
def wishes() -> dict[str, Any]:
    """None: everything moves here, as it does for most visitors."""
    return {}


def test_a_whole_conversation_asks_nobody_else_and_breaks_no_rule(chat: ChatPage, assistant: Running) -> None:
    chat.open()
    chat.say("does massage help sleep")
    chat.part("reply").first.click()
    expect(chat.answers).to_have_count(2)
    chat.page.reload()
    expect(chat.answers).to_have_count(2)
    assert [address for address in chat.requests if not address.startswith(assistant.url)] == []
    assert chat.complaints == []
    policy = chat.page.request.get("/clinic/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy


def test_what_a_visitor_types_stays_text(chat: ChatPage) -> None:
    title = chat.page.title()
    chat.open()
    for text in HOSTILE:
        chat.say(text)
        read = admit(text, buttons=frozenset())
        assert isinstance(read, Accepted) and chat.part("message.visitor .bubble").last.inner_text().strip() == read.text
    assert chat.part("message.visitor img, message.visitor script, message.visitor a, message.visitor b").count() == 0
    assert (chat.page.title(), chat.complaints) == (title, [])


def test_what_the_server_says_stays_text_too(chat: ChatPage) -> None:
    """As if a content file held markup: the reply and its buttons come with it."""
    title, text = chat.page.title(), " ".join(HOSTILE)
    chat.page.route(
        re.compile("/about$"),
        lambda route: route.fulfill(
            json={
                **route.fetch().json(),
                "greeting": text,
                "starters": [{"id": "x", "title": HOSTILE[0]}, {"id": "y", "title": "link", "url": "javascript:alert(1)"}],
            }
        ),
    )
    chat.part("launcher").click()
    greeting = chat.part("message.assistant .bubble").first
    expect(greeting).to_contain_text("<script>document.title='owned'</script>")
    assert greeting.locator("img, script").count() == 0
    assert greeting.locator("strong, b").all_inner_texts() == ["bold"]
    addresses = chat.page.locator("clinic-chat a").evaluate_all("links => links.map(link => link.href)")
    assert [address for address in addresses if address.startswith("javascript:")] == []
    assert (chat.page.title(), chat.complaints) == (title, [])


def test_a_conversation_by_keyboard_alone(chat: ChatPage) -> None:
    keys, focused = chat.page.keyboard, "() => document.activeElement.shadowRoot?.activeElement?.className ?? ''"
    for _ in range(60):
        keys.press("Tab")
        if "launcher" in chat.page.evaluate(focused):
            break
    keys.press("Enter")
    expect(chat.part("input")).to_be_focused()
    keys.type("does massage help sleep")
    keys.press("Enter")
    expect(chat.answers).to_have_count(1)
    expect(chat.part("input")).to_be_focused()
    expect(chat.part("reply").first).to_be_visible()  # they come with the end of an answer
    seen = []
    for _ in range(8):
        keys.press("Shift+Tab")
        seen.append(chat.page.evaluate(focused))
        if "reply" in seen[-1]:
            break
    assert "reply" in seen[-1], seen
    keys.press("Enter")
    expect(chat.answers).to_have_count(2)
    keys.press("Escape")
    expect(chat.part("panel")).to_be_hidden()
    expect(chat.part("launcher")).to_be_focused()


def test_the_keyboard_leaves_the_open_chat_on_a_desktop(chat: ChatPage) -> None:
    chat.open()
    for _ in range(12):
        chat.page.keyboard.press("Tab")
    assert chat.page.evaluate("() => document.activeElement.tagName") != "CLINIC-CHAT"


def test_each_answer_is_announced_once_and_history_is_not(chat: ChatPage) -> None:
    chat.open().listen()
    answer = chat.say("what should i wear").locator(".bubble").inner_text()
    [announced] = chat.announced
    assert answer[:40] in announced
    chat.page.reload()
    expect(chat.answers).to_have_count(1)
    log = chat.page.locator("clinic-chat [role=log]")
    assert log.inner_text().strip() == ""


def test_the_script_is_light_and_needs_nothing() -> None:
    assert len(gzip.compress(BUILT.read_bytes(), 9)) <= MOST_BYTES_GZIP
    package = json.loads((PROJECT / "widget" / "package.json").read_text(encoding="utf-8"))
    assert "dependencies" not in package
    assert "resolved" not in (PROJECT / "widget" / "package-lock.json").read_text(encoding="utf-8")
    sources = "".join(file.read_text(encoding="utf-8") for file in (PROJECT / "widget" / "src").rglob("*.ts"))
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|\beval\(|new Function|document\.write", sources) == []
