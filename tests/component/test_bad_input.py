"""Whatever is sent to the whole assistant: a kind reply or a clear refusal, and nobody else is disturbed."""

from __future__ import annotations

import json
import sqlite3
import uuid
from pathlib import Path
from typing import Any

import pytest

from content.channel_texts import load_filled_channel_texts
from tools.rest_client import RestClient
from tools.running import Running
from tools.turns import last_turn

TEXTS = load_filled_channel_texts()
DANGER, STORY = "my chest hurts and my left arm is numb", "i work at a desk and sit most of the day. "
MARK = "zanzibarquux"  # nothing of ours holds this word: where it turns up, a visitor's words have leaked
OFF_TOPIC = "out_of_scope"
INSIDES = ("Traceback", "Exception", "Error", "utter_", "action_", "nlu_fallback", "None", "<script", "{", "}")


def body(sender: str, text: str) -> bytes:
    return json.dumps({"sender": sender, "message": text}).encode()


def text_of(replies: list[dict[str, Any]]) -> str:
    return "\n".join(reply.get("text") or "" for reply in replies)


@pytest.mark.parametrize("blank", ["", "   ", "\n\t", "\x00", "\u202e\u200b"], ids=ascii)
def test_an_empty_message_is_met_kindly(client: RestClient, sender: str, blank: str) -> None:
    assert client.post(body(sender, blank)) == (200, [{"recipient_id": sender, "text": TEXTS.empty}])


@pytest.mark.parametrize("text", [f"{STORY * 70}{DANGER}", f"{DANGER}. {STORY * 70}", f"{STORY * 1_000}{DANGER}"], ids=["end", "beginning", "50 kB"])
def test_danger_at_either_end_of_a_visitors_long_story_is_answered(client: RestClient, assistant: Running, sender: str, text: str) -> None:
    status, replies = client.post(body(sender, text))
    assert status == 200 and "999" in text_of(replies)
    assert last_turn(assistant.database, sender).topics == ("emergency",)


