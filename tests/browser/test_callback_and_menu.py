"""What a visitor does beside talking: ask for a call, judge an answer, start over, delete the chat."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat import ChatPage
from tests.browser.network import unreachable
from tests.browser.records import Records
from tools.running import Running
from tools.website_client import WebsiteChat, WebsiteClient

QUESTION = "does massage help sleep"
NAME, PHONE, EMAIL = "Quirina Zaplotny", "+44 20 7946 0958", "quirina@post.example"
LABELS = ["Name", "Phone", "Or e-mail", "Best time to reach you (optional)", "The clinic may keep these details to get back to me."]


@pytest.fixture
def form(chat: ChatPage) -> ChatPage:
    """The chat with one answer and the form for a call open."""
    chat.open().say(QUESTION)
    chat.choose("call-back")
    return chat


def fill(form: ChatPage, *contents: str, consent: bool = True) -> None:
    """Write into the fields with these labels, in their order on the form, and send it."""
    for label, content in zip(LABELS, contents):
        form.page.get_by_label(label, exact=True).fill(content)
    form.page.get_by_label(LABELS[-1]).set_checked(consent)
    form.part("callback-form .primary").click()


def complaints(form: ChatPage) -> dict[str, str]:
    """What is said of each wrong field, as a screen reader finds it: by the field's description."""
    wrong = form.part("callback-form").locator("[aria-invalid=true]").all()
    described = {str(field.get_attribute("name")): f"#{field.get_attribute('aria-describedby')}" for field in wrong}
    return {name: form.part("callback-form").locator(error).inner_text() for name, error in described.items()}


def test_every_field_of_the_form_has_a_label_and_the_first_is_ready(form: ChatPage) -> None:
    for label in LABELS:
        expect(form.page.get_by_label(label, exact=True)).to_be_visible()
    expect(form.page.get_by_label("Name", exact=True)).to_be_focused()
    kinds = [form.page.get_by_label(label, exact=True).get_attribute("autocomplete") for label in LABELS[:3]]
    assert kinds == ["name", "tel", "email"]


def test_a_wish_to_be_called_is_kept_apart_from_what_was_said(form: ChatPage, assistant: Running) -> None:
    fill(form, NAME, PHONE, EMAIL, "after six")
    expect(form.part("callback .thanks")).to_have_text("Thank you. The clinic will get back to you.")
    expect(form.part("callback .thanks")).to_be_focused()
    form.part("back").click()
    expect(form.part("input")).to_be_focused()
    records = Records.of(form, assistant.database)
    [(name, phone, email, best_time)] = records.callbacks
    assert (name, re.sub(r"\D", "", phone), email, best_time) == (NAME, re.sub(r"\D", "", PHONE), EMAIL, "after six")
    assert records.questions == [QUESTION]
    assert records.events
    everything = "\n".join([*form.texts, *records.answers, *records.events])
    for secret in ("Quirina", "Zaplotny", "0958", "post.example", "after six"):
        assert secret not in everything


def test_an_empty_form_says_at_each_field_what_is_missing(form: ChatPage, assistant: Running) -> None:
    fill(form, "", "", "", consent=False)
    assert complaints(form) == {
        "name": "Please tell us your name.",
        "phone": "Please give a phone number or an e-mail address.",
        "consent": "Please tick this box.",
    }
    expect(form.page.get_by_label("Name", exact=True)).to_be_focused()
    form.part("back").click()
    assert Records.of(form, assistant.database).callbacks == []


@pytest.mark.parametrize(("phone", "email", "wrong"), [("12", "", "phone"), ("", "quirina at post", "email")])
def test_what_the_clinic_cannot_use_is_said_at_its_field_and_can_be_mended(
    form: ChatPage, assistant: Running, phone: str, email: str, wrong: str
) -> None:
    fill(form, NAME, phone, email)
    expect(form.part("callback-form").locator(f"[name={wrong}]")).to_have_attribute("aria-invalid", "true")
    expect(form.part("callback-form").locator(f"[name={wrong}]")).to_be_focused()
    assert list(complaints(form)) == [wrong]
    assert complaints(form)[wrong]
    expect(form.page.get_by_label("Name", exact=True)).to_have_value(NAME)
    fill(form, NAME, PHONE, "")
    expect(form.part("callback .thanks")).to_be_visible()
    form.part("back").click()
    assert len(Records.of(form, assistant.database).callbacks) == 1


