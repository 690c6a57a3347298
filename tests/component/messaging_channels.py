"""The running assistant with all five messaging channels on, between the fakes of their platforms and its own database."""

from __future__ import annotations

import itertools
import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.platforms.everything import Platforms, aim, all_platforms, variables_of
from tests.platforms.server import Platform
from tests.platforms.shapes import Person, Sent
from tools.running import running_assistant

# Two failures may be followed by a success; with the waits between them a message is given up within five seconds.
ATTEMPTS = 3
SECONDS_TO_SETTLE = 30.0


class Channels(NamedTuple):
    """All channels of one assistant."""

    platforms: Platforms
    database: Path
    log: Path
    numbers: Iterator[int]

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database, timeout=10)) as connection, connection:
            return connection.execute(statement, values).fetchall()


class Channel:
    """One of them, as a test asks it and reads its tables."""

    def __init__(self, channels: Channels, platform: Platform) -> None:
        self.channels, self.platform, self.rows = channels, platform, channels.rows
        self.far, self.name = platform.far, platform.name

    def somebody(self) -> Person:
        """A person who has not written before."""
        return self.platform.person(next(self.channels.numbers))

    def known(self) -> Person:
        """A person who has been told who is talking."""
        person = self.somebody()
        assert len(self.ask(person, "hello")) >= 2
        return person

    def ask(self, person: Person, words: str) -> Sequence[Sent]:
        """Say `words`, and return what the person gets for them."""
        before = len(self.platform.answers(person))
        assert self.platform.say(person, words).status == 200
        return self.settled(person)[before:]

    def press(self, person: Person, title: str) -> Sequence[Sent]:
        """Press a choice, and return what the person gets for it."""
        before = len(self.platform.answers(person))
        assert self.platform.press(person, title).status == 200
        return self.settled(person)[before:]

    def settled(self, person: Person) -> Sequence[Sent]:
        """What the person got, once every message of theirs is answered and every answer has met its fate."""
        open_turns = "select count(*) from messaging_received where conversation = ? and answered is null"
        waiting = "select count(*) from messaging_sent where conversation = ? and state = 'waiting'"
        conversation, deadline = self.conversation(person), time.monotonic() + SECONDS_TO_SETTLE
        while any(self.rows(count, conversation) != [(0,)] for count in (open_turns, waiting)):
            assert time.monotonic() < deadline, f"{self.sent(person)} {self.far.broken}"
            time.sleep(0.02)
        return self.platform.answers(person)

    def conversation(self, person: Person) -> str:
        """Rasa's name for what is said with the person; empty where nothing is stored of them."""
        found = self.rows("select conversation from messaging_contacts where channel = ? and address = ?", self.name, person.address)
        return str(found[0][0]) if found else ""

    def received(self, person: Person) -> list[tuple[Any, ...]]:
        """Kinds of what the person sent."""
        return self.rows("select kind from messaging_received where conversation = ? order by number", self.conversation(person))

    def sent(self, person: Person) -> list[tuple[Any, ...]]:
        """Topic, state and problem of what was said to the person."""
        rows = "select topic, state, problem from messaging_sent where conversation = ? order by number"
        return self.rows(rows, self.conversation(person))

    def count_of_everything(self) -> list[int]:
        """How many rows each table has."""
        tables = ("messaging_contacts", "messaging_received", "messaging_sent", "events")
        return [int(self.rows(f"select count(*) from {table}")[0][0]) for table in tables]

    def events(self, person: Person) -> list[dict[str, Any]]:
        """Rasa's events of the conversation."""
        rows = self.rows("select data from events where sender_id = ? order by id", self.conversation(person))
        return [json.loads(data) for (data,) in rows]

    def heard(self, person: Person) -> list[str]:
        """The texts that reached Rasa."""
        return [str(event["text"]) for event in self.events(person) if event["event"] == "user" and event.get("text")]


@contextmanager
def all_channels(folder: Path) -> Iterator[Channels]:
    """The assistant with all five channels on, their fakes around it."""
    with pytest.MonkeyPatch.context() as patch, all_platforms() as platforms:
        for name, value in {**variables_of(platforms), "CLINIC_MESSAGING_ATTEMPTS": str(ATTEMPTS)}.items():
            patch.setenv(name, value)
        log = folder / "assistant.log"
        with running_assistant(database=folder / "conversations.db", log=log) as place:
            aim(platforms, place.url)
            yield Channels(platforms, place.database, log, itertools.count(1))
