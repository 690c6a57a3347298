"""A running assistant for as long as a block of code needs one."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, NamedTuple

from tools.rest_client import RestClient
from tools.serve import HOST, MODEL, PROJECT, RUN_FOLDER, free_port

SECONDS_TO_START = 180.0


class Running(NamedTuple):
    """Where a running assistant is reached, and where it keeps its conversations."""

    url: str
    database: Path


@contextmanager
def running_assistant(
    model: Path = MODEL, database: Path | None = None, log: Path | None = None, port: int = 0
) -> Iterator[Running]:
    """Start the whole assistant, yield once it answers, end it afterwards.

    :param database: SQLite file of the conversations; without one they are thrown away afterwards.
    :raises SystemExit: it did not start; the end of its log is shown.
    """
    with tempfile.TemporaryDirectory(prefix="clinic-assistant-") as scratch:
        place = Running(f"http://{HOST}:{free_port(port)}", database or Path(scratch) / "conversations.db")
        log = log or RUN_FOLDER / "assistant.log"
        server = _start(place, model, log)
        try:
            _wait(place.url, server, log)
            yield place
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


def _start(place: Running, model: Path, log: Path) -> subprocess.Popen[bytes]:
    port = place.url.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "tools.serve", "--port", port, "--model", str(model)]
    files = ["--database", str(place.database), "--log", str(log)]
    # A session of its own: Ctrl-C in a chat reaches the chat, which then ends the servers in order.
    return subprocess.Popen([*command, *files], cwd=PROJECT, start_new_session=True)


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    client = RestClient(url)
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise SystemExit(f"The assistant did not start:\n{_end_of(log)}\nThe whole log: {log}")
        if client.is_up() and has_model(url):
            return
        time.sleep(0.2)
    raise SystemExit(f"The assistant gave no answer within {SECONDS_TO_START:.0f} seconds. Its log: {log}")


def has_model(url: str) -> bool:
    """Whether the assistant answers a message with more than the channel's own apology."""
    body = json.dumps({"message": "hello"}).encode()
    request = urllib.request.Request(f"{url}/webhooks/rest/webhook", data=body)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return any(reply.get("buttons") or "assistant" in reply.get("text", "") for reply in json.load(answer))
    except OSError:
        return False


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:])
