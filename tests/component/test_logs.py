"""Whatever fails, at whatever level and in either format: no word of a visitor and no secret is in any log."""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.component.faulty_parts import ACTION_FAULT, NLU_FAULT, TASK_FAULT
from tests.platforms.everything import CHANNELS, Platforms, aim, all_platforms, variables_of
from tests.platforms.shapes import Trouble
from tools.processes import Program
from tools.rest_client import RestClient
from tools.serve import HOST, MODEL, PROJECT, Supervisor, free_port
from tools.website_client import WebsiteClient
from watch.conversation import mark_of
from watch.lines import FIELDS

MARK = "zanzibarquux"  # nothing of ours holds this word
SECRET = "a-secret-of-this-test-" + "7391" * 8
SENDER = "visitor-of-the-logs-0001"
MODULES = {"core.server": "assistant", "actions.server": "actions"}
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (DEBUG|INFO|WARNING|ERROR|CRITICAL) +(assistant|actions|desk|ingester) ")


class Faulty(Supervisor):
    """The whole assistant, two parts of which fail on demand."""

    def _program(self, name: str, arguments: list[str]) -> Program:
        program = super()._program(name, arguments)
        part = MODULES.get(arguments[1])
        command = [sys.executable, "-m", "tests.component.faulty_parts", part, *arguments[2:]] if part else [sys.executable, *arguments]
        return Program(name, command, self.log, variables={**program.variables, "PYTHONPATH": str(PROJECT)})


class Scene(NamedTuple):
    """A running assistant after much has gone wrong in it."""

    log: str
    secrets: frozenset[str]
    addresses: frozenset[str]
    format: str


