"""A visitor's conversation over the website channel with the whole assistant behind it."""

from __future__ import annotations

import http.client
import json
import re
import sqlite3
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from content.channel_texts import load_filled_channel_texts
from content.clinic import load_clinic
from tools.running import Running
from tools.turns import last_turn
from tools.website_client import Answer, WebsiteChat, WebsiteClient, messages_of

TEXTS, CLINIC = load_filled_channel_texts(), load_clinic()
QUESTION = "does massage help sleep"
ID = "message-0001"


def rows(database: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    with sqlite3.connect(database) as connection:
        return connection.execute(query, values).fetchall()


def conversation_of(chat: WebsiteChat, database: Path) -> str:
    """The conversation behind a chat, as the staff find it by its code."""
    return str(rows(database, "select conversation from website_sessions where chat_code = ?", chat.code)[0][0])


def events_of(chat: WebsiteChat, database: Path) -> int:
    conversation = conversation_of(chat, database)
    return int(rows(database, "select count(*) from events where sender_id = ?", conversation)[0][0])


def topics(answer: Answer) -> list[str | None]:
    return [message["topic"] for message in messages_of(answer)]


def test_before_the_first_word_the_chat_says_who_it_is_and_whom_to_call(website: WebsiteClient) -> None:
    answer = website.request("GET", "/about")
    about = answer.json
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert (about["clinic"], about["phone"]) == (CLINIC.name, CLINIC.contact.phone)
    assert about["phone_link"] == "tel:+442079460321"
    assert "999" in about["emergency"]
    assert CLINIC.name in about["greeting"]
    assert about["privacy_url"] == CLINIC.website.privacy_page
    assert [starter["id"] for starter in about["starters"]] == TEXTS.website.starters
    assert "{" not in json.dumps([about[name] for name in ("emergency", "greeting", "privacy")])


def test_a_session_is_a_token_a_code_and_an_end(website: WebsiteClient) -> None:
    begun = website.request("POST", "/session")
    assert begun.status == 200
    assert set(begun.json) == {"token", "chat_code", "expires"}
    assert begun.json["expires"] == pytest.approx(time.time() + 24 * 3600, abs=60)
    assert begun.headers["cache-control"] == "no-store"


def test_a_whole_conversation_with_memory_buttons_and_topics(chat: WebsiteChat, assistant: Running) -> None:
    sleep = chat.ask(QUESTION)
    assert topics(sleep) == ["sleep"]
    buttons = {button["title"]: button["id"] for button in messages_of(sleep)[-1]["buttons"]}
    evidence = chat.press(buttons["What does research say?"])
    assert messages_of(evidence)
    assert last_turn(assistant.database, conversation_of(chat, assistant.database)).topics == ("evidence", "sleep")
    booking = chat.press(buttons["Book a visit"])
    assert topics(booking) == ["booking"]
    visitors = [message["text"] for message in chat.history()["messages"] if message["from"] == "visitor"]
    assert visitors == [QUESTION, "What does research say?", "Book a visit"]


def test_every_starter_can_be_pressed(chat: WebsiteChat, website: WebsiteClient) -> None:
    for starter in website.request("GET", "/about").json["starters"]:
        answer = chat.press(starter["id"])
        assert dict(answer.frames)["accepted"]["text"] == starter["title"]
        assert topics(answer)[-1] == starter["id"]


def test_several_conditions_are_several_messages_in_order(chat: WebsiteChat) -> None:
    answer = chat.ask("is it safe for diabetes and depression")
    assert topics(answer) == ["safety", "safety"]
    assert [message["seq"] for message in messages_of(answer)] == [2, 3]


def test_an_emergency_reaches_the_visitor_alone_and_with_the_number(chat: WebsiteChat) -> None:
    messages = messages_of(chat.ask("I have chest pain and my arm is numb"))
    assert [message["topic"] for message in messages] == ["emergency"]
    assert "999" in messages[0]["text"]


def test_without_a_stream_the_same_comes_as_one_list(chat: WebsiteChat) -> None:
    asked = {"client_msg_id": ID, "text": QUESTION}
    answer = chat.request("POST", "/messages", asked, Accept="application/json")
    assert answer.headers["content-type"] == "application/json"
    assert [frame["event"] for frame in answer.json] == ["accepted", "message"]
    streamed = chat.ask(QUESTION, ID).frames
    assert [(frame["event"], frame["data"]) for frame in answer.json] == streamed[1:-1]


def test_a_retry_shows_the_same_turn_and_asks_nothing(chat: WebsiteChat, assistant: Running) -> None:
    first = chat.ask(QUESTION, ID)
    recorded = events_of(chat, assistant.database)
    chat.ask("how long is a session")
    assert chat.ask(QUESTION, ID).frames == first.frames
    assert len(chat.history()["messages"]) == 4
    assert recorded < events_of(chat, assistant.database) < 2.5 * recorded


def test_twenty_retries_at_once_are_one_turn(chat: WebsiteChat, assistant: Running) -> None:
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda _: chat.ask(QUESTION, ID), range(20)))
    assert {answer.status for answer in answers} == {200}
    assert len({json.dumps(answer.frames) for answer in answers}) == 1
    conversation = conversation_of(chat, assistant.database)
    asked = "select count(*) from events where sender_id = ? and type_name = 'user' and action_name is null"
    assert rows(assistant.database, asked, conversation) == [(1,)]
    assert len(chat.history()["messages"]) == 2


