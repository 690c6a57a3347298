"""An assistant with everything on, which made-up input is sent to; after each test it answers a plain question as ever."""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from content.clinic import load_clinic
from tests.fuzz.texts import PERSONAL
from tests.fuzz.wire import Server
from tests.platforms.everything import Platforms, aim, all_platforms, variables_of
from tools.rest_client import RestClient
from tools.running import running_assistant
from tools.serve import RUN_FOLDER, secret_of

# What is kept of a visitor beside what they chose to leave: a request to be called, and where a platform reaches them.
WITHOUT_PERSONAL_DATA = ("events", "website_sessions", "website_messages", "website_feedback", "messaging_received", "messaging_sent")
_SECRET = re.compile("TOKEN|SECRET|VERIFY")


class Place(NamedTuple):
    """The assistant, its action server, the fakes around it, and its database."""

    assistant: Server
    actions: Server
    platforms: Platforms
    database: Path

    def texts(self, newest: int = 0) -> str:
        """All that stands in the tables that hold no personal data; or of each the `newest` rows alone."""
        last = f"order by rowid desc limit {newest}" if newest else ""
        with closing(sqlite3.connect(self.database, timeout=10)) as connection:
            rows = (row for table in WITHOUT_PERSONAL_DATA for row in connection.execute(f"select * from {table} {last}"))
            return "\n".join(str(value) for row in rows for value in row if isinstance(value, str))

    def holds_no_personal_data(self, newest: int = 0) -> None:
        """Make sure that none of `PERSONAL` stands there, also where a number has other signs beside it."""
        texts = self.texts(newest)
        found = {person.secret for person in PERSONAL if re.search(rf"(?<![\d.]){re.escape(person.secret)}(?!\d)", texts)}
        assert not found


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The assistant with all channels on; every visitor may have an address of their own."""
    folder = tmp_path_factory.mktemp("fuzz")
    with pytest.MonkeyPatch.context() as patch, all_platforms() as platforms:
        variables = variables_of(platforms)
        for name, value in {**variables, "CLINIC_TRUSTED_PROXIES": "127.0.0.1", "CLINIC_MESSAGING_ATTEMPTS": "1"}.items():
            patch.setenv(name, value)
        patch.setenv("CLINIC_ORIGINS", ",".join(load_clinic().website.origins))
        hidden = [value for name, value in variables.items() if _SECRET.search(name)] + [secret_of(RUN_FOLDER / "secret")]
        database, log = folder / "conversations.db", folder / "assistant.log"
        with running_assistant(database=database, log=log) as place:
            aim(platforms, place.url)
            yield Place(Server(place.url, log, hidden), Server(place.actions_url, log, hidden), platforms, database)


@pytest.fixture
def place(running: Place) -> Iterator[Place]:
    """The same; what comes after a test must not differ from what was before it."""
    running.assistant.news()
    yield running
    answers = RestClient(running.assistant.url).say(secrets.token_hex(8), "does massage help sleep")
    assert answers and "sleep" in answers[0]["text"].lower()
    running.assistant.keeps_quiet()
    running.holds_no_personal_data()