def test_after_one_wish_the_form_opens_again_empty(form: ChatPage, assistant: Running) -> None:
    fill(form, NAME, PHONE)
    expect(form.part("callback .thanks")).to_be_focused()
    form.choose("call-back")
    expect(form.part("callback .thanks")).to_have_count(0)
    expect(form.page.get_by_label("Name", exact=True)).to_be_focused()
    for label in LABELS[:4]:
        expect(form.page.get_by_label(label, exact=True)).to_have_value("")
    expect(form.page.get_by_label(LABELS[-1])).not_to_be_checked()
    fill(form, "Another Name", "", EMAIL)
    expect(form.part("callback .thanks")).to_be_focused()
    form.part("back").click()
    assert [wish[0] for wish in Records.of(form, assistant.database).callbacks] == [NAME, "Another Name"]


@pytest.mark.parametrize("how", ["closing", "starting over"])
def test_whoever_leaves_the_form_another_way_is_back_where_one_writes(form: ChatPage, how: str) -> None:
    if how == "closing":
        form.part("close").click()
        form.part("launcher").click()
    else:
        form.choose("start-over")
        expect(form.answers).to_have_count(0)
    expect(form.part("callback")).to_be_hidden()
    expect(form.part("input")).to_be_focused()
    form.say("how much is an hour")


def test_a_form_that_does_not_get_through_keeps_what_was_written(form: ChatPage, assistant: Running) -> None:
    with unreachable(form.page):
        fill(form, NAME, PHONE)
        expect(form.part("callback-form > .error")).to_have_text("That did not work. Please try again.")
    expect(form.page.get_by_label("Name", exact=True)).to_have_value(NAME)
    form.part("callback-form .primary").click()
    expect(form.part("callback .thanks")).to_be_visible()
    form.part("back").click()
    assert len(Records.of(form, assistant.database).callbacks) == 1


def test_the_way_back_from_the_form_leads_to_the_conversation(form: ChatPage) -> None:
    expect(form.part("input")).to_be_hidden()
    form.page.keyboard.press("Escape")
    expect(form.part("input")).to_be_focused()
    expect(form.answers).to_have_count(1)
    form.say("how much is an hour")


def test_a_thumb_counts_without_a_comment_and_can_be_turned(chat: ChatPage, assistant: Running) -> None:
    answer = chat.open().say(QUESTION)
    up, down = answer.get_by_role("button", name="Helpful", exact=True), answer.get_by_role("button", name="Not helpful")
    records = Records.of(chat, assistant.database)
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    assert records.feedback == [("up", None)]
    down.click()
    expect(down).to_have_attribute("aria-pressed", "true")
    expect(up).to_have_attribute("aria-pressed", "false")
    assert records.feedback == [("down", None)]


def test_a_comment_goes_with_the_thumb_and_not_into_the_conversation(chat: ChatPage, assistant: Running) -> None:
    answer = chat.open().say(QUESTION)
    answer.get_by_role("button", name="Not helpful").click()
    answer.get_by_label("Tell us why (optional)").fill("too short, said the marmot")
    answer.get_by_role("button", name="Send comment").click()
    expect(answer.locator(".thanks")).to_have_text("Thank you for telling us.")
    records = Records.of(chat, assistant.database)
    assert records.feedback == [("down", "too short, said the marmot")]
    assert records.questions == [QUESTION]
    assert "marmot" not in "".join(records.events)


