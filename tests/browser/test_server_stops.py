"""The clinic's server is slow, goes, and comes back: the visitor loses nothing and is never left in silence."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chat import AT_REST, ChatPage
from tests.browser.records import Records
from tools.rest_client import RestClient
from tools.serve import HOST, MODEL, Supervisor, free_port

LOOKED_UP = "does massage help arthritis, diabetes and stress?"
FIXED = "do i have to undress"
SECONDS_TO_START = 120.0


@dataclass
class Clinic:
    """An assistant that can be frozen, ended and started again, always at the same address with the same database."""

    servers: Supervisor

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.servers.port}"

    def start(self) -> None:
        """Start Rasa and wait until it answers."""
        self.servers._start_assistant()
        deadline = time.monotonic() + SECONDS_TO_START
        while not RestClient(self.url).is_up():
            assert time.monotonic() < deadline, self.servers.log.read_text(encoding="utf-8")[-2_000:]
            time.sleep(0.2)

    def stop(self) -> None:
        """End Rasa as its supervisor does."""
        assert self.servers.assistant
        self.servers.assistant.terminate()
        self.servers.assistant.wait()

    def freeze_look_ups(self, frozen: bool = True) -> None:
        """Let every turn that looks something up hang, or go on."""
        assert self.servers.actions
        self.servers.actions.send_signal(signal.SIGSTOP if frozen else signal.SIGCONT)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """An assistant of this file's own."""
    folder = tmp_path_factory.mktemp("clinic")
    clinic = Clinic(Supervisor(free_port(), MODEL, folder / "conversations.db", folder / "assistant.log"))
    clinic.servers._start_actions()
    try:
        clinic.start()
        yield clinic
    finally:
        clinic.freeze_look_ups(False)
        clinic.servers.end()


@pytest.fixture
def chat(browser: Browser, clinic: Clinic) -> Iterator[ChatPage]:
    """The clinic's page with the chat open."""
    window = browser.new_context(base_url=clinic.url, **AT_REST)
    chat = ChatPage.at(window).open()
    expect(chat.part("reply")).to_have_count(3)
    yield chat
    window.close()


def ask(chat: ChatPage, text: str) -> None:
    """Send, and wait until the server has it."""
    chat.ask(text)
    expect(chat.part("message.visitor").last).to_have_attribute("data-state", "typing")


def retry_where_offered(chat: ChatPage) -> None:
    """Try again if the chat has given up; it may as well find the answer by itself."""
    expect(chat.part("retry").or_(chat.answers.nth(1)).first).to_be_visible(timeout=30_000)
    if chat.part("retry").is_visible():
        chat.part("retry").click()


def test_a_slow_answer_is_announced_as_slow_and_comes_in_the_end(chat: ChatPage, clinic: Clinic) -> None:
    clinic.freeze_look_ups()
    try:
        ask(chat, LOOKED_UP)
        expect(chat.part("status")).to_have_text("Still working on it. We look again in a moment.", timeout=20_000)
        expect(chat.part("typing")).to_be_visible()
        expect(chat.part("message.visitor")).to_have_attribute("data-state", "slow")
    finally:
        clinic.freeze_look_ups(False)
    expect(chat.answers).to_have_count(3, timeout=20_000)
    expect(chat.part("status")).to_have_text("")
    records = Records.of(chat, clinic.servers.database)
    assert (records.questions, len(records.answers)) == ([LOOKED_UP], 3)


def test_who_reloads_during_a_slow_answer_still_gets_it(chat: ChatPage, clinic: Clinic) -> None:
    clinic.freeze_look_ups()
    try:
        ask(chat, LOOKED_UP)
        chat.page.reload()
        expect(chat.part("message.visitor")).to_have_count(1)
        expect(chat.part("typing")).to_be_visible()
    finally:
        clinic.freeze_look_ups(False)
    expect(chat.answers).to_have_count(3, timeout=20_000)
    expect(chat.part("typing")).to_be_hidden()


def test_visitors_who_come_while_the_server_is_started_again_lose_nothing(chat: ChatPage, clinic: Clinic, browser: Browser) -> None:
    """One has a question on its way when the server goes; one asks, one opens the chat while it is away."""
    chat.say("hello")
    records = Records.of(chat, clinic.servers.database)
    windows = [browser.new_context(base_url=clinic.url, **AT_REST) for _ in range(2)]
    late, newcomer = [ChatPage.at(window) for window in windows]
    late.open().say("hello")
    chat.slow_down(1_000).ask(FIXED)
    clinic.stop()
    late.ask(FIXED)
    expect(late.part("problem")).to_contain_text("That did not work.", timeout=30_000)
    expect(late.part("message.visitor").last).to_contain_text(FIXED)
    newcomer.part("launcher").click()
    expect(newcomer.part("failure")).to_contain_text("The chat cannot be reached just now.")
    clinic.start()
    newcomer.part("failure .button").click()
    expect(newcomer.part("reply")).to_have_count(3)
    for visit in (chat, late):
        retry_where_offered(visit)
        expect(visit.answers).to_have_count(2, timeout=30_000)
        said = visit.texts
        visit.page.reload()
        expect(visit.answers).to_have_count(2, timeout=20_000)
        assert visit.texts == said
    assert (records.questions, len(records.answers)) == (["hello", FIXED], 2)
    assert "undress" in "".join(records.events)
    for window in windows:
        window.close()