def test_ids_in_any_order_keep_the_order_of_arrival(chat: WebsiteChat) -> None:
    for number in (3, 1, 2, 1, 3):
        assert chat.ask(f"how long is a session, {number}", f"message-000{number}").status == 200
    visitors = [message for message in chat.history()["messages"] if message["from"] == "visitor"]
    assert [message["client_msg_id"][-1] for message in visitors] == ["3", "1", "2"]
    assert [message["seq"] for message in visitors] == [1, 3, 5]


def test_the_history_holds_what_came_after(chat: WebsiteChat) -> None:
    shown = [data for event, data in chat.ask(QUESTION, ID).frames if event in ("accepted", "message")]
    assert chat.history() == {"messages": shown, "running": False}
    assert chat.history(after=1)["messages"] == shown[1:]
    assert chat.history(after=2)["messages"] == []
    assert chat.history(after=999_999_999)["messages"] == []


def test_a_second_tab_with_the_same_token_sees_the_conversation(chat: WebsiteChat, website: WebsiteClient) -> None:
    chat.ask(QUESTION)
    assert WebsiteChat(website, chat.token).history() == chat.history()


def test_a_visitor_who_leaves_at_once_finds_the_answer_in_the_history(chat: WebsiteChat) -> None:
    connection = http.client.HTTPConnection(chat.client.url.removeprefix("http://"), timeout=10)
    body = json.dumps({"client_msg_id": ID, "text": QUESTION})
    connection.request("POST", "/webhooks/website/messages", body, {"Authorization": f"Bearer {chat.token}"})
    connection.close()
    deadline = time.monotonic() + 15
    while len(chat.history()["messages"]) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [message["topic"] for message in chat.history(after=1)["messages"]] == ["sleep"]


def test_a_vote_is_kept_and_replaced(chat: WebsiteChat, assistant: Running) -> None:
    reply = messages_of(chat.ask(QUESTION))[0]["id"]
    for vote, comment in (("up", None), ("down", "call me on 07911 123456")):
        sent = {"message_id": reply, "vote": vote, **({"comment": comment} if comment else {})}
        answer = chat.request("POST", "/feedback", sent)
        assert (answer.status, answer.body) == (204, b"")
    kept = rows(assistant.database, "select vote, comment from website_feedback where message_id = ?", reply)
    assert kept == [("down", "call me on [phone number]")]


