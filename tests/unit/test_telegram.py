"""Telegram's updates: each kind has its outcome, and what we send can always be parsed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from channels.messaging.messages import Incoming, Outgoing
from channels.messaging.platform import Forged, NoUpdate, Unsigned
from channels.telegram import Telegram
from tests.unit.platform_settings import VARIABLES, settings

PRIVATE, GROUP = {"id": 4711, "type": "private"}, {"id": -100123, "type": "supergroup"}
ANN = {"id": 4711, "is_bot": False, "first_name": "Ann"}
US = {"id": 1, "is_bot": True}
BUTTON = {"title": "Is it safe for me?", "payload": "/safety"}


@pytest.fixture
def telegram() -> Telegram:
    return Telegram(settings("telegram"))


def read(telegram: Telegram, **update: Any) -> list[Incoming]:
    return list(telegram.read(json.dumps({"update_id": 1, **update}).encode(), {}))


def message(chat: dict[str, Any] = PRIVATE, sender: dict[str, Any] = ANN, **fields: Any) -> dict[str, Any]:
    return {"message_id": 7, "date": 1, "chat": chat, "from": sender, **fields}


def test_the_secret_opens_the_webhook(telegram: Telegram) -> None:
    telegram.check({"x-telegram-bot-api-secret-token": VARIABLES["CLINIC_TELEGRAM_SECRET"]}, b"")


@pytest.mark.parametrize(("headers", "refusal"), [({}, Unsigned), ({"x-telegram-bot-api-secret-token": "wrong"}, Forged), ({"x-telegram-bot-api-secret-token": "\udce9"}, Forged)])
def test_nothing_else_does(telegram: Telegram, headers: dict[str, str], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        telegram.check(headers, b"")


def test_a_message_is_a_text(telegram: Telegram) -> None:
    assert read(telegram, message=message(text="does it hurt?")) == [Incoming("4711 7", "4711", "text", "does it hurt?")]


def test_an_edited_message_is_asked_anew(telegram: Telegram) -> None:
    assert read(telegram, edited_message=message(text="does it hurt?", edit_date=9)) == [Incoming("4711 7 edited 9", "4711", "text", "does it hurt?")]


@pytest.mark.parametrize("words", ["/start", "/start from-the-website", "/start@willow_lane_bot"])
def test_start_begins(telegram: Telegram, words: str) -> None:
    assert read(telegram, message=message(text=words)) == [Incoming("4711 7", "4711", "begin")]


@pytest.mark.parametrize("words", ["/start my chest hurts", "/start\ni want to die"])
def test_words_behind_start_are_read(telegram: Telegram, words: str) -> None:
    assert read(telegram, message=message(text=words)) == [Incoming("4711 7", "4711", "text", words)]


@pytest.mark.parametrize("what", ["photo", "voice", "video", "document", "audio", "animation", "something_new"])
def test_a_caption_is_read_as_the_message(telegram: Telegram, what: str) -> None:
    sent = message(**{what: {}}, caption="I can't breathe")
    assert read(telegram, message=sent) == [Incoming("4711 7", "4711", "text", "I can't breathe")]
    assert read(telegram, edited_message={**sent, "edit_date": 9})[0].text == "I can't breathe"


def test_a_reply_that_quotes_and_a_forwarded_message_are_read(telegram: Telegram) -> None:
    reply = message(text="i want to die", reply_to_message=message(sender=US, text="Hello!"), quote={"text": "Hello!"})
    forwarded = message(text="i want to die", forward_origin={"type": "user"})
    assert [read(telegram, message=sent)[0].text for sent in (reply, forwarded)] == ["i want to die"] * 2


def test_a_caption_in_a_group_is_left_alone(telegram: Telegram) -> None:
    assert read(telegram, message=message(GROUP, photo=[{}], caption="look")) == []


def test_a_word_that_begins_like_start_is_a_text(telegram: Telegram) -> None:
    assert read(telegram, message=message(text="/starting"))[0].kind == "text"


@pytest.mark.parametrize("what", ["photo", "voice", "location", "contact", "sticker", "document", "poll", "something_new"])
def test_what_has_no_words_is_declined_kindly(telegram: Telegram, what: str) -> None:
    assert read(telegram, message=message(**{what: {}})) == [Incoming("4711 7", "4711", "no_text")]


def test_a_pressed_button_is_a_button_and_is_acknowledged(telegram: Telegram) -> None:
    query = {"id": "q1", "from": ANN, "data": "0123456789abcdef.1", "message": message(sender=US)}
    (pressed,) = read(telegram, callback_query=query)
    assert pressed == Incoming("press q1", "4711", "button", "0123456789abcdef.1")
    acknowledgement = telegram.acknowledgement(pressed)
    assert acknowledgement and acknowledgement.json == {"callback_query_id": "q1"}


def test_a_group_that_speaks_to_us_is_told_to_write_in_private(telegram: Telegram) -> None:
    assert read(telegram, message=message(GROUP, text="/start@willow_lane_bot")) == [Incoming("-100123 7", "-100123", "private_only")]
    assert read(telegram, message=message(GROUP, text="and sleep?", reply_to_message=message(GROUP, US)))[0].kind == "private_only"


@pytest.mark.parametrize(
    "update",
    [
        {"message": message(GROUP, text="good morning all")},
        {"message": message(new_chat_members=[ANN])},
        {"message": message(sender=US, text="a bot speaks")},
        {"channel_post": message({"id": -5, "type": "channel"}, text="news")},
        {"my_chat_member": {}},
        {"message": "no object"},
        {"message": {"text": "from nowhere"}},
        {"callback_query": {"id": "q1", "data": "x"}},
        {},
    ],
)
def test_what_is_none_of_our_business_is_left_alone(telegram: Telegram, update: dict[str, Any]) -> None:
    assert read(telegram, **update) == []


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_what_is_no_update_is_refused(telegram: Telegram, body: bytes) -> None:
    with pytest.raises(NoUpdate):
        telegram.read(body, {})


def test_words_cannot_become_markup(telegram: Telegram) -> None:
    post = telegram.post(Outgoing("a" * 16, "4711", "**Less** than <5 & more [here](https://clinic.example/?a=1&b=2)", [BUTTON]))
    assert post.json and post.json["text"] == '<b>Less</b> than &lt;5 &amp; more <a href="https://clinic.example/?a=1&amp;b=2">here</a>'
    assert post.json["reply_markup"] == {"inline_keyboard": [[{"text": "Is it safe for me?", "callback_data": f"{'a' * 16}.0"}]]}


def test_it_waits_as_long_as_telegram_says(telegram: Telegram) -> None:
    outcome = telegram.outcome(429, {}, b'{"ok": false, "error_code": 429, "parameters": {"retry_after": 7}}')
    assert (outcome.state, outcome.after) == ("again", 7.0)


@pytest.mark.parametrize(("status", "state"), [(200, "taken"), (400, "refused"), (403, "refused"), (500, "again"), (502, "again")])
def test_what_telegram_says_decides_what_becomes_of_a_message(telegram: Telegram, status: int, state: str) -> None:
    assert telegram.outcome(status, {}, b"no json").state == state


def test_staff_see_the_end_of_a_chats_number_alone(telegram: Telegram) -> None:
    assert telegram.shown("123456789") == "…789"
