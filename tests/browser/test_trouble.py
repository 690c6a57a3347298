"""When the assistant is slow, or gone for a while."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.chat import ChatPage
from tools.running import running_assistant
from tools.serve import free_port


def test_while_an_answer_takes_its_time_one_sees_that_it_comes(chat: ChatPage) -> None:
    chat.open().slow_down(2_000).part("input").fill("does massage help sleep")
    chat.part("input").press("Enter")
    expect(chat.part("status")).to_contain_text("Sending")
    expect(chat.part("message.visitor")).to_have_count(1)
    expect(chat.answers).to_have_count(1, timeout=20_000)
    expect(chat.part("typing")).to_be_hidden()


def test_a_server_that_goes_and_comes_back_loses_nothing(browser: Browser, tmp_path: Path) -> None:
    port, files = free_port(), {"database": tmp_path / "conversations.db", "log": tmp_path / "assistant.log"}
    window = browser.new_context()
    with running_assistant(port=port, **files) as place:
        chat = ChatPage.at(window, f"{place.url}/clinic/").open()
        chat.say("does massage help sleep")
        chat.slow_down(1_000).part("input").fill("do i have to undress")
        chat.part("input").press("Enter")  # on its way when the server goes
    with running_assistant(port=port, **files):
        if chat.part("retry").is_visible():
            chat.part("retry").click()
        expect(chat.answers).to_have_count(2, timeout=60_000)
        expect(chat.part("message.visitor")).to_have_count(2)
        chat.page.reload()
        expect(chat.answers).to_have_count(2, timeout=20_000)
    window.close()