def test_a_request_to_be_called_stays_out_of_the_transcript_and_of_rasa(chat: WebsiteChat, assistant: Running) -> None:
    name = uuid.uuid4().hex
    chat.ask(QUESTION)
    fields = {"name": name, "phone": "07911 123456", "best_time": "after 5", "consent": True}
    assert chat.request("POST", "/callback", fields).status == 204
    kept = "select conversation, phone, email, best_time, status from callback_requests where name = ?"
    conversation = conversation_of(chat, assistant.database)
    assert rows(assistant.database, kept, name) == [(conversation, "07911 123456", None, "after 5", "new")]
    assert name not in json.dumps(chat.history())
    assert rows(assistant.database, "select count(*) from events where data like ?", f"%{name}%") == [(0,)]
    assert rows(assistant.database, "select count(*) from events where data like '%07911 123456%'") == [(0,)]


def test_a_form_that_is_not_filled_in_says_what_is_missing(chat: WebsiteChat) -> None:
    answer = chat.request("POST", "/callback", {"name": "Ann", "phone": "12", "consent": True})
    assert answer.error == (422, "bad_fields")
    assert answer.json["error"]["fields"] == {"phone": TEXTS.website.callback.phone}


def test_an_erased_conversation_is_gone_everywhere_and_its_token_dead(chat: WebsiteChat, assistant: Running) -> None:
    conversation = conversation_of(chat, assistant.database)
    reply = messages_of(chat.ask(QUESTION))[0]["id"]
    chat.request("POST", "/feedback", {"message_id": reply, "vote": "up"})
    assert events_of(chat, assistant.database)
    assert chat.request("DELETE", "/session").status == 204
    for table, column in (("events", "sender_id"), ("website_messages", "conversation"), ("website_feedback", "conversation")):
        assert rows(assistant.database, f"select count(*) from {table} where {column} = ?", conversation) == [(0,)]
    assert chat.request("DELETE", "/session").error == (401, "erased")
    assert chat.ask(QUESTION).error == (401, "erased")


def test_a_conversation_erased_while_it_is_answered_stays_gone(chat: WebsiteChat, assistant: Running) -> None:
    conversation = conversation_of(chat, assistant.database)
    chat.ask(QUESTION)
    with ThreadPoolExecutor() as threads:
        asked = [threads.submit(chat.ask, f"does massage help headaches, {number}") for number in range(6)]
        time.sleep(0.1)
        assert chat.request("DELETE", "/session").status == 204
        assert {each.result().status for each in asked} <= {200, 401}
    time.sleep(1.0)
    assert rows(assistant.database, "select count(*) from events where sender_id = ?", conversation) == [(0,)]
    assert rows(assistant.database, "select count(*) from website_messages where conversation = ?", conversation) == [(0,)]


def test_the_staff_find_a_chat_by_its_code(chat: WebsiteChat, assistant: Running) -> None:
    kept = rows(assistant.database, "select page, lang, erased_at from website_sessions where chat_code = ?", chat.code)
    assert kept == [("https://www.willowlane.example/prices", "en-GB", None)]


def test_personal_data_is_masked_before_it_is_stored_anywhere(chat: WebsiteChat, assistant: Running) -> None:
    answer = chat.ask("does massage help sleep? I am zoequux@example.com, 07911 123457, card 4111 1111 1111 1111")
    shown = "does massage help sleep? I am [e-mail address], [phone number], card [card number]"
    assert dict(answer.frames)["accepted"]["text"] == shown
    assert topics(answer) == ["sleep"]
    recorded = rows(assistant.database, "select data from events where sender_id = ?", conversation_of(chat, assistant.database))
    assert shown in json.loads(next(data for (data,) in recorded if shown in data))["text"]
    with sqlite3.connect(assistant.database) as connection:
        everything = "\n".join(connection.iterdump())
    # Not the last digits by themselves: a probability, an id or a checksum may hold any six digits.
    assert not re.findall(r"zoequux|07911\D?123457|4111\D?1111", everything)
