"""What a visitor meets while talking: greeting, starters, states, quick replies, the field to write in, links and lists."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat import ChatPage
from tests.browser.network import held_back
from tests.browser.records import Records
from tools.running import Running
from tools.website_client import WebsiteClient

BENEFIT = "does massage help back pain"
LONGEST = 4000
# Attributes as they were before each change: no state is missed, however short it was.
WATCH = """() => {
  window.states = [];
  new MutationObserver(all => all.forEach(one => window.states.push(one.oldValue ?? ''))).observe(
    document.querySelector('clinic-chat').shadowRoot.querySelector('.messages'),
    { subtree: true, attributes: true, attributeFilter: ['data-state'], attributeOldValue: true });
}"""


def test_only_the_pages_own_files_are_fetched_before_opening_and_afterwards_the_clinics_words(chat: ChatPage) -> None:
    chat.page.wait_for_load_state("networkidle")
    assert any(address.endswith("/chat/clinic-chat.js") for address in chat.requests)
    assert [address for address in chat.requests if "/webhooks/" in address] == []
    chat.open()
    expect(chat.part("reply")).to_have_count(3)
    asked = [address.rpartition("/")[2] for address in chat.requests if "/webhooks/" in address]
    assert asked == ["about", "session"]


def test_the_clinic_greets_and_offers_three_questions(chat: ChatPage, assistant: Running) -> None:
    about = WebsiteClient(assistant.url).request("GET", "/about").json
    chat.open()
    expect(chat.part("message.assistant .bubble")).to_have_text(about["greeting"])
    assert chat.part("reply").all_inner_texts() == [starter["title"] for starter in about["starters"]]
    expect(chat.part("title")).to_have_text(about["clinic"])
    expect(chat.part("emergency")).to_contain_text("999")
    expect(chat.part("intro")).to_contain_text(about["privacy"])


@pytest.mark.parametrize(("number", "word"), [(0, "stress"), (1, "massage"), (2, "undress")])
def test_each_starter_is_asked_by_a_press_and_answered(chat: ChatPage, number: int, word: str) -> None:
    chat.open()
    starters = chat.part("reply")
    title = starters.nth(number).inner_text()
    starters.nth(number).click()
    expect(chat.part("message.visitor .bubble")).to_have_text(title)
    expect(chat.answers.first).to_contain_text(re.compile(word, re.IGNORECASE))
    expect(chat.part("reply").filter(has_text=title)).to_have_count(0)


def test_while_an_answer_is_awaited_one_sees_it_and_a_screen_reader_hears_it(chat: ChatPage) -> None:
    chat.open()
    with held_back(chat.page):
        chat.part("input").fill(BENEFIT)
        chat.part("input").press("Enter")
        expect(chat.part("typing")).to_be_visible()
        expect(chat.part("status")).to_have_text("Sending…")
        expect(chat.part("message.visitor")).to_have_attribute("data-state", "sending")
    expect(chat.answers).to_have_count(1)
    expect(chat.part("typing")).to_be_hidden()
    expect(chat.part("status")).to_have_text("")


def test_a_question_goes_from_sending_through_typing_to_sent(chat: ChatPage) -> None:
    chat.open().page.evaluate(WATCH)
    chat.say(BENEFIT)
    expect(chat.part("message.visitor")).to_have_attribute("data-state", "sent")
    assert list(dict.fromkeys(chat.page.evaluate("window.states"))) == ["sending", "typing"]


def test_a_question_about_several_conditions_gets_all_its_answers_in_order(chat: ChatPage, assistant: Running) -> None:
    chat.open().say("does massage help arthritis, diabetes and stress?")
    expect(chat.answers).to_have_count(3)
    assert [text.split(":")[0] for text in chat.texts[2:]] == ["Arthritis", "Diabetes", "Stress"]
    assert [text.strip() for text in chat.texts[2:]] == Records.of(chat, assistant.database).answers


def test_quick_replies_are_gone_once_one_is_pressed_and_a_double_press_asks_once(chat: ChatPage, assistant: Running) -> None:
    chat.open().say(BENEFIT)
    reply = chat.part("reply").first
    title, used = reply.inner_text(), reply.get_attribute("data-id")
    with held_back(chat.page):
        reply.dblclick()
        expect(chat.part("reply")).to_have_count(0)
    expect(chat.part("message.visitor")).to_have_count(2)
    expect(chat.part("reply").first).to_be_visible()
    assert used not in [later.get_attribute("data-id") for later in chat.part("reply").all()]
    assert Records.of(chat, assistant.database).questions == [BENEFIT, title]


def test_quick_replies_are_gone_too_once_something_else_is_asked(chat: ChatPage) -> None:
    chat.open().say(BENEFIT)
    expect(chat.part("reply")).not_to_have_count(0)
    chat.say("when are you open")
    expect(chat.part("reply")).to_have_count(0)


def test_a_link_among_the_quick_replies_is_a_link_and_is_never_sent(chat: ChatPage, assistant: Running) -> None:
    chat.open().say("hello")
    buttons = [{"title": "Book online", "url": "https://www.willowlane.example/book"}, {"title": "How?", "payload": "/booking"}]
    Records.of(chat, assistant.database).add_answer("You can book now.", buttons)
    chat.page.reload()
    link, reply = chat.part("reply").first, chat.part("reply").last
    expect(link).to_have_role("link")
    expect(link).to_have_attribute("href", "https://www.willowlane.example/book")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", re.compile("noopener"))
    expect(reply).to_have_role("button")
    expect(reply).to_have_text("How?")
    chat.page.context.route("https://www.willowlane.example/**", lambda route: route.abort())
    with chat.page.context.expect_page():
        link.click()
    expect(chat.part("message.visitor")).to_have_count(1)
    reply.click()
    expect(chat.answers.last).to_contain_text("book online")


def test_the_button_sends_as_enter_does_and_what_is_empty_is_not_sent(chat: ChatPage, assistant: Running) -> None:
    field = chat.open().part("input")
    for nothing in ("", "   ", "\n\n"):
        field.fill(nothing)
        chat.part("send").click()
    field.fill("  do i have to undress \n")
    chat.part("send").click()
    expect(chat.answers).to_have_count(1)
    expect(field).to_be_focused()
    assert Records.of(chat, assistant.database).questions == ["do i have to undress"]


def test_shift_enter_gives_room_for_another_line_and_enter_asks_both_as_one_question(chat: ChatPage, assistant: Running) -> None:
    field = chat.open().part("input")
    field.press_sequentially("does massage")
    one_line = field.bounding_box()
    field.press("Shift+Enter")
    field.press_sequentially("help sleep")
    two_lines = field.bounding_box()
    assert one_line and two_lines and two_lines["height"] > one_line["height"]
    field.press("Enter")
    expect(chat.answers).to_have_count(1)
    assert Records.of(chat, assistant.database).questions == ["does massage help sleep"]


def test_the_characters_are_counted_where_they_become_few(chat: ChatPage) -> None:
    field, counter = chat.open().part("input"), chat.part("counter")
    field.fill("m" * 3599)
    expect(counter).to_be_hidden()
    field.fill("m" * 3600)
    expect(counter).to_have_text("3600/4000")
    field.fill("🙂" * 3650)
    expect(counter).to_have_text("3650/4000")


@pytest.mark.parametrize("letter", ["m", "🙂"])
def test_what_is_too_long_stays_to_be_shortened(chat: ChatPage, assistant: Running, letter: str) -> None:
    field = chat.open().part("input")
    field.fill(letter * (LONGEST + 1))
    field.press("Enter")
    expect(chat.part("composer .error")).to_have_text("Please keep your message to 4000 characters.")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value(letter * (LONGEST + 1))
    expect(chat.part("message.visitor")).to_have_count(0)
    field.press("Backspace")
    expect(chat.part("composer .error")).to_have_text("")
    field.press("Enter")
    expect(chat.answers).to_have_count(1)
    assert Records.of(chat, assistant.database).questions == [letter * LONGEST]


def test_an_address_in_an_answer_can_be_pressed(chat: ChatPage) -> None:
    link = chat.open().say("how do i book an appointment").locator("a.link").first
    expect(link).to_have_attribute("href", "https://www.willowlane.example/book")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_the_clinics_number_in_an_answer_can_be_pressed(chat: ChatPage, assistant: Running) -> None:
    about = WebsiteClient(assistant.url).request("GET", "/about").json
    link = chat.open().say("what is your phone number").locator("a.link[href^=tel]").first
    expect(link).to_have_text(about["phone"])
    expect(link).to_have_attribute("href", about["phone_link"])


def test_bold_words_lists_and_links_of_an_answer_look_like_it(chat: ChatPage, assistant: Running) -> None:
    chat.open().say("hello")
    text = "**Before** you come:\n- eat lightly\n- wear *soft* things\n\n1. Ring [us](tel:+442079460321)\n2. Read on\n<u>no tag</u>"
    Records.of(chat, assistant.database).add_answer(text)
    chat.page.reload()
    answer = chat.answers.last.locator(".bubble")
    expect(answer.locator("p strong")).to_have_text("Before")
    assert [item.strip() for item in answer.locator("ul > li").all_inner_texts()] == ["eat lightly", "wear *soft* things"]
    expect(answer.locator("ol > li")).to_have_count(2)
    expect(answer.locator("ol > li a")).to_have_attribute("href", "tel:+442079460321")
    expect(answer.locator("u")).to_have_count(0)
    expect(answer).to_contain_text("<u>no tag</u>")
