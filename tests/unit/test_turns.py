"""A recorded turn is read back from the tracker store's file as it was."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tools.turns import RecordedTurn, last_turn, turn_of

Events = list[dict[str, Any]]


def user(text: str, intent: str = "sleep", confidence: float = 0.9) -> dict[str, Any]:
    return {"event": "user", "text": text, "parse_data": {"intent": {"name": intent, "confidence": confidence}}}


def bot(text: str | None, **marks: Any) -> dict[str, Any]:
    return {"event": "bot", "text": text, "metadata": marks}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """An empty tracker store with the columns of Rasa's own."""
    file = tmp_path / "conversations.db"
    with sqlite3.connect(file) as connection:
        connection.execute(
            "create table events (id integer primary key, sender_id varchar not null, type_name varchar not null, "
            "timestamp float, intent_name varchar, action_name varchar, data text)"
        )
    return file


def record(database: Path, sender: str, events: Events) -> None:
    with sqlite3.connect(database) as connection:
        rows = [(sender, event["event"], json.dumps(event)) for event in events]
        connection.executemany("insert into events (sender_id, type_name, data) values (?, ?, ?)", rows)


def test_a_turn_is_read_with_its_intent_topics_and_reply(database: Path) -> None:
    record(database, "visitor", [user("does it help sleep"), {"event": "action", "name": "utter_sleep"}, bot("It may.", topics=["sleep"])])
    assert last_turn(database, "visitor") == RecordedTurn("sleep", 0.9, ("sleep",), (), "It may.")


def test_only_the_last_turn_is_read(database: Path) -> None:
    record(database, "visitor", [user("hello", "greet"), bot("Hello!", topics=["greet"])])
    record(database, "visitor", [user("where are you", "location"), bot("Here.", topics=["location"])])
    turn = last_turn(database, "visitor")
    assert (turn.intent, turn.topics, turn.reply) == ("location", ("location",), "Here.")


def test_several_replies_are_one_turn_and_a_topic_stands_once(database: Path) -> None:
    replies = [bot("One.", topics=["pain", "safety"]), bot("Two.", topics=["sleep", "safety"])]
    record(database, "visitor", [user("?"), *replies])
    turn = last_turn(database, "visitor")
    assert turn.topics == ("pain", "safety", "sleep")
    assert turn.reply == "One.\nTwo."


def test_a_question_back_is_read_with_its_choices(database: Path) -> None:
    record(database, "visitor", [user("?", "nlu_fallback"), bot("Did you mean …?", choices=["price", "duration"])])
    turn = last_turn(database, "visitor")
    assert (turn.topics, turn.choices) == ((), ("price", "duration"))


def test_the_conversation_of_another_visitor_is_left_alone(database: Path) -> None:
    record(database, "visitor", [user("?"), bot("It may.", topics=["sleep"])])
    record(database, "other", [user("?"), bot("Here.", topics=["location"])])
    assert last_turn(database, "visitor").topics == ("sleep",)


def test_a_visitor_who_never_wrote_has_no_turn(database: Path) -> None:
    record(database, "other", [user("?")])
    assert last_turn(database, "visitor") == RecordedTurn()


def test_a_turn_without_an_answer_or_a_reading_is_empty_but_no_error() -> None:
    assert turn_of([user("?"), {"event": "user", "text": "?", "parse_data": None}]) == RecordedTurn()
    assert turn_of([user("?"), {"event": "bot", "text": None, "metadata": None}]).reply == ""


def test_a_greeting_before_the_first_message_is_no_turn() -> None:
    assert turn_of([bot("Hello!", topics=["greet"])]) == RecordedTurn()
