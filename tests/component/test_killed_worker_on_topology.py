"""One of two workers, with PostgreSQL and Redis, is killed or stands still at a chosen moment: the other one answers, once."""

from __future__ import annotations

import itertools
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from channels.claims import SECONDS_A_CLAIM_LASTS
from tests.component.messaging_channels import Channel
from tests.component.once import (
    FIXED,
    LOOKED_UP,
    ChannelsOfServer,
    Rows,
    conversation_of,
    events,
    heard,
    rows_of_server,
    said,
    transcript,
    until,
    was_once,
)
from tests.platforms.everything import Platforms, aim, all_platforms, variables_of
from tools.topology import Topology, running_topology
from tools.website_client import Answer, WebsiteChat, WebsiteClient, messages_of

ID = "message-0001"


@pytest.fixture(scope="module")
def platforms() -> Iterator[Platforms]:
    with all_platforms() as every:
        yield every


@pytest.fixture(scope="module")
def topology(platforms: Platforms) -> Iterator[Topology]:
    with running_topology(workers=2, actions=1, **variables_of(platforms)) as running:
        yield running


@pytest.fixture(autouse=True)
def is_up(topology: Topology) -> None:
    """Whoever was killed before is there again."""
    topology.wait_until_up()


@pytest.fixture
def rows(topology: Topology) -> Rows:
    return rows_of_server(topology.postgresql)


@pytest.fixture
def first(topology: Topology) -> WebsiteChat:
    """A conversation that has just begun, at the first worker."""
    return WebsiteClient(topology.worker_url("assistant-1")).chat()


@pytest.fixture
def second(topology: Topology, first: WebsiteChat) -> WebsiteChat:
    """The same conversation, at the second worker."""
    return WebsiteChat(WebsiteClient(topology.worker_url("assistant-2")), first.token, first.code)


@pytest.fixture
def conversation(rows: Rows, first: WebsiteChat) -> str:
    return conversation_of(rows, first.code)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as pool:
        yield pool


@contextmanager
def stopped(topology: Topology, name: str) -> Iterator[None]:
    """A program stands still."""
    topology.kill(name, signal.SIGSTOP)
    try:
        yield
    finally:
        topology.kill(name, signal.SIGCONT)


def ask(threads: ThreadPoolExecutor, chat: WebsiteChat, rows: Rows, conversation: str) -> Future[Answer]:
    """Ask what has to be looked up, and come back when the worker has claimed it."""
    asked = threads.submit(chat.ask, LOOKED_UP, ID)
    until(lambda: transcript(rows, conversation))
    return asked


def ids(answer: Answer) -> list[str]:
    return [str(message["id"]) for message in messages_of(answer)]


def test_killed_before_the_turn_was_saved(
    topology: Topology, threads: ThreadPoolExecutor, first: WebsiteChat, second: WebsiteChat, rows: Rows, conversation: str
) -> None:
    with stopped(topology, "actions-1"):
        ask(threads, first, rows, conversation)
        time.sleep(0.3)
        topology.kill("assistant-1")
    assert "sunday" in messages_of(second.ask(LOOKED_UP, ID))[0]["text"].lower()
    assert was_once(rows, conversation, LOOKED_UP, ID)


def test_who_comes_back_to_a_question_whose_worker_was_killed_finds_the_answer_without_asking_again(
    topology: Topology, threads: ThreadPoolExecutor, first: WebsiteChat, second: WebsiteChat, rows: Rows, conversation: str
) -> None:
    with stopped(topology, "actions-1"):
        ask(threads, first, rows, conversation)
        time.sleep(0.3)
        topology.kill("assistant-1")
    until(lambda: not second.history()["running"], seconds_between=1.0)
    assert was_once(rows, conversation, LOOKED_UP, ID)
    assert len(second.history()["messages"]) == 2


def test_killed_while_the_turn_was_being_saved(
    topology: Topology, threads: ThreadPoolExecutor, first: WebsiteChat, second: WebsiteChat, rows: Rows, conversation: str
) -> None:
    with closing(topology.postgresql.connect()) as other, other, other.cursor() as cursor:
        with stopped(topology, "actions-1"):
            ask(threads, first, rows, conversation)
            cursor.execute("lock table events in share mode")
        waiting = "select 1 from pg_stat_activity where query ilike '%%insert into events%%' and wait_event_type = 'Lock'"
        until(lambda: rows(waiting))
        topology.kill("assistant-1")
    assert "sunday" in messages_of(second.ask(LOOKED_UP, ID))[0]["text"].lower()
    assert was_once(rows, conversation, LOOKED_UP, ID)


