"""Turns over HTTP with a far side that is slow, silent, broken or gone: the visitor always hears, and once."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sanic import Sanic

from channels import asking, website_turns
from channels.claims import SECONDS_A_CLAIM_LASTS
from channels.website import WebsiteInput
from channels.website_messages import Asked
from content.channel_texts import load_filled_channel_texts
from tests.unit.website_conversations import rows, run, store_in
from tests.unit.website_far_side import (
    ID,
    SECRET,
    FarSide,
    Turn,
    answer_then_fail,
    events_of,
    fail,
    leave_after_asking,
    make_events_table,
    say_nothing,
    served,
    two_replies_and_buttons,
    until,
)
from tools.website_client import Answer, WebsiteChat, WebsiteClient, messages_of

TEXTS = load_filled_channel_texts()
TROUBLE = ("error", {"code": "trouble", "message": TEXTS.trouble, "retry": True})
TIMEOUT = ("error", {"code": "timeout", "message": TEXTS.website.too_slow, "retry": True})


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("website") / "conversations.db"
    make_events_table(file)
    return file


@pytest.fixture(scope="module")
def server(database: Path) -> Iterator[tuple[str, Sanic]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLINIC_SECRET", SECRET)
        patch.setenv("CLINIC_DATABASE", str(database))
        patch.setenv("CLINIC_TRUSTED_PROXIES", "127.0.0.1")
        patch.delenv("CLINIC_ORIGINS", raising=False)
        channel = WebsiteInput()
    with served(channel) as place:
        yield place


@pytest.fixture
def far_side(server: tuple[str, Sanic], database: Path) -> Iterator[FarSide]:
    side = FarSide(database)
    server[1].ctx.agent = side
    yield side
    side.go_on.set()


@pytest.fixture
def chat(server: tuple[str, Sanic], far_side: FarSide) -> WebsiteChat:
    return WebsiteClient(server[0]).chat()


def names(answer: Answer) -> list[str]:
    return [event for event, _ in answer.frames]


def test_a_stream_has_its_frames_in_order(chat: WebsiteChat, far_side: FarSide) -> None:
    far_side.turn = two_replies_and_buttons
    answer = chat.ask("hello", ID)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["x-accel-buffering"] == "no"
    assert names(answer) == ["typing", "accepted", "message", "message", "done"]
    accepted, first, second = (data for event, data in answer.frames if data)
    assert (accepted["from"], accepted["text"], accepted["seq"], accepted["client_msg_id"]) == ("visitor", "hello", 1, ID)
    assert (first["seq"], first["buttons"], first["topic"]) == (2, [], None)
    assert (second["seq"], second["topic"], second["from"]) == (3, "sleep", "assistant")
    assert second["buttons"] == [
        {"id": f"{second['id']}.0", "title": "Book a visit"},
        {"id": f"{second['id']}.1", "title": "Our page", "url": "https://www.willowlane.example"},
    ]


def test_nothing_is_shown_before_the_turn_is_saved(chat: WebsiteChat, far_side: FarSide) -> None:
    far_side.turn = far_side.answer_then_wait
    with ThreadPoolExecutor() as threads:
        asked = threads.submit(chat.ask, "hello", ID)
        assert far_side.has_begun.wait(10)
        assert [message["from"] for message in chat.history()["messages"]] == ["visitor"]
        assert not asked.done()
        far_side.go_on.set()
        assert names(asked.result()) == ["typing", "accepted", "message", "done"]


def test_the_client_chooses_neither_conversation_nor_channel_nor_metadata(chat: WebsiteChat, far_side: FarSide) -> None:
    bent = {"sender": "me", "sender_id": "me", "input_channel": "staff", "metadata": {"admin": True}}
    chat.request("POST", "/messages", {"client_msg_id": ID, "text": "hello", **bent})
    message = far_side.told[0]
    assert (len(message.sender_id), message.message_id, message.input_channel, message.metadata) == (32, ID, "website", None)


def test_a_visitor_who_leaves_early_finds_the_answer_on_return(chat: WebsiteChat, far_side: FarSide, database: Path) -> None:
    far_side.turn = far_side.wait_for_the_test
    leave_after_asking(chat, "will I find it?", b"accepted")
    assert chat.history()["running"]
    far_side.go_on.set()
    assert until(lambda: not chat.history()["running"])
    assert [message["text"] for message in chat.history()["messages"]] == ["will I find it?", "You said will I find it?"]
    assert until(lambda: "will I find it?" in events_of(database))


@pytest.mark.parametrize("turn", [fail, say_nothing, answer_then_fail])
def test_a_turn_that_fails_or_is_silent_is_told_and_can_be_tried_again(chat: WebsiteChat, far_side: FarSide, turn: Turn) -> None:
    echo, far_side.turn = far_side.turn, turn
    assert chat.ask("hello", ID).frames[2:] == [TROUBLE, ("done", {})]
    far_side.turn = echo
    assert names(chat.ask("hello", ID)) == ["typing", "accepted", "message", "done"]
    assert [message["seq"] for message in chat.history()["messages"]] == [1, 2]


def test_a_failure_is_logged_without_the_visitors_words(chat: WebsiteChat, far_side: FarSide, caplog: pytest.LogCaptureFixture) -> None:
    far_side.turn = fail
    with caplog.at_level(logging.INFO):
        chat.ask("zanzibarquux")
    assert "A turn failed with RuntimeError" in caplog.messages
    assert "zanzibarquux" not in caplog.text


def test_without_an_answer_in_time_the_visitor_is_told_and_finds_it_later(
    chat: WebsiteChat, far_side: FarSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(website_turns, "SECONDS_WITHOUT_AN_ANSWER", 0.5)
    monkeypatch.setattr(website_turns, "SECONDS_BETWEEN_PINGS", 0.1)
    far_side.turn = far_side.wait_for_the_test
    answer = chat.ask("hello", ID)
    assert answer.frames[-2:] == [TIMEOUT, ("done", {})]
    assert answer.body.count(b": ping\n\n") >= 3
    assert chat.history()["running"]
    far_side.go_on.set()
    assert until(lambda: len(chat.history()["messages"]) == 2)
    assert names(chat.ask("hello", ID)) == ["typing", "accepted", "message", "done"]
    assert len(far_side.told) == 1


def test_a_turn_that_never_ends_makes_room_for_the_next(chat: WebsiteChat, far_side: FarSide, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_SECONDS_OF_A_TURN", 0.3)
    echo, far_side.turn = far_side.turn, far_side.wait_for_the_test
    assert chat.ask("hello").frames[-2:] == [TROUBLE, ("done", {})]
    far_side.turn = echo
    assert messages_of(chat.ask("and now"))[0]["text"] == "You said and now"


def test_a_retry_takes_over_from_a_worker_that_died_in_mid_turn(chat: WebsiteChat, database: Path) -> None:
    [[conversation]] = rows(database, "SELECT conversation FROM website_sessions ORDER BY created DESC LIMIT 1")
    with store_in(database) as dead:
        run(dead.claim(conversation, Asked(ID, "hello"), time.time() - SECONDS_A_CLAIM_LASTS + 1.0))
    assert names(chat.ask("hello", ID)) == ["typing", "accepted", "message", "done"]


def test_twenty_retries_at_once_are_one_turn_and_all_see_it(chat: WebsiteChat, far_side: FarSide) -> None:
    far_side.turn = far_side.wait_for_the_test
    with ThreadPoolExecutor(20) as threads:
        asked = [threads.submit(chat.ask, "hello", ID) for _ in range(20)]
        assert far_side.has_begun.wait(10)
        far_side.go_on.set()
        answers = [each.result() for each in asked]
    assert len({answer.body.replace(b": ping\n\n", b"") for answer in answers}) == 1
    assert names(answers[0]) == ["typing", "accepted", "message", "done"]
    assert len(far_side.told) == 1
    assert len(chat.history()["messages"]) == 2


def test_another_text_under_the_same_id_is_refused_while_and_after_the_first(chat: WebsiteChat, far_side: FarSide) -> None:
    far_side.turn = far_side.wait_for_the_test
    with ThreadPoolExecutor() as threads:
        first = threads.submit(chat.ask, "hello", ID)
        assert far_side.has_begun.wait(10)
        assert chat.ask("bye", ID).error == (409, "id_used")
        far_side.go_on.set()
        assert first.result().status == 200
    assert chat.ask("bye", ID).error == chat.press("sleep", ID).error == (409, "id_used")
    assert chat.press(TEXTS.website.starters[0], ID).error == (409, "id_used")
    assert len(far_side.told) == 1


def test_a_second_message_waits_for_the_first(chat: WebsiteChat, far_side: FarSide) -> None:
    far_side.turn = far_side.wait_for_the_test
    with ThreadPoolExecutor() as threads:
        first = threads.submit(chat.ask, "first")
        assert far_side.has_begun.wait(10)
        second = threads.submit(chat.ask, "second")
        assert until(lambda: len(chat.history()["messages"]) == 2)
        assert [message.text for message in far_side.told] == ["first"]
        far_side.go_on.set()
        assert messages_of(first.result())[0]["text"] == "You said first"
        assert messages_of(second.result())[0]["text"] == "You said second"
    assert [message["text"] for message in chat.history()["messages"]] == ["first", "second", "You said first", "You said second"]


def test_visitors_do_not_wait_for_each_other(chat: WebsiteChat, far_side: FarSide) -> None:
    echo, far_side.turn = far_side.turn, far_side.wait_for_the_test
    slow, quick = chat, chat.client.chat()
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(slow.ask, "hello")
        assert far_side.has_begun.wait(10)
        far_side.turn = echo
        assert messages_of(quick.ask("hello"))
        far_side.go_on.set()
        assert messages_of(waiting.result())


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_conversation_erased_in_flight_leaves_nothing(chat: WebsiteChat, far_side: FarSide, database: Path, when: str) -> None:
    chat.ask("an earlier mangrovequux")
    far_side.turn = far_side.wait_for_the_test if when == "before" else far_side.answer_then_wait
    far_side.has_begun.clear()
    with ThreadPoolExecutor() as threads:
        asked = threads.submit(chat.ask, "a late mangrovequux", ID)
        assert far_side.has_begun.wait(10)
        assert chat.request("DELETE", "/session").status == 204
        far_side.go_on.set()
        asked.result()
    assert far_side.told[-1].text == "a late mangrovequux"
    assert until(lambda: not [text for text in events_of(database) if "mangrovequux" in text])
    assert chat.request("GET", "/history").error == (401, "erased")
    assert rows(database, "select count(*) from website_messages where text like '%mangrovequux%'") == [(0,)]


def test_a_database_that_cannot_be_written_is_told_as_trouble(
    chat: WebsiteChat, far_side: FarSide, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite3.connect(database, isolation_level="EXCLUSIVE") as connection:
        connection.execute("DELETE FROM website_feedback")  # and with it the lock, until the end of the block
        answer = chat.ask("zanzibarquux", ID)
    assert answer.error == (503, "trouble")
    assert "zanzibarquux" not in caplog.text
    assert messages_of(chat.ask("zanzibarquux", ID))
