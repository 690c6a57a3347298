"""A visitor closes the chat, reloads, goes to the next page, or has two tabs: nothing is lost, doubled or shown to the wrong one."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.chat import AT_REST, ChatPage
from tests.browser.network import MESSAGES, held_back
from tests.browser.records import Records
from tools.running import Running

QUESTION = "does massage help sleep"
ANSWER = re.compile("night|sleep", re.IGNORECASE)
PRIVACY_PAGE = "/clinic/privacy"


def ask(chat: ChatPage, text: str = QUESTION) -> None:
    """Send, and wait for nothing."""
    chat.ask(text)


@pytest.fixture
def other(chat: ChatPage, context: BrowserContext) -> ChatPage:
    """A second tab in which the conversation of the first is open; both have one answer."""
    chat.open().say(QUESTION)
    tab = ChatPage.at(context)
    expect(tab.answers).to_have_count(1)
    return tab


def test_what_comes_while_the_chat_is_closed_is_counted_until_it_is_read(chat: ChatPage) -> None:
    chat.open()
    with held_back(chat.page):
        ask(chat, "does massage help arthritis, diabetes and stress?")
        chat.part("close").click()
        expect(chat.part("badge")).to_be_hidden()
    expect(chat.part("badge")).to_have_text("3")
    expect(chat.part("launcher")).to_have_accessible_name("Chat with us, 3 unread")
    chat.open()
    expect(chat.part("badge")).to_be_hidden()
    expect(chat.answers).to_have_count(3)
    chat.part("close").click()
    expect(chat.part("badge")).to_be_hidden()
    expect(chat.part("launcher")).to_have_accessible_name("Chat with us")


def test_an_answer_that_was_read_is_not_counted(chat: ChatPage) -> None:
    chat.open().say(QUESTION)
    chat.part("close").click()
    expect(chat.part("launcher")).to_be_visible()
    expect(chat.part("badge")).to_be_hidden()


def test_a_reload_shows_the_same_conversation_with_its_last_quick_replies(chat: ChatPage) -> None:
    chat.open().say(QUESTION)
    chat.say("and for headaches?")
    said, offered = chat.texts, chat.part("reply").all_inner_texts()
    assert offered
    chat.page.reload()
    expect(chat.answers).to_have_count(2)
    assert (chat.texts, chat.part("reply").all_inner_texts()) == (said, offered)
    expect(chat.part("message.visitor").first).to_have_attribute("data-state", "sent")
    expect(chat.part("typing")).to_be_hidden()
    chat.part("reply").first.click()
    expect(chat.answers).to_have_count(3)


def test_the_open_chat_goes_along_to_the_next_page_and_leaves_the_focus_there(chat: ChatPage) -> None:
    chat.open().say(QUESTION)
    said = chat.texts
    chat.page.goto(PRIVACY_PAGE)
    expect(chat.answers).to_have_count(1)
    assert chat.texts == said
    assert chat.page.evaluate("document.activeElement.tagName") == "BODY"
    chat.say("how much is an hour")
    chat.page.go_back()
    expect(chat.answers).to_have_count(2)


def test_a_closed_chat_stays_closed_on_the_next_page_and_asks_nothing(chat: ChatPage) -> None:
    chat.open().say(QUESTION)
    chat.part("close").click()
    chat.requests.clear()
    chat.page.goto(PRIVACY_PAGE, wait_until="networkidle")
    expect(chat.part("panel")).to_be_hidden()
    assert [address for address in chat.requests if "/webhooks/" in address] == []
    chat.open()
    expect(chat.answers).to_have_count(1)


def test_a_visitor_who_leaves_early_finds_the_answer_on_return(chat: ChatPage, assistant: Running) -> None:
    chat.open()
    records = Records.of(chat, assistant.database)
    with chat.page.expect_request(MESSAGES):
        ask(chat)
    chat.page.goto("about:blank")
    chat.page.goto(PRIVACY_PAGE)
    expect(chat.answers).to_have_count(1, timeout=20_000)
    expect(chat.answers).to_contain_text(ANSWER)
    assert (records.questions, len(records.answers)) == ([QUESTION], 1)


def test_what_is_said_in_one_tab_appears_in_the_other_and_back(chat: ChatPage, other: ChatPage, assistant: Running) -> None:
    other.say("how much is an hour")
    expect(chat.answers).to_have_count(2)
    chat.say("do i have to undress")
    expect(other.answers).to_have_count(3)
    assert chat.texts == other.texts
    assert Records.of(chat, assistant.database).questions == [QUESTION, "how much is an hour", "do i have to undress"]


def test_a_tab_that_comes_to_the_front_has_only_one_of_each_message(chat: ChatPage, other: ChatPage) -> None:
    for question in ("how much is an hour", "when are you open"):
        other.say(question)
        chat.page.bring_to_front()
        expect(chat.part("message.visitor").last).to_contain_text(question)
        other.page.bring_to_front()
    chat.page.bring_to_front()
    expect(chat.answers).to_have_count(3)
    assert len(chat.texts) == len(set(chat.texts)) == 7


def test_two_tabs_that_ask_at_the_same_moment_both_get_answers(chat: ChatPage, other: ChatPage, assistant: Running) -> None:
    ask(chat, "how much is an hour")
    ask(other, "when are you open")
    for tab in (chat, other):
        expect(tab.answers).to_have_count(3)
        expect(tab.part("typing")).to_be_hidden()
    assert chat.texts == other.texts
    records = Records.of(chat, assistant.database)
    assert sorted(records.questions[1:]) == ["how much is an hour", "when are you open"]
    assert len(records.answers) == 3


def test_starting_over_in_one_tab_starts_over_in_the_other(chat: ChatPage, other: ChatPage) -> None:
    other.choose("start-over")
    expect(chat.answers).to_have_count(0)
    expect(chat.part("notice")).to_have_text("A new conversation began.")
    expect(chat.part("reply")).to_have_count(3)
    chat.say("when are you open")
    expect(other.answers).to_have_count(1)


def test_deleting_in_one_tab_deletes_in_the_other(chat: ChatPage, other: ChatPage) -> None:
    other.choose("delete", "delete-yes")
    expect(chat.part("notice")).to_have_text("Your chat is deleted.")
    expect(chat.part("message.visitor")).to_have_count(0)
    chat.say("when are you open")
    expect(chat.answers).to_have_count(1)


def test_who_sits_down_at_another_browser_sees_nothing_of_it(chat: ChatPage, browser: Browser, assistant: Running) -> None:
    chat.open().say(QUESTION)
    stranger = browser.new_context(base_url=assistant.url, **AT_REST)
    visit = ChatPage.at(stranger).open()
    expect(visit.part("reply")).to_have_count(3)
    expect(visit.answers).to_have_count(0)
    stranger.close()


def test_a_key_that_no_longer_holds_begins_a_new_conversation_and_says_so(chat: ChatPage) -> None:
    chat.open().say(QUESTION)
    chat.page.evaluate("""() => { for (const key of Object.keys(localStorage)) {
        localStorage[key] = JSON.stringify({ ...JSON.parse(localStorage[key]), token: 'worn.out' }); } }""")
    chat.page.reload()
    expect(chat.part("notice")).to_have_text("The earlier chat has ended. A new conversation began.")
    chat.say("when are you open")
    expect(chat.answers).to_have_count(1)


def test_nothing_that_was_said_stays_in_the_browser(chat: ChatPage, context: BrowserContext) -> None:
    chat.open().say("my knee called Ludmila hurts")
    kept = chat.page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert "token" in kept
    assert "Ludmila" not in kept and "knee" not in kept
    assert context.cookies() == []
