"""A running assistant for as long as a block of code needs one."""

from __future__ import annotations

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
    """Where a running assistant and its action server are reached, where it keeps its conversations, and its supervisor's process."""

    url: str
    database: Path
    actions_url: str
    process: int = 0
    desk_url: str = ""


@contextmanager
def running_assistant(
    model: Path = MODEL, database: Path | None = None, log: Path | None = None, port: int = 0, desk_port: int | None = None
) -> Iterator[Running]:
    """Start the whole assistant, yield once it answers, end it afterwards.

    :param database: SQLite file of the conversations; without one they are thrown away afterwards.
    :param desk_port: start the staff desk, too, at this port if it is free; 0 for any.
    :raises SystemExit: it did not start; the end of its log is shown.
    """
    with tempfile.TemporaryDirectory(prefix="clinic-assistant-") as scratch:
        place = Running(
            url=f"http://{HOST}:{free_port(port)}",
            database=database or Path(scratch) / "conversations.db",
            actions_url=f"http://{HOST}:{free_port()}",
            desk_url="" if desk_port is None else f"http://{HOST}:{free_port(desk_port)}",
        )
        log = log or RUN_FOLDER / "assistant.log"
        server = _start(place, model, log)
        try:
            _wait(place, server, log)
            yield place._replace(process=server.pid)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


def _start(place: Running, model: Path, log: Path) -> subprocess.Popen[bytes]:
    port, action_port = (url.rsplit(":", 1)[1] for url in (place.url, place.actions_url))
    command = [sys.executable, "-m", "tools.serve", "--port", port, "--action-port", action_port, "--model", str(model)]
    files = ["--database", str(place.database), "--log", str(log)]
    desk = ["--desk-port", place.desk_url.rsplit(":", 1)[1]] if place.desk_url else []
    # A session of its own: Ctrl-C in a chat reaches the chat, which then ends the servers in order.
    return subprocess.Popen([*command, *files, *desk], cwd=PROJECT, start_new_session=True)


def _wait(place: Running, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise SystemExit(f"The assistant did not start:\n{_end_of(log)}\nThe whole log: {log}")
        desk_is_up = not place.desk_url or _answers(f"{place.desk_url}/accounts/login/")
        if _answers(f"{place.actions_url}/health") and RestClient(place.url).is_up() and desk_is_up:
            return
        time.sleep(0.2)
    raise SystemExit(f"The assistant gave no answer within {SECONDS_TO_START:.0f} seconds. Its log: {log}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2.0) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:])
