"""What is no call of Rasa's is refused by the action server, which tells and logs nothing of what it was sent."""

from __future__ import annotations

import http.client
import json
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from actions.calls import MOST_BYTES
from tests.unit.test_processes import look_until
from tools.processes import HOST, Processes, Program, answers, free_port

MARK = "quuxzanzibar"
TRACKER: dict[str, Any] = {"sender_id": MARK, "slots": {}, "latest_message": {"text": f"are you open on sunday {MARK}"}, "events": [], "paused": False}
CALL: dict[str, Any] = {"next_action": "action_answer_hours", "sender_id": MARK, "tracker": TRACKER, "domain": {}, "version": "3.6.21"}


class Server:
    """An action server."""

    def __init__(self, port: int, log: Path) -> None:
        self.port, self.log = port, log

    def call(self, body: bytes, method: str = "POST", path: str = "/webhook", **headers: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=10)
        connection.request(method, path, body, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        found = answer.status, json.loads(answer.read())
        connection.close()
        return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log, port, processes = tmp_path_factory.mktemp("actions") / "log", free_port(), Processes()
    processes.start(Program("actions", [sys.executable, "-m", "actions.server", "--port", str(port)], log))
    assert look_until(processes, lambda: answers(f"http://{HOST}:{port}/health"))
    yield Server(port, log)
    processes.end()


def test_a_call_is_answered(server: Server) -> None:
    status, answer = server.call(json.dumps(CALL).encode())
    assert status == 200 and answer["responses"]


NO_CALLS = {
    "nothing": b"",
    "no JSON": MARK.encode(),
    "too deep": b"[" * 100_000,
    "null": b"null",
    "a list": json.dumps([CALL]).encode(),
    "no action": json.dumps({**CALL, "next_action": None}).encode(),
    "an action of another kind": json.dumps({**CALL, "next_action": [MARK]}).encode(),
    "no tracker": json.dumps({"next_action": "action_answer_hours", "sender_id": MARK}).encode(),
    "a tracker of another kind": json.dumps({**CALL, "tracker": MARK}).encode(),
    "a domain of another kind": json.dumps({**CALL, "domain": [MARK]}).encode(),
    "a version of another kind": json.dumps({**CALL, "version": f"{MARK} {MARK}"}).encode(),
}


@pytest.mark.parametrize("what", NO_CALLS)
def test_what_is_no_call_is_a_bad_request(server: Server, what: str) -> None:
    status, answer = server.call(NO_CALLS[what])
    assert (status, answer["error"]["code"]) == (400, "bad_request")
    assert MARK not in json.dumps(answer)


def test_a_body_that_unpacks_is_not_unpacked(server: Server) -> None:
    packed = zlib.compress(json.dumps(CALL).encode())
    assert server.call(packed, **{"Content-Encoding": "deflate"})[0] == 400


def test_an_action_that_is_not_there_is_not_named(server: Server) -> None:
    status, answer = server.call(json.dumps({**CALL, "next_action": f"action_{MARK}"}).encode())
    assert (status, answer["error"]["code"]) == (404, "not_found")
    assert MARK not in json.dumps(answer)


@pytest.mark.parametrize("part", ["latest_message", "events", "slots", "sender_id"])
def test_a_conversation_that_cannot_be_read_is_not_told_back(server: Server, part: str) -> None:
    status, answer = server.call(json.dumps({**CALL, "tracker": {**TRACKER, part: {MARK: MARK} if part == "events" else MARK}}).encode())
    assert status == 200 or (status, answer["error"]["code"]) == (500, "trouble")
    assert MARK not in json.dumps(answer)


def test_more_than_any_conversation_is_too_large(server: Server) -> None:
    assert server.call(b"{}", **{"Content-Length": str(MOST_BYTES + 1)})[1]["error"]["code"] == "too_large"


def test_the_log_holds_nothing_of_all_this(server: Server) -> None:
    for body in NO_CALLS.values():
        server.call(body)
    server.call(json.dumps({**CALL, "tracker": {**TRACKER, "latest_message": MARK}}).encode())
    server.call(json.dumps({**CALL, "next_action": f"action_{MARK}"}).encode())
    assert server.call(json.dumps(CALL).encode())[0] == 200
    log = server.log.read_text(encoding="utf-8", errors="replace")
    assert MARK not in log and "Traceback" not in log