def test_a_thumb_that_does_not_get_through_is_not_shown_as_given(chat: ChatPage, assistant: Running) -> None:
    up = chat.open().say(QUESTION).locator("[data-vote=up]")
    with unreachable(chat.page):
        up.click()
        expect(chat.part("chat > .error")).to_have_text("That did not work. Please try again.")
    expect(up).to_have_attribute("aria-pressed", "false")
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(chat.part("chat > .error")).to_have_text("")
    assert Records.of(chat, assistant.database).feedback == [("up", None)]


def test_the_menu_has_the_chat_code_and_the_clinics_number(chat: ChatPage, assistant: Running) -> None:
    about = WebsiteClient(assistant.url).request("GET", "/about").json
    chat.open().say(QUESTION)
    chat.part("menu-button").click()
    expect(chat.part("chat-code strong")).to_have_text(re.compile(r"^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$"))
    expect(chat.part("menu a.menu-item")).to_have_attribute("href", about["phone_link"])
    expect(chat.part("menu a.menu-item")).to_contain_text(about["phone"])
    chat.page.keyboard.press("Escape")
    expect(chat.part("menu")).to_be_hidden()
    expect(chat.part("menu-button")).to_be_focused()
    assert Records.of(chat, assistant.database).questions == [QUESTION]


def test_starting_over_begins_an_empty_conversation_that_remembers_nothing(chat: ChatPage, assistant: Running) -> None:
    chat.open().say("does massage help diabetes")
    before = Records.of(chat, assistant.database)
    chat.choose("start-over")
    expect(chat.part("notice")).to_have_text("A new conversation began.")
    expect(chat.part("message")).to_have_count(1)
    expect(chat.part("reply")).to_have_count(3)
    expect(chat.part("input")).to_be_focused()
    assert "diabetes" not in chat.say("is it safe?").inner_text().lower()
    after = Records.of(chat, assistant.database)
    assert after.conversation != before.conversation
    assert (after.questions, before.questions) == (["is it safe?"], ["does massage help diabetes"])


def test_deleting_is_asked_once_more_and_can_be_thought_better_of(chat: ChatPage, assistant: Running) -> None:
    chat.open().say(QUESTION)
    chat.choose("delete")
    expect(chat.page.get_by_role("group", name="Delete this conversation for good?")).to_be_visible()
    expect(chat.part("menu-item[data-do=delete-no]")).to_be_focused()
    chat.page.keyboard.press("Enter")
    expect(chat.part("menu")).to_be_hidden()
    expect(chat.answers).to_have_count(1)
    assert Records.of(chat, assistant.database).questions == [QUESTION]


def test_a_deleted_chat_is_gone_here_at_the_clinic_and_after_a_reload(chat: ChatPage, assistant: Running) -> None:
    chat.open().say(QUESTION).locator("[data-vote=up]").click()
    expect(chat.part("comment")).to_be_visible()
    records = Records.of(chat, assistant.database)
    assert (len(records.questions), len(records.answers), len(records.feedback)) == (1, 1, 1)
    assert records.events
    token = str(chat.page.evaluate("JSON.parse(Object.values({ ...localStorage })[0]).token"))
    chat.choose("delete", "delete-yes")
    expect(chat.part("notice")).to_have_text("Your chat is deleted.")
    expect(chat.part("message")).to_have_count(1)
    assert [*records.questions, *records.answers, *records.events, *records.feedback] == []
    assert WebsiteChat(WebsiteClient(assistant.url), token).request("GET", "/history").error == (401, "erased")
    chat.page.reload()
    expect(chat.part("reply")).to_have_count(3)
    expect(chat.part("message.visitor")).to_have_count(0)
    chat.say("how much is an hour")


def test_a_deletion_that_does_not_get_through_says_so_and_keeps_the_chat(chat: ChatPage) -> None:
    chat.open().say(QUESTION)
    with unreachable(chat.page):
        chat.choose("delete", "delete-yes")
        expect(chat.part("chat > .error")).to_have_text("That did not work. Please try again.")
    expect(chat.answers).to_have_count(1)
    chat.choose("delete", "delete-yes")
    expect(chat.answers).to_have_count(0)
