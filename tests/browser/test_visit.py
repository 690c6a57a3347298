"""A visit to the clinic's page: chat, leave, come back, in one tab and in two."""

from __future__ import annotations

import re
import sqlite3

from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.chat import ChatPage
from tools.running import Running

CHANNEL = re.compile(r"/webhooks/website/messages$")


def stored(assistant: Running, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(assistant.database) as connection:
        return connection.execute(query).fetchall()


def test_nothing_is_asked_of_the_server_before_the_chat_is_opened(chat: ChatPage) -> None:
    assert [address for address in chat.requests if "/webhooks/" in address] == []
    chat.open()
    assert [address for address in chat.requests if "/webhooks/" in address] != []


def test_a_conversation_goes_on_after_a_reload(chat: ChatPage) -> None:
    chat.open()
    assert "night" in chat.say("does massage help sleep").inner_text()
    assert "diabetes" in chat.say("is it safe with diabetes?").inner_text().lower()
    before = chat.texts
    chat.page.reload()
    expect(chat.answers).to_have_count(2)
    assert chat.texts == before


def test_a_starter_is_a_question_and_a_quick_reply_is_used_up(chat: ChatPage) -> None:
    chat.open()
    starter = chat.part("reply").first
    asked = starter.inner_text()
    starter.click()
    expect(chat.part("message.visitor")).to_have_text(re.compile(re.escape(asked)))
    expect(chat.answers).to_have_count(1)
    chat.part("reply").first.click()
    expect(chat.answers).to_have_count(2)
    expect(chat.part("message.visitor")).to_have_count(2)


def test_enter_sends_and_shift_enter_begins_a_line(chat: ChatPage) -> None:
    field = chat.open().part("input")
    field.press_sequentially("hello")
    field.press("Shift+Enter")
    field.press_sequentially("there")
    assert field.input_value() == "hello\nthere"
    field.press("Enter")
    expect(chat.answers).to_have_count(1)
    assert field.input_value() == ""


def test_a_second_tab_shows_the_same_conversation(chat: ChatPage, context: BrowserContext) -> None:
    chat.open().say("do i have to undress")
    other = ChatPage.at(context)
    if not other.part("input").is_visible():
        other.part("launcher").click()
    expect(other.answers).to_have_count(1)
    other.say("how much is an hour")
    chat.page.bring_to_front()
    expect(chat.answers).to_have_count(2)
    assert chat.texts == other.texts


def test_a_failed_message_is_kept_and_asked_once(chat: ChatPage, assistant: Running) -> None:
    chat.open()
    chat.page.route(CHANNEL, lambda route: route.abort())
    chat.page.route(re.compile("/history"), lambda route: route.abort())
    chat.part("input").fill("do you sell gift vouchers for my aunt Wilma")
    chat.part("input").press("Enter")
    expect(chat.part("retry")).to_be_visible(timeout=30_000)
    assert "Wilma" in chat.texts[-1]
    chat.page.unroute_all()
    chat.part("retry").click()
    expect(chat.answers).to_have_count(1, timeout=20_000)
    asked = "select count(*) from website_messages where sender = 'visitor' and text like '%Wilma%'"
    assert stored(assistant, asked) == [(1,)]


def test_an_answer_that_was_lost_on_the_way_is_found(chat: ChatPage) -> None:
    """The request arrives and is answered, the answer does not come back."""
    chat.open()

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    chat.page.route(CHANNEL, lose_the_answer, times=1)
    chat.part("input").fill("what should i wear")
    chat.part("input").press("Enter")
    expect(chat.answers).to_have_count(1, timeout=30_000)
    expect(chat.part("message.visitor")).to_have_count(1)


def test_offline_and_back_the_message_goes_out(chat: ChatPage, context: BrowserContext) -> None:
    chat.open()
    context.set_offline(True)
    chat.part("input").fill("are you open on sunday")
    chat.part("input").press("Enter")
    expect(chat.part("status")).to_contain_text("offline")
    context.set_offline(False)
    expect(chat.answers).to_have_count(1, timeout=30_000)


def test_a_vote_with_a_word_is_kept(chat: ChatPage, assistant: Running) -> None:
    chat.open().say("does it hurt")
    up = chat.part("thumb").first
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    chat.part("comment textarea, .comment input").first.fill("kind and clear zebra")
    chat.part("comment .button").click()
    expect(chat.part("thanks")).to_be_visible()
    assert stored(assistant, "select vote from website_feedback where comment = 'kind and clear zebra'") == [("up",)]


def test_a_wish_to_be_called_is_kept_apart_from_the_transcript(chat: ChatPage, assistant: Running) -> None:
    chat.open().part("menu-button").click()
    chat.page.locator("clinic-chat [data-do=call-back]").click()
    form = chat.part("callback-form")
    form.locator("[type=submit], .primary").first.click()
    expect(form.locator("[aria-invalid=true]").first).to_be_visible()
    form.locator("[name=name]").fill("Quentin Zebra")
    form.locator("[name=phone]").fill("020 7946 0999")
    form.locator("[name=consent]").check()
    form.locator("[type=submit], .primary").first.click()
    expect(chat.part("callback")).to_contain_text("Thank you")
    assert stored(assistant, "select count(*) from callback_requests where name = 'Quentin Zebra'") == [(1,)]
    for table, column in (("website_messages", "text"), ("events", "data")):
        assert stored(assistant, f"select count(*) from {table} where {column} like '%Quentin%'") == [(0,)]


def test_a_deleted_chat_is_gone_here_and_in_the_database(chat: ChatPage, assistant: Running) -> None:
    chat.open().say("how often should i come, says the walrus")
    chat.part("menu-button").click()
    expect(chat.part("chat-code")).to_contain_text(re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}"))
    chat.page.locator("clinic-chat [data-do=delete]").click()
    chat.page.locator("clinic-chat [data-do=delete-yes]").click()
    expect(chat.answers).to_have_count(0)
    chat.page.reload()
    expect(chat.answers).to_have_count(0)
    for table, column in (("website_messages", "text"), ("events", "data")):
        assert stored(assistant, f"select count(*) from {table} where {column} like '%walrus%'") == [(0,)]


def test_what_arrives_while_the_chat_is_closed_is_counted(chat: ChatPage) -> None:
    chat.open().slow_down(800).part("input").fill("tell me about aftercare")
    chat.part("input").press("Enter")
    chat.part("close").click()
    expect(chat.part("badge")).to_have_text("1")
    expect(chat.part("launcher")).to_have_accessible_name(re.compile("1 unread"))
    expect(chat.part("launcher")).to_be_focused()
