"""Two workers behind nginx, with PostgreSQL and Redis: whatever dies, the conversation goes on."""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from core.server import SECONDS_TO_FINISH_TURNS
from tools.processes import HOST, PROJECT, answers, listens
from tools.topology import Topology, running_topology
from tools.website_client import Answer, WebsiteChat, WebsiteClient, messages_of

SECONDS = 120.0


@pytest.fixture(scope="module")
def until_its_end() -> Iterator[ExitStack]:
    """What ends the topology: the last test, or else the end of all of them."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def topology(until_its_end: ExitStack) -> Topology:
    return until_its_end.enter_context(running_topology(workers=2, actions=2))


@pytest.fixture
def chat(topology: Topology) -> WebsiteChat:
    """A conversation over nginx that has just begun."""
    return WebsiteClient(topology.url).chat()


def until(happens: Callable[[], bool], seconds: float = SECONDS) -> bool:
    """Wait for what must happen; whether it did."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happens():
            return True
        time.sleep(0.1)
    return False


def texts(answer: Answer) -> str:
    return "\n".join(message["text"] for message in messages_of(answer))


def users_turns(topology: Topology) -> list[str]:
    """What visitors said, by Rasa's own table."""
    with topology.postgresql.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select data::json ->> 'text' from events where type_name = 'user' order by id")
        return [text for (text,) in cursor.fetchall()]


def kill_and_wait(topology: Topology, name: str) -> None:
    """Kill a program, and wait until another one does its work."""
    before = topology.pids()[name]
    topology.kill(name)
    assert until(lambda: topology.pids().get(name, before) != before)
    topology.wait_until_up()


def test_a_conversation_goes_on_after_the_worker_that_had_it_was_killed(topology: Topology, chat: WebsiteChat) -> None:
    assert "sleep" in texts(chat.ask("does massage help sleep"))
    for name in list(topology.assistant_ports):
        topology.kill(name)
        assert "sleep" in texts(chat.ask("is it safe for me")).lower()  # what "it" is, the other worker read from the database
        assert until(lambda: topology.processes.are_up(name))  # noqa: B023 - called at once
    topology.wait_until_up()
    assert len(chat.history()["messages"]) == 6


@pytest.mark.parametrize("name", ["actions-1", "redis", "postgresql", "nginx", "ingester", "desk"])
def test_whatever_is_killed_is_started_again_and_the_conversation_goes_on(topology: Topology, chat: WebsiteChat, name: str) -> None:
    assert texts(chat.ask("are you open on sunday"))
    kill_and_wait(topology, name)
    assert "sunday" in texts(chat.ask("are you open on sunday")).lower()
    assert [message["from"] for message in chat.history()["messages"]] == ["visitor", "assistant"] * 2


def test_a_dead_action_server_is_not_noticed(topology: Topology, chat: WebsiteChat) -> None:
    topology.kill("actions-1")
    assert "look that up" not in "".join(texts(chat.ask("are you open on sunday")) for _ in range(4))
    topology.wait_until_up()


def test_a_worker_that_is_told_to_end_finishes_its_turn_and_whoever_finds_none_is_told_to_try_again(topology: Topology, chat: WebsiteChat) -> None:
    answered: list[Answer] = []
    asking = threading.Thread(target=lambda: answered.append(chat.ask("are you open on sunday")))
    workers = [topology.pids()[name] for name in topology.assistant_ports]
    for name in topology.action_ports:
        topology.kill(name, signal.SIGSTOP)
    try:
        asking.start()
        time.sleep(1.0)
        for name in topology.assistant_ports:
            topology.kill(name, signal.SIGTERM)
        time.sleep(0.5)
        assert not any(listens(port) for port in topology.assistant_ports.values())  # no new turn is taken
        refused = WebsiteChat(WebsiteClient(topology.url), chat.token, chat.code).ask("hello")
        assert (refused.status, refused.headers["retry-after"], refused.json["error"]["retry"]) == (503, "2", True)
    finally:
        for name in topology.action_ports:
            topology.kill(name, signal.SIGCONT)
    asking.join()
    assert "sunday" in texts(answered[0]).lower()
    assert answered[0].frames[-1][0] == "done"
    assert until(lambda: not set(workers) & set(topology.pids().values()), SECONDS_TO_FINISH_TURNS / 2)  # the turn was all that they waited for
    assert until(lambda: len(topology.pids()) == len(topology.processes._running))
    topology.wait_until_up()
    assert texts(chat.ask("hello"))


