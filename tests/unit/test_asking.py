"""A message has one turn: what Rasa has saved of it is its answer, whoever took that turn."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered

from channels.asking import Assistant, Question
from channels.database import Database
from channels.replies import Reply
from channels.website_tables import tables
from tests.unit.website_far_side import echo, fail, make_events_table

ANN, BOB = "a" * 32, "b" * 32
FIRST = Question(ANN, "message-0001", "hello", was_begun=False)
AGAIN = FIRST._replace(was_begun=True)
BUTTONS = [{"title": "Is it safe?", "payload": "/safety"}, {"title": "Our page", "url": "https://a.example"}, {"payload": "/untitled"}]
MARKS = {"topics": ["sleep", "pain"], "conditions": [], "utter_action": "utter_sleep"}
Save = Callable[[str, Sequence[Event]], None]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    make_events_table(tmp_path / "conversations.db")
    return tmp_path / "conversations.db"


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{file}", tables)
    yield opened
    opened.close()


@pytest.fixture
def save(file: Path) -> Save:
    def add(conversation: str, events: Sequence[Event]) -> None:
        rows = [(conversation, event.type_name, json.dumps(event.as_dict())) for event in events]
        with sqlite3.connect(file) as connection:
            connection.executemany("insert into events (sender_id, type_name, data) values (?, ?, ?)", rows)

    return add


def turn(message_id: str, *replies: BotUttered) -> list[Event]:
    return [UserUttered("hello", message_id=message_id), ActionExecuted("utter_sleep"), *replies, ActionExecuted("action_listen")]


def bot(text: str, buttons: object = None, **marks: object) -> BotUttered:
    return BotUttered(text, {"buttons": buttons, "image": None}, marks)


def answer(database: Database, question: Question, on_new_message: Callable[[UserMessage], object]) -> list[Reply]:
    return list(asyncio.run(Assistant("website", database, on_new_message).answer(question)))  # type: ignore[arg-type]


def test_a_message_is_asked_under_its_id(database: Database) -> None:
    told: list[UserMessage] = []

    async def keep(message: UserMessage) -> None:
        told.append(message)
        await echo(message)

    assert answer(database, FIRST, keep) == [Reply("You said hello")]
    assert [(message.message_id, message.sender_id, message.input_channel) for message in told] == [("message-0001", ANN, "website")]


def test_a_turn_that_was_saved_is_not_taken_again(database: Database, save: Save) -> None:
    save(ANN, turn("message-0000", bot("An earlier answer.")))
    save(ANN, turn("message-0001", bot("First.", BUTTONS, **MARKS), bot("Second.")))
    save(BOB, turn("message-0001", bot("To somebody else.")))
    save(ANN, turn("message-0002", bot("A later answer.")))
    assert answer(database, AGAIN, fail) == [Reply("First.", tuple(BUTTONS[:2]), "sleep"), Reply("Second.")]


def test_what_is_read_again_is_what_was_said_at_first(database: Database, save: Save) -> None:
    replies = [bot("First.", BUTTONS, **MARKS), bot("Second.", topics=[])]

    async def say_and_save(message: UserMessage) -> None:
        assert message.output_channel
        for reply in replies:
            await message.output_channel.send_response(message.sender_id, reply.message())
        save(ANN, turn(message.message_id, *replies))

    assert answer(database, FIRST, say_and_save) == answer(database, AGAIN, fail)


def test_a_message_that_was_begun_and_not_saved_is_asked(database: Database, save: Save) -> None:
    save(ANN, turn("message-0000", bot("An earlier answer.")))
    assert answer(database, AGAIN, echo) == [Reply("You said hello")]


def test_a_turn_that_failed_here_and_was_saved_elsewhere_has_its_answer(database: Database, save: Save) -> None:
    async def be_second(message: UserMessage) -> None:
        await echo(message)
        save(ANN, turn(message.message_id, bot("Said by the first.")))
        await fail(message)

    assert answer(database, FIRST, be_second) == [Reply("Said by the first.")]


def test_a_turn_that_failed_has_no_answer(database: Database) -> None:
    assert answer(database, FIRST, fail) == []


def test_a_turn_that_was_saved_without_a_word_is_not_taken_again(database: Database, save: Save) -> None:
    save(ANN, turn("message-0001"))
    assert answer(database, AGAIN, echo) == []