@pytest.mark.parametrize("is_heard", [False, True], ids=["its last words are lost", "PostgreSQL does what it has asked for last"])
def test_killed_after_the_turn_was_saved_and_before_its_answer_was_stored(
    topology: Topology, threads: ThreadPoolExecutor, first: WebsiteChat, second: WebsiteChat, rows: Rows, conversation: str, is_heard: bool
) -> None:
    with closing(topology.postgresql.connect()) as other, other, other.cursor() as cursor:
        with stopped(topology, "actions-1"):
            ask(threads, first, rows, conversation)
            cursor.execute("select 1 from website_sessions where conversation = %s for update", (conversation,))
        until(lambda: heard(rows, conversation))
        time.sleep(0.3)
        topology.kill("assistant-1")
        if not is_heard:
            cursor.execute("select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'")
    saved = events(rows, conversation)
    until(lambda: len(transcript(rows, conversation)) == 1 + is_heard)
    assert "sunday" in messages_of(second.ask(LOOKED_UP, ID))[0]["text"].lower()
    assert events(rows, conversation) == saved
    assert was_once(rows, conversation, LOOKED_UP, ID)


def test_a_slow_turn_on_a_worker_that_lives_is_waited_for(
    topology: Topology, threads: ThreadPoolExecutor, first: WebsiteChat, second: WebsiteChat, rows: Rows, conversation: str
) -> None:
    with stopped(topology, "actions-1"):
        asked = ask(threads, first, rows, conversation)
        again = threads.submit(second.ask, LOOKED_UP, ID)
        time.sleep(1.5 * SECONDS_A_CLAIM_LASTS)
        assert second.history()["running"]
    assert ids(asked.result()) == ids(again.result()) != []
    assert was_once(rows, conversation, LOOKED_UP, ID)
    assert "AlreadyHeard" not in (topology.folder / "assistant-2.log").read_text(encoding="utf-8")


def test_a_worker_that_stood_still_finds_its_message_answered(
    topology: Topology, threads: ThreadPoolExecutor, first: WebsiteChat, second: WebsiteChat, rows: Rows, conversation: str
) -> None:
    with stopped(topology, "actions-1"):
        asked = ask(threads, first, rows, conversation)
        time.sleep(0.3)
        topology.kill("assistant-1", signal.SIGSTOP)
    try:
        again = second.ask(LOOKED_UP, ID)
    finally:
        topology.kill("assistant-1", signal.SIGCONT)
    assert ids(again) == ids(asked.result()) != []
    assert was_once(rows, conversation, LOOKED_UP, ID)
    assert "A turn failed with AlreadyHeard" in (topology.folder / "assistant-1.log").read_text(encoding="utf-8")


def test_a_save_that_failed_is_told_and_the_next_try_is_one_turn(
    topology: Topology, first: WebsiteChat, rows: Rows, conversation: str
) -> None:
    rows("alter table events add constraint refused check (sender_id <> ?)", conversation)
    try:
        refused = first.ask(FIXED, ID)
        assert [event for event, _ in refused.frames] == ["typing", "accepted", "error", "done"]
        assert transcript(rows, conversation) == [("visitor", FIXED)]
    finally:
        rows("alter table events drop constraint refused")
    assert messages_of(first.ask(FIXED, ID))
    assert was_once(rows, conversation, FIXED, ID)


def test_tries_at_two_workers_at_the_same_moment_are_one_turn(
    threads: ThreadPoolExecutor, first: WebsiteChat, second: WebsiteChat, rows: Rows, conversation: str
) -> None:
    start = threading.Barrier(4)

    def try_again(chat: WebsiteChat) -> list[str]:
        start.wait()
        return ids(chat.ask(FIXED, ID))

    answers = {tuple(tried) for tried in threads.map(try_again, [first, second] * 2)}
    assert len(answers) == 1
    assert was_once(rows, conversation, FIXED, ID)


@pytest.mark.parametrize("moment", ["before the save", "after the save"])
def test_a_person_on_a_messaging_channel_gets_the_answer_without_doing_anything(
    topology: Topology, platforms: Platforms, rows: Rows, moment: str
) -> None:
    aim(platforms, topology.worker_url("assistant-1"))
    channels = ChannelsOfServer(platforms, Path(), Path(), itertools.count(1 if moment == "before the save" else 100))
    channels.server = topology.postgresql
    telegram = Channel(channels, platforms["telegram"])
    person = telegram.known()
    conversation, before = telegram.conversation(person), len(telegram.platform.answers(person))
    with closing(topology.postgresql.connect()) as other, other, other.cursor() as cursor:
        with stopped(topology, "actions-1"):
            assert telegram.platform.say(person, LOOKED_UP).status == 200
            time.sleep(0.3)
            if moment == "after the save":
                cursor.execute("select 1 from messaging_contacts where conversation = %s for update", (conversation,))
            else:
                topology.kill("assistant-1")
        if moment == "after the save":
            until(lambda: len(heard(rows, conversation)) == 2)
            time.sleep(0.3)
            topology.kill("assistant-1")
    answers = " ".join(sent.text for sent in telegram.settled(person)[before:]).lower()
    assert answers.count("sunday") == " ".join(said(rows, conversation)).lower().count("sunday") > 0
    numbers = rows("select number from messaging_received where conversation = ? order by number", conversation)
    assert heard(rows, conversation) == [f"received-{number}" for (number,) in numbers]
