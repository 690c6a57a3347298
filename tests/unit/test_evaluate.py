"""How `make eval` asks: every question in a conversation of its own, several at once."""

from __future__ import annotations

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from tools import evaluate
from tools.judging import Question
from tools.running import Running

ASKED = [(name, Question.from_json({"text": f"{name} {number}", "expect": ["sleep"], "context": ["hello"]})) for name in "ab" for number in range(20)]


class Echo:
    """Stands where the client does, and records each turn as Rasa would; the answered topic is the message itself."""

    def __init__(self, database: Path) -> None:
        self._database, self._lock, self.threads = database, threading.Lock(), set[int]()
        with sqlite3.connect(database) as connection:
            connection.execute("create table events (id integer primary key, sender_id text, data text)")

    def say(self, sender: str, text: str) -> None:
        with self._lock, sqlite3.connect(self._database) as connection:
            self.threads.add(threading.get_ident())
            events: list[dict[str, Any]] = [{"event": "user", "text": text}, {"event": "bot", "metadata": {"topics": [text]}}]
            rows = [(sender, json.dumps(event)) for event in events]
            connection.executemany("insert into events (sender_id, data) values (?, ?)", rows)


def test_answers_come_in_the_order_of_the_questions_each_from_its_own_conversation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = tmp_path / "conversations.db"
    echo = Echo(database)
    monkeypatch.setattr(evaluate, "RestClient", lambda url: echo)
    judged = evaluate.ask_all(Running("http://nowhere", database, ""), ASKED)
    assert [(one.file, one.turn.topics) for one in judged] == [(name, (question.text,)) for name, question in ASKED]
    assert len(echo.threads) <= evaluate.CONVERSATIONS_AT_ONCE
