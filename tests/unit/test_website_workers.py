"""Several workers share the database of the website chat."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.website_store import WebsiteStore
from tests.unit.website_conversations import ANN, NOW, rows, run, say, store_in

WORKER = """
import asyncio, sys, time
from channels.replies import Reply
from channels.website_messages import Asked
from channels.website_store import WebsiteStore

async def work(url, worker):
    store, taken = WebsiteStore(url), 0
    for number in range(40):
        claim = await store.claim("a" * 32, Asked(f"message-{number:04}", "hello"), time.time())
        if claim.payload:
            taken += 1
            await store.add_replies("a" * 32, f"message-{number:04}", [Reply(worker)], time.time())
    store.close()
    print(taken)

asyncio.run(work(*sys.argv[1:]))
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


@pytest.fixture
def store(database: Path) -> Iterator[WebsiteStore]:
    with store_in(database) as opened:
        yield opened


def test_two_workers_answer_each_message_once_and_number_without_gaps(store: WebsiteStore, database: Path) -> None:
    project = Path(__file__).parents[2]
    command = [sys.executable, "-W", "ignore", "-c", WORKER, f"sqlite:///{database}"]
    workers = [subprocess.Popen([*command, name], cwd=project, stdout=subprocess.PIPE, text=True) for name in ("one", "two")]
    taken = [int(worker.communicate(timeout=60)[0]) for worker in workers]
    messages = run(store.history(ANN, 0, NOW)).messages
    assert sum(taken) == 40
    assert [message.seq for message in messages] == list(range(1, 81))
    answered = [message.client_msg_id for message in messages if message.sender == "assistant"]
    assert sorted(answered) == [f"message-{number:04}" for number in range(40)]


def test_two_workers_that_start_together_make_the_tables_once(tmp_path: Path) -> None:
    begin = "import sys; from channels.website_store import WebsiteStore; WebsiteStore(sys.argv[1]).close()"
    command = [sys.executable, "-W", "ignore", "-c", begin, f"sqlite:///{tmp_path / 'new.db'}"]
    workers = [subprocess.Popen(command, cwd=Path(__file__).parents[2]) for _ in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]


def test_the_database_is_shared_with_rasa_without_blocking_readers(store: WebsiteStore, database: Path) -> None:
    assert rows(database, "pragma journal_mode") == [("wal",)]
    with sqlite3.connect(database) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from events").fetchall()
        assert say(store)