def test_another_model_comes_without_a_gap_and_without_a_turn_lost_or_doubled(topology: Topology, chat: WebsiteChat) -> None:
    is_over, asked, failed = threading.Event(), [], []

    def keep_asking() -> None:
        while not is_over.wait(0.3):
            asked.append(f"hello number {len(asked)}")
            answer = chat.ask(asked[-1])
            if answer.status != 200 or not texts(answer):
                failed.append(answer)
            time.sleep(2.0)  # no faster than a visitor may

    asking = threading.Thread(target=keep_asking)
    asking.start()
    before = set(topology.assistant_ports)
    try:
        topology.replace_workers()
    finally:
        is_over.set()
        asking.join()
    assert failed == []
    assert len(asked) > 2
    assert not before & (topology.pids().keys() | topology.assistant_ports.keys())
    said = users_turns(topology)
    assert [said.count(text) for text in asked] == [1] * len(asked)


@pytest.mark.parametrize("path", ["/webhooks/rest/webhook", "/webhooks/rest/", "/version", "/status", "/model", "/conversations/a/tracker", "/metrics"])
def test_what_is_not_for_visitors_is_not_passed_on(topology: Topology, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{topology.url}{path}", timeout=10)
    assert refused.value.code == 404


def test_numbers_are_told_at_the_ports_alone(topology: Topology) -> None:
    inside = [*map(topology.worker_url, topology.assistant_ports), *(f"http://{HOST}:{port}" for port in (*topology.action_ports.values(), topology.desk_port))]
    for url in inside:
        with urllib.request.urlopen(f"{url}/metrics", timeout=10) as answer:
            assert b"clinic_" in answer.read()
    for url in (topology.url, topology.desk_url, f"http://{HOST}:{topology.ports.actions}"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{url}/metrics", timeout=10)
        assert refused.value.code == 404


@pytest.mark.parametrize("path", ["/clinic/", "/health/live", "/health/ready", "/webhooks/website/about"])
def test_what_visitors_need_is_passed_on_over_tls_too(topology: Topology, path: str) -> None:
    context = ssl.create_default_context(cafile=str(topology.folder / "nginx" / "certificate.pem"))
    address = f"https://localhost:{topology.ports.chat_tls}{path}"
    with urllib.request.urlopen(address, timeout=10, context=context) as answer:
        assert answer.status == 200


def test_readiness_names_the_part_that_fails_and_no_more(topology: Topology) -> None:
    address = f"{topology.worker_url(next(iter(topology.assistant_ports)))}/health/ready"
    with urllib.request.urlopen(address, timeout=10) as answer:
        assert answer.read() == b'{"status":"ok","model":"ok","database":"ok","locks":"ok"}'
    topology.kill("redis", signal.SIGSTOP)
    try:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(address, timeout=10)
        assert (refused.value.code, refused.value.read()) == (
            503,
            b'{"status":"not ready","model":"ok","database":"ok","locks":"fails"}',
        )
    finally:
        topology.kill("redis", signal.SIGCONT)


def test_staff_reach_the_desk_and_its_copy_is_whole(topology: Topology, chat: WebsiteChat) -> None:
    assert texts(chat.ask("does massage help sleep"))
    assert answers(f"{topology.desk_url}/accounts/login/")
    ours = {"CLINIC_DATABASE": topology.database, "CLINIC_SECRET": topology.secret}
    command = [sys.executable, "-W", "ignore", "-m", "review", "reconcile"]
    told = subprocess.run(command, cwd=PROJECT, env={**os.environ, **ours}, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr


def test_a_turns_statements_are_planned_once_for_each_connection(topology: Topology, chat: WebsiteChat) -> None:
    assert texts(chat.ask("does massage help sleep"))
    with topology.postgresql.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_stat_activity where query like 'EXECUTE clinic_%'")
        assert cursor.fetchone() >= (2,)  # the channel's last statement was a reply, the tracker store's the turn


def test_nothing_is_left_when_it_ends(topology: Topology, until_its_end: ExitStack) -> None:
    pids = topology.pids()
    ports = [topology.ports.chat, topology.postgresql.port, topology.redis.port, *topology.assistant_ports.values()]
    assert set(pids) == {"postgresql", "redis", "nginx", "actions-1", "actions-2", "desk", "ingester", *topology.assistant_ports}
    until_its_end.close()
    assert not any(listens(port) for port in ports)
    assert not any(os.path.exists(f"/proc/{pid}") for pid in pids.values())
    assert not topology.folder.exists()