def test_a_visitors_long_question_is_answered(client: RestClient, assistant: Running, sender: str) -> None:
    client.post(body(sender, f"{STORY * 70}does massage help sleep"))
    assert last_turn(assistant.database, sender).reply not in (TEXTS.empty, TEXTS.trouble)


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b'["hello"]', 400, "no_object"),
        (b'"hello"', 400, "no_object"),
        (b"hello", 400, "no_json"),
        (b"\xff\xfe\xfd", 400, "no_json"),
        (b'{"sender": "visitor-0001"}', 400, "no_message"),
        (b'{"message": 7}', 400, "no_message"),
        (b'{"message": "hello", "sender": "x"}', 400, "bad_sender"),
        (b'{"message": "' + b"x" * 64_000 + b'"}', 413, "too_large"),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_a_request_that_is_no_message_is_refused(client: RestClient, sent: bytes, status: int, code: str) -> None:
    got, answer = client.post(sent)
    assert (got, answer["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    "text",
    [
        "🙂",
        "😀😀😀",
        "👨\u200d👩\u200d👧",
        "?!",
        "a",
        "asdfghjkl",
        '/intent{"x":1}',
        "/restart",
        "/session_start",
        "//restart",
        "¿me puede ayudar a dormir mejor?",
        "Wo finde ich einen guten Bäcker?",
        "按摩有助于睡眠吗",
        "هل يساعد التدليك على النوم؟",
        "\u202eשלום, מה שלומך",
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "'; DROP TABLE events; --",
        "SELECT * FROM users WHERE 1=1",
        "${CLINIC_DATABASE}",
        "{{7*7}} {emergency_number}",
        "../../etc/passwd",
        "%s%n %00",
    ],
    ids=ascii,
)
def test_what_is_no_question_gets_a_kind_refusal(client: RestClient, assistant: Running, sender: str, text: str) -> None:
    status, replies = client.post(body(sender, text))
    assert status == 200
    assert len(text_of(replies)) > 20
    assert not [inside for inside in INSIDES if inside in text_of(replies)]
    turn = last_turn(assistant.database, sender)
    assert turn.intent in {OFF_TOPIC, "nlu_fallback", "other_language", "thanks", "greet", "affirm"}
    assert "emergency" not in turn.topics


@pytest.mark.parametrize(
    "text",
    [
        "does massage\x00 help sleep",
        "\u202edoes massage help sleep\u202c",
        "does\u200b massage\n\nhelp\tsleep",
        "<b>does massage help sleep</b>",
        "🙂 does massage help sleep 🙂",
        "/does massage help sleep",
        '/does massage help sleep{"condition":"sleep"}',
        "/sleep",
    ],
    ids=ascii,
)
def test_a_question_is_answered_through_the_noise(client: RestClient, assistant: Running, sender: str, text: str) -> None:
    assert client.post(body(sender, text))[0] == 200
    assert last_turn(assistant.database, sender).topics == ("sleep",)


def test_the_visitors_text_never_comes_back(client: RestClient, sender: str) -> None:
    replies = client.say(sender, f"does massage help <script>{MARK}</script>")
    assert MARK not in json.dumps(replies)


def events_of(database: Path, sender: str) -> list[tuple[int, str]]:
    with sqlite3.connect(database) as connection:
        return connection.execute("select id, data from events where sender_id = ? order by id", (sender,)).fetchall()


def bad_bodies(victim: str, other: str) -> list[bytes]:
    """Requests by which somebody might reach into the conversation of `victim`."""
    texts = ["/restart", '/intent{"x":1}', f"'; DELETE FROM events WHERE sender_id = '{victim}'; --", "", "x" * 10_000]
    senders = [f"{victim}\n", f" {victim}", f"{victim}'--", f"{victim}/../{victim}", f"{victim}%00", f"{victim}\x00"]
    return [
        *(body(other, text) for text in texts),
        *(body(sender, "/restart") for sender in senders),
        json.dumps([{"sender": victim, "message": "/restart"}]).encode(),
        json.dumps({"sender": victim}).encode(),
        json.dumps({"sender": [victim], "message": "hello"}).encode(),
        json.dumps({"message": "hello", "sender_id": victim, "metadata": {"sender": victim}}).encode(),
    ]


def test_bad_input_of_others_leaves_a_conversation_as_it_was(client: RestClient, assistant: Running, sender: str) -> None:
    client.say(sender, "does massage help sleep")
    before = events_of(assistant.database, sender)
    statuses = {client.post(bad)[0] for bad in bad_bodies(sender, uuid.uuid4().hex)}
    assert statuses == {200, 400}
    assert events_of(assistant.database, sender) == before
    client.say(sender, "what does research say?")
    assert last_turn(assistant.database, sender).topics == ("evidence", "sleep")


def test_a_typed_restart_does_not_wipe_ones_own_conversation(client: RestClient, assistant: Running, sender: str) -> None:
    client.say(sender, "does massage help sleep")
    before = events_of(assistant.database, sender)
    client.say(sender, "/restart")
    assert events_of(assistant.database, sender)[: len(before)] == before
    assert not [data for _, data in events_of(assistant.database, sender) if json.loads(data)["event"] == "restart"]


def test_a_refused_request_opens_no_conversation(client: RestClient, assistant: Running, sender: str) -> None:
    client.post(json.dumps({"sender": sender}).encode())
    client.say(sender, " ")
    assert events_of(assistant.database, sender) == []


def test_the_log_holds_no_words_of_visitors(client: RestClient, assistant_log: Path, sender: str) -> None:
    asked = [
        f"does massage help sleep, {MARK}",
        f"are you open on {MARK} sunday",
        f"does it help {MARK}",
        f"/{MARK}",
        f'/intent{{"x":"{MARK}"}}',
        f"my chest hurts and my arm is numb {MARK}",
        f"{MARK}@example.com +44 7700 900123",
        f"{MARK} " * 400,
        f"\x00{MARK}\u202e",
    ]
    for text in asked:
        assert client.say(sender, text)
    for bad in (f'["{MARK}"]', MARK, f'{{"message": "{MARK}', f'{{"sender": "{MARK} {MARK}", "message": "{MARK}"}}'):
        assert client.post(bad.encode())[0] == 400
    log = assistant_log.read_text(encoding="utf-8", errors="replace")
    assert "Rasa server is up and running" in log
    assert MARK not in log
    assert "does massage" not in log