@pytest.fixture(scope="module", params=["json", "text"])
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Everything that can fail has failed, with a level at which everything is told."""
    folder = tmp_path_factory.mktemp(request.param)
    with pytest.MonkeyPatch.context() as patch, all_platforms() as platforms:
        variables = variables_of(platforms)
        told = {"CLINIC_LOG_FORMAT": request.param, "LOG_LEVEL": "DEBUG", "CLINIC_SECRET": SECRET, "CLINIC_MESSAGING_ATTEMPTS": "1"}
        for name, value in {**variables, **told}.items():
            patch.setenv(name, value)
        supervisor = Faulty(free_port(), MODEL, folder / "conversations.db", folder / "all.log", desk_port=free_port())
        supervisor._prepare_database()
        supervisor._start_actions()
        supervisor._start_assistant()
        supervisor._start_desk("pages")
        supervisor._start_desk("ingester")
        try:
            url = f"http://{HOST}:{supervisor.port}"
            assert until(RestClient(url).is_up)
            aim(platforms, url)
            let_everything_fail(url, supervisor, platforms)
            secrets = frozenset({SECRET, *(value for name, value in variables.items() if is_secret(name))})
            addresses = frozenset(platform.person(7).address for platform in platforms.values())
        finally:
            supervisor.end()
        yield Scene(supervisor.log.read_text(encoding="utf-8", errors="replace"), secrets, addresses, request.param)


def is_secret(variable: str) -> bool:
    return bool(re.search("TOKEN|SECRET|VERIFY|ACCOUNT", variable))


def until(happens: Callable[[], Any], seconds: float = 120.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happens():
            return True
        time.sleep(0.1)
    return False


def let_everything_fail(url: str, supervisor: Supervisor, platforms: Platforms) -> None:
    client, port = RestClient(url), supervisor.port
    assert client.say(SENDER, f"does massage help sleep {MARK}")
    for fault in (NLU_FAULT, TASK_FAULT):
        client.say(SENDER, f"does massage help sleep {fault} {MARK}")
    assert "look that up" in client.say(SENDER, f"are you open on sunday {ACTION_FAULT}")[-1]["text"]
    malformed(port, supervisor.action_port, supervisor.desk_port)
    on_the_website(url)
    on_messaging_channels(platforms)
    with closing(sqlite3.connect(supervisor.database, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")  # whoever writes waits, and gives up
        client.say(SENDER, f"hello {MARK}")
    actions = supervisor.actions
    assert actions
    actions.kill()
    actions.wait()
    assert "look that up" in client.say(SENDER, "are you open on sunday")[-1]["text"]


def malformed(*ports: int) -> None:
    """Requests that no honest client sends, to each server."""
    for port in ports:
        for body in (f'{{"{MARK}"', f'["{MARK}"]', f'{{"message": {{"{MARK}": 1}}, "next_action": "{MARK}", "tracker": "{MARK}"}}', "\x00" + MARK):
            for path in ("/webhooks/rest/webhook", "/webhook", f"/{MARK}?{MARK}={MARK}", "/webhooks/telegram/webhook", "/accounts/login/"):
                raw(port, f"POST {path} HTTP/1.1\r\nHost: x\r\nX-{MARK}: {MARK}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}")
        raw(port, f"{MARK} {MARK} {MARK}\r\n\r\n")
        raw(port, f"GET /{MARK}\x01 HTTP/9.9\r\n{MARK}\r\n\r\n")
        raw(port, f"GET /webhooks/messenger/webhook?hub.mode=subscribe&hub.verify_token={MARK} HTTP/1.1\r\nHost: {MARK}\r\n\r\n")
        raw(port, f"POST /webhook HTTP/1.1\r\nContent-Length: 900\r\nHost: x\r\n\r\n{MARK}")


def raw(port: int, sent: str) -> None:
    with socket.create_connection((HOST, port), timeout=10) as connection:
        connection.sendall(sent.encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        try:
            while connection.recv(65_536):
                pass
        except OSError:
            pass


def on_the_website(url: str) -> None:
    chat = WebsiteClient(url).chat(page=f"https://www.willowlane.example/{MARK}")
    for words in (f"hello {MARK}", f"does massage help sleep {NLU_FAULT} {MARK}", f"are you open on sunday {ACTION_FAULT}"):
        chat.ask(words)
    WebsiteClient(url).request("POST", "/messages", MARK.encode(), {"Authorization": f"Bearer {MARK}"})


def on_messaging_channels(platforms: Platforms) -> None:
    """Each platform refuses what it gets, or breaks off in the middle."""
    for name in CHANNELS:
        platform = platforms[name]
        person = platform.person(7)
        platform.far.misbehave(*[Trouble("error"), Trouble("closed"), Trouble("unavailable"), Trouble("closed")])
        assert platform.say(person, f"hello {MARK}").status == 200
        assert platform.say(person, f"does massage help sleep {NLU_FAULT} {MARK}").status == 200
    time.sleep(5)


def test_everything_that_was_to_fail_did(scene: Scene) -> None:
    for happened in ("A turn failed", "The action server gave no answer", "The conversations' database failed", "ValueError", "was not delivered"):
        assert happened in scene.log


def test_no_log_holds_a_word_of_a_visitor(scene: Scene) -> None:
    assert [line for line in scene.log.splitlines() if MARK in line] == []
    assert [word for word in (NLU_FAULT, ACTION_FAULT, TASK_FAULT) if word in scene.log] == []


def test_no_log_holds_a_secret_or_who_it_was(scene: Scene) -> None:
    assert [secret for secret in scene.secrets if secret in scene.log] == []
    assert [address for address in scene.addresses if address in scene.log] == []
    assert SENDER not in scene.log


def test_a_conversation_can_be_followed_by_its_mark(scene: Scene) -> None:
    mark = mark_of(SENDER, {"CLINIC_SECRET": SECRET})
    about = [line for line in scene.log.splitlines() if mark in line]
    assert any("A turn failed" in line and "ValueError" in line for line in about)
    assert any("actions" in line and "ValueError" in line for line in about)  # the action server knows it, too


def test_each_line_is_of_the_format_that_was_asked_for(scene: Scene) -> None:
    lines = scene.log.splitlines()
    assert len(lines) > 200
    if scene.format == "text":
        assert [line for line in lines if not LINE.match(line)] == []
    else:
        assert {name for line in lines for name in json.loads(line)} <= set(FIELDS)


def test_where_it_failed_is_told_by_file_and_line_alone(scene: Scene) -> None:
    assert re.search(r"nlu/\w+\.py:\d+|tests/component/faulty_parts\.py:\d+", scene.log)
    assert str(PROJECT) not in scene.log
    assert "Traceback" not in scene.log


@pytest.mark.parametrize("module", ["core.server", "review.serve"])
def test_a_start_that_fails_names_no_password(module: str, tmp_path: Path) -> None:
    place = f"postgresql://clinic:pass{MARK}/word@{HOST}:5432/clinic"
    variables = {**os.environ, "CLINIC_DATABASE": place, "CLINIC_SECRET": SECRET, "CLINIC_ACTION_URL": "http://127.0.0.1:1/webhook"}
    command = [sys.executable, "-m", module, "--port", str(free_port())]
    ended = subprocess.run(command, cwd=PROJECT, env=variables, capture_output=True, text=True, timeout=120)
    assert ended.returncode != 0
    assert MARK not in ended.stdout + ended.stderr and SECRET not in ended.stdout + ended.stderr
