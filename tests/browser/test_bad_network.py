"""A visitor on a bad network: each question is asked once, each answer is shown once, and nothing that was written is lost."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat import ChatPage
from tests.browser.network import CHANNEL, MESSAGES, Line, held_back, unreachable
from tests.browser.records import Records
from tools.running import Running
from tools.website_client import WebsiteChat, WebsiteClient

HISTORY = re.compile(r"/webhooks/website/history")
THREE_PARTS = "does massage help arthritis, diabetes and stress?"
PARTS = ["Arthritis", "Diabetes", "Stress"]
MOST_OF_A_MINUTE = 30
LONGEST_SILENCE = 25_000


@pytest.fixture
def line(assistant: Running) -> Iterator[Line]:
    """The line between the visitor and the clinic."""
    line = Line(assistant.url)
    yield line
    line.close()


@pytest.fixture
def chat(context: BrowserContext, line: Line) -> ChatPage:
    """The clinic's page over that line, with the chat open."""
    chat = ChatPage.at(context, f"{line.near_end}/clinic/").open()
    expect(chat.part("reply")).to_have_count(3)
    return chat


def ask(chat: ChatPage, text: str = THREE_PARTS) -> None:
    """Send, and wait for nothing."""
    chat.ask(text)


def headings(chat: ChatPage) -> list[str]:
    """What the answers on screen begin with."""
    return [text.partition(":")[0] for text in chat.answers.locator(".bubble").all_inner_texts()]


def fails(page: Page, status: int, body: str, kind: str) -> None:
    """Let the next question meet a server's error."""
    page.route(MESSAGES, lambda route: route.fulfill(status=status, body=body, content_type=kind), times=1)


def test_the_first_part_of_an_answer_can_be_read_while_the_second_is_on_its_way(chat: ChatPage, line: Line) -> None:
    line.stall_before(b"event: message", 2)
    ask(chat)
    expect(chat.answers).to_have_count(1)
    expect(chat.part("typing")).to_be_visible()
    expect(chat.part("status")).to_have_text("The assistant is typing…")
    expect(chat.part("reply")).to_have_count(0)
    line.mended.set()
    expect(chat.answers).to_have_count(3)
    assert headings(chat) == PARTS
    expect(chat.part("typing")).to_be_hidden()


def test_a_visitor_can_write_on_while_an_answer_is_slow(chat: ChatPage, line: Line, assistant: Running) -> None:
    line.stall_before(b"event: message")
    ask(chat)
    expect(chat.part("message.visitor")).to_have_attribute("data-state", "typing")
    ask(chat, "when are you open")
    expect(chat.part("message.visitor")).to_have_count(2)
    line.mended.set()
    expect(chat.answers).to_have_count(4)
    assert headings(chat)[:3] == PARTS
    assert Records.of(chat, assistant.database).questions == [THREE_PARTS, "when are you open"]


@pytest.mark.parametrize(
    ("mark", "nth"), [("typing", 1), ("accepted", 1), ("message", 1), ("message", 2), ("message", 3), ("done", 1)]
)
def test_an_answer_cut_off_anywhere_is_completed_without_a_double_or_a_gap(
    chat: ChatPage, line: Line, assistant: Running, mark: str, nth: int
) -> None:
    chat.listen()
    line.cut_before(f"event: {mark}".encode(), nth)
    ask(chat)
    expect(chat.answers).to_have_count(3, timeout=20_000)
    expect(chat.part("typing")).to_be_hidden(timeout=20_000)
    expect(chat.part("message.visitor")).to_have_attribute("data-state", "sent")
    assert headings(chat) == PARTS
    assert len(chat.announced) == 3
    records = Records.of(chat, assistant.database)
    assert (records.questions, len(records.answers)) == ([THREE_PARTS], 3)


def test_an_answer_is_found_even_if_looking_for_it_fails_first(chat: ChatPage, line: Line, assistant: Running) -> None:
    chat.page.route(HISTORY, lambda route: route.abort(), times=2)
    line.cut_before(b"event: message")
    ask(chat)
    expect(chat.answers).to_have_count(3, timeout=20_000)
    expect(chat.part("problem")).to_have_count(0)
    assert Records.of(chat, assistant.database).questions == [THREE_PARTS]


def test_a_line_that_falls_silent_is_given_up_and_the_answer_found_another_way(context: BrowserContext, line: Line) -> None:
    chat = ChatPage(context.new_page())
    chat.page.clock.install()
    chat.page.goto(f"{line.near_end}/clinic/")
    chat.open()
    line.stall_before(b"event: message", 2)
    ask(chat)
    expect(chat.answers).to_have_count(1)
    chat.page.clock.fast_forward(LONGEST_SILENCE)
    expect(chat.answers).to_have_count(3, timeout=20_000)
    assert headings(chat) == PARTS


