"""What the assistant has stored of a visitor's conversation, found as the staff find it: by the chat code."""

from __future__ import annotations

import json
import sqlite3
import time
import uuid
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.chat import ChatPage


@dataclass(frozen=True)
class Records:
    """The rows of one conversation."""

    database: Path
    conversation: str

    @classmethod
    def of(cls, chat: ChatPage, database: Path) -> Records:
        """Read the code in the chat's menu and look it up."""
        expect(chat.part("status")).not_to_have_text("Connecting…")
        chat.part("menu-button").click()
        code = chat.part("chat-code strong").inner_text()
        chat.part("menu-button").click()
        found = run(database, "select conversation from website_sessions where chat_code = ?", code)
        return cls(database, str(found[0][0]))

    @property
    def questions(self) -> list[str]:
        """The visitor's messages, oldest first."""
        return self._said("visitor")

    @property
    def answers(self) -> list[str]:
        """The assistant's messages, oldest first."""
        return self._said("assistant")

    @property
    def events(self) -> list[str]:
        """Rasa's events as JSON."""
        return [str(row[0]) for row in run(self.database, "select data from events where sender_id = ?", self.conversation)]

    @property
    def feedback(self) -> list[tuple[Any, ...]]:
        """Votes with their comments."""
        return run(self.database, "select vote, comment from website_feedback where conversation = ?", self.conversation)

    @property
    def callbacks(self) -> list[tuple[Any, ...]]:
        """Name, phone and e-mail of wishes to be called back."""
        wishes = "select name, phone, email, best_time from callback_requests where conversation = ?"
        return run(self.database, wishes, self.conversation)

    def add_answer(self, text: str, buttons: Sequence[dict[str, str]] = ()) -> None:
        """Store an answer as if the clinic had written such a one into its content."""
        seq = len(self.questions) + len(self.answers) + 1
        row = (self.conversation, seq, uuid.uuid4().hex[:16], "assistant", uuid.uuid4().hex, text, json.dumps(list(buttons)), time.time())
        columns = "conversation, seq, id, sender, client_msg_id, text, buttons, created"
        run(self.database, f"insert into website_messages ({columns}) values (?, ?, ?, ?, ?, ?, ?, ?)", *row)

    def _said(self, sender: str) -> list[str]:
        said = "select text from website_messages where conversation = ? and sender = ? order by seq"
        return [str(row[0]) for row in run(self.database, said, self.conversation, sender)]


def run(database: Path, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows that a statement gives; what it changes is kept."""
    with closing(sqlite3.connect(database, timeout=10.0)) as connection, connection:
        return connection.execute(statement, values).fetchall()
