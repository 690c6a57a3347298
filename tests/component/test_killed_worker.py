"""The only worker is killed at a chosen moment of a turn and started again: the message had one turn, and has one answer."""

from __future__ import annotations

import itertools
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.component.messaging_channels import Channel, Channels
from tests.component.once import FIXED, LOOKED_UP, conversation_of, events, heard, rows_of_file, said, transcript, until, was_once
from tests.platforms.everything import Platforms, aim, all_platforms, variables_of
from tools.rest_client import RestClient
from tools.serve import HOST, MODEL, Supervisor, free_port
from tools.website_client import WebsiteChat, WebsiteClient, messages_of

ID = "message-0001"
# Each row of an answer is weighed for minutes; nothing else notices, and what was saved before stays saved.
SLOW = """
create view millions as with recursive counted(n) as (select 1 union all select n + 1 from counted limit 2000000000) select n from counted;
create trigger weigh before insert on {table} when {is_answer} begin select count(*) from millions; end;
"""
FAST = "drop trigger if exists weigh; drop view if exists millions;"


class Machine:
    """One assistant and its action server, on an SQLite file."""

    def __init__(self, supervisor: Supervisor, platforms: Platforms) -> None:
        self.supervisor, self.database = supervisor, Path(supervisor.database)
        self.rows, self.url = rows_of_file(self.database), f"http://{HOST}:{supervisor.port}"
        aim(platforms, self.url)
        self.telegram = Channel(Channels(platforms, self.database, supervisor.log, itertools.count(1)), platforms["telegram"])

    def start(self) -> None:
        self.supervisor._start_assistant()
        until(RestClient(self.url).is_up)

    def kill(self) -> None:
        assert self.supervisor.assistant
        self.supervisor.assistant.kill()
        self.supervisor.assistant.wait()

    @contextmanager
    def no_actions(self) -> Iterator[None]:
        """Look-ups stand still."""
        assert self.supervisor.actions
        os.kill(self.supervisor.actions.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.supervisor.actions.pid, signal.SIGCONT)

    @contextmanager
    def slow_to_store(self, table: str, is_answer: str) -> Iterator[None]:
        """An answer, once its turn is saved, takes minutes to store in `table`."""
        self.script(SLOW.format(table=table, is_answer=is_answer))
        try:
            yield
        finally:
            self.script(FAST)

    def script(self, statements: str) -> None:
        with closing(sqlite3.connect(self.database, timeout=30)) as connection:
            connection.executescript(statements)

    def is_claimed(self, conversation: str) -> bool:
        return bool(transcript(self.rows, conversation))


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("killed")
    with pytest.MonkeyPatch.context() as patch, all_platforms() as platforms:
        for name, value in variables_of(platforms).items():
            patch.setenv(name, value)
        supervisor = Supervisor(free_port(), MODEL, folder / "conversations.db", folder / "assistant.log")
        supervisor._start_actions()
        try:
            running = Machine(supervisor, platforms)
            running.start()
            yield running
        finally:
            supervisor.end()


@pytest.fixture
def chat(machine: Machine) -> WebsiteChat:
    return WebsiteClient(machine.url).chat()


def ask_in_vain(chat: WebsiteChat, text: str) -> None:
    """Ask a worker that will be killed."""

    def ask() -> None:
        with suppress(Exception):
            chat.ask(text, ID)

    threading.Thread(target=ask, daemon=True).start()


def test_killed_before_the_turn_was_saved(machine: Machine, chat: WebsiteChat) -> None:
    conversation = conversation_of(machine.rows, chat.code)
    with machine.no_actions():
        ask_in_vain(chat, LOOKED_UP)
        until(lambda: machine.is_claimed(conversation))
        time.sleep(0.3)
        machine.kill()
    assert events(machine.rows, conversation) == []
    machine.start()
    assert "sunday" in messages_of(chat.ask(LOOKED_UP, ID))[0]["text"].lower()
    assert was_once(machine.rows, conversation, LOOKED_UP, ID)


def test_killed_while_the_turn_was_being_saved(machine: Machine, chat: WebsiteChat) -> None:
    conversation = conversation_of(machine.rows, chat.code)
    with closing(sqlite3.connect(machine.database, isolation_level=None)) as other:
        with machine.no_actions():
            ask_in_vain(chat, LOOKED_UP)
            until(lambda: machine.is_claimed(conversation))
            other.execute("begin immediate")
        time.sleep(1.0)  # the action server has answered; the save waits
        machine.kill()
    assert events(machine.rows, conversation) == []
    machine.start()
    assert "sunday" in messages_of(chat.ask(LOOKED_UP, ID))[0]["text"].lower()
    assert was_once(machine.rows, conversation, LOOKED_UP, ID)


def test_killed_after_the_turn_was_saved_and_before_its_answer_was_stored(machine: Machine, chat: WebsiteChat) -> None:
    conversation = conversation_of(machine.rows, chat.code)
    with machine.slow_to_store("website_messages", "new.sender = 'assistant'"):
        ask_in_vain(chat, FIXED)
        until(lambda: heard(machine.rows, conversation))
        time.sleep(0.3)
        machine.kill()
    saved = events(machine.rows, conversation)
    assert transcript(machine.rows, conversation) == [("visitor", FIXED)]
    machine.start()
    first, *_ = messages_of(chat.ask(FIXED, ID))
    assert (first["topic"], [button["title"] for button in first["buttons"]]) == (
        "sleep",
        [button["title"] for button in next(event for event in saved if event["event"] == "bot")["data"]["buttons"]],
    )
    assert events(machine.rows, conversation) == saved
    assert was_once(machine.rows, conversation, FIXED, ID)
    pressed = chat.press(first["buttons"][0]["id"])
    assert messages_of(pressed)


@pytest.mark.parametrize("moment", ["before the save", "after the save"])
def test_a_person_on_a_messaging_channel_gets_the_answer_without_doing_anything(machine: Machine, moment: str) -> None:
    telegram = machine.telegram
    person = telegram.known()
    before = len(telegram.platform.answers(person))
    conversation = telegram.conversation(person)
    held = machine.no_actions() if moment == "before the save" else machine.slow_to_store("messaging_sent", "true")
    question, word = (LOOKED_UP, "sunday") if moment == "before the save" else (FIXED, "sleep")
    with held:
        assert telegram.platform.say(person, question).status == 200
        until(lambda: len(telegram.received(person)) == 2)
        if moment == "after the save":
            until(lambda: len(heard(machine.rows, conversation)) == 2)
        time.sleep(0.3)
        machine.kill()
    assert len(heard(machine.rows, conversation)) == (1 if moment == "before the save" else 2)
    machine.start()
    answers = telegram.settled(person)[before:]
    assert word in " ".join(sent.text for sent in answers).lower()
    numbers = machine.rows("select number from messaging_received where conversation = ? order by number", conversation)
    assert heard(machine.rows, conversation) == [f"received-{number}" for (number,) in numbers]
    logged = said(machine.rows, conversation)
    sent = machine.rows("select text from messaging_sent where conversation = ? order by number", conversation)
    assert len([text for (text,) in sent if word in text.lower()]) == len([text for text in logged if word in text.lower()])