@pytest.mark.parametrize("arrives", [True, False])
def test_what_failed_keeps_its_words_and_trying_again_asks_only_once(
    chat: ChatPage, line: Line, assistant: Running, arrives: bool
) -> None:
    """Whether the question got lost on its way or only the answer."""
    records = Records.of(chat, assistant.database)
    with ExitStack() as trouble:
        if arrives:
            line.cut_before(b"event: accepted")
        trouble.enter_context(unreachable(chat.page, HISTORY if arrives else CHANNEL))
        ask(chat)
        expect(chat.part("message.visitor")).to_have_attribute("data-state", "failed", timeout=20_000)
        expect(chat.part("message.visitor .bubble")).to_have_text(THREE_PARTS)
        expect(chat.part("problem")).to_contain_text("That did not work.")
        expect(chat.part("problem a.link")).to_have_attribute("href", re.compile("^tel:"))
        expect(chat.part("typing")).to_be_hidden()
    assert records.questions == ([THREE_PARTS] if arrives else [])
    chat.part("retry").click()
    expect(chat.answers).to_have_count(3)
    expect(chat.part("problem")).to_have_count(0)
    expect(chat.part("input")).to_be_focused()
    assert (records.questions, len(records.answers)) == ([THREE_PARTS], 3)


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (500, '{"error": {"code": "trouble", "message": "Something broke on our side."}}', "application/json", "Something broke on our side."),
        (502, "<h1>Bad Gateway</h1>", "text/html", "That did not work."),
    ],
)
def test_a_failing_server_is_told_in_words_with_a_way_to_a_person(
    chat: ChatPage, assistant: Running, status: int, body: str, kind: str, words: str
) -> None:
    fails(chat.page, status, body, kind)
    ask(chat)
    expect(chat.part("problem")).to_contain_text(words)
    expect(chat.part("problem")).not_to_contain_text("<h1>")
    expect(chat.part("problem a.link")).to_have_attribute("href", re.compile("^tel:"))
    chat.part("retry").click()
    expect(chat.answers).to_have_count(3)
    assert Records.of(chat, assistant.database).questions == [THREE_PARTS]


def test_who_asks_too_fast_is_told_so_and_keeps_the_question(chat: ChatPage, assistant: Running) -> None:
    token = str(chat.page.evaluate("JSON.parse(Object.values({ ...localStorage })[0]).token"))
    hasty, message = WebsiteChat(WebsiteClient(assistant.url), token), uuid.uuid4().hex
    for _ in range(MOST_OF_A_MINUTE):
        answer = hasty.ask("hello", message)
    assert answer.status == 200
    ask(chat)
    refused = hasty.ask("hello", message)
    assert refused.error == (429, "too_fast")
    expect(chat.part("problem")).to_contain_text(refused.json["error"]["message"])
    expect(chat.part("message.visitor").last).to_contain_text(THREE_PARTS)
    expect(chat.part("retry")).to_be_visible()


def test_what_is_written_offline_goes_out_when_the_network_is_back(
    chat: ChatPage, context: BrowserContext, assistant: Running
) -> None:
    chat.say("hello")
    context.set_offline(True)
    expect(chat.part("status")).to_have_text("You are offline. Messages are sent when you are back.")
    for question in ("how much is an hour", "when are you open"):
        ask(chat, question)
    expect(chat.part("message.visitor").last).to_have_attribute("data-state", "sending")
    expect(chat.part("problem")).to_have_count(0)
    context.set_offline(False)
    expect(chat.answers).to_have_count(3, timeout=20_000)
    expect(chat.part("status")).to_have_text("")
    assert sorted(Records.of(chat, assistant.database).questions) == ["hello", "how much is an hour", "when are you open"]


def test_a_question_never_overtakes_the_one_before(chat: ChatPage, assistant: Running) -> None:
    with held_back(chat.page):
        ask(chat, "how much is an hour")
        ask(chat, "when are you open")
        chat.page.wait_for_timeout(1_000)
    expect(chat.answers).to_have_count(2)
    assert Records.of(chat, assistant.database).questions == ["how much is an hour", "when are you open"]


def test_a_network_lost_in_the_middle_of_an_answer_brings_it_when_it_is_back(
    chat: ChatPage, context: BrowserContext, line: Line, assistant: Running
) -> None:
    line.stall_before(b"event: message", 2)
    ask(chat)
    expect(chat.answers).to_have_count(1)
    context.set_offline(True)
    expect(chat.part("status")).to_contain_text("You are offline.")
    line.mended.set()
    context.set_offline(False)
    expect(chat.answers).to_have_count(3, timeout=20_000)
    assert headings(chat) == PARTS
    assert Records.of(chat, assistant.database).questions == [THREE_PARTS]


def test_a_chat_that_cannot_be_reached_can_be_tried_again(chat: ChatPage, context: BrowserContext, assistant: Running) -> None:
    visit = ChatPage.at(context, f"{assistant.url}/clinic/")
    with unreachable(visit.page):
        visit.part("launcher").click()
        expect(visit.part("failure")).to_contain_text("The chat cannot be reached just now.")
    visit.part("failure .button").click()
    expect(visit.part("failure")).to_be_hidden()
    expect(visit.part("reply")).to_have_count(3)
    visit.say("hello")
