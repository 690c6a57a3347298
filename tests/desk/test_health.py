"""The desk says whether it lives and whether its database does, to anybody, and no more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.processes import HOST, PROJECT, free_port, listens


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[str, Path, subprocess.Popen[bytes]]]:
    """The desk's pages over a database whose tables are not made yet."""
    database, port = tmp_path / "conversations.db", free_port()
    variables = {**os.environ, "CLINIC_DATABASE": str(database), "CLINIC_SECRET": "long enough to be the secret of a test"}
    server = subprocess.Popen([sys.executable, "-W", "ignore", "-m", "review.serve", "--port", str(port)], cwd=PROJECT, env=variables)
    try:
        deadline = time.monotonic() + 30
        while not listens(port):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield f"http://{HOST}:{port}", database, server
    finally:
        server.kill()
        server.wait()


def ask(url: str) -> tuple[int, bytes]:
    request = urllib.request.Request(url, headers={"Host": "10.1.2.3:5006"})  # as a cluster's probe does
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


def test_it_is_ready_once_its_tables_are_there(desk: tuple[str, Path, subprocess.Popen[bytes]]) -> None:
    url, database, _ = desk
    assert ask(f"{url}/health/live") == (200, b'{"status": "ok"}')
    assert ask(f"{url}/health/ready") == (503, b'{"status": "not ready"}')
    variables = {**os.environ, "CLINIC_DATABASE": str(database), "CLINIC_SECRET": "long enough to be the secret of a test"}
    subprocess.run([sys.executable, "-m", "review", "migrate", "--verbosity", "0"], cwd=PROJECT, env=variables, check=True)
    assert ask(f"{url}/health/ready") == (200, b'{"status": "ok"}')


def test_on_sigterm_it_ends_in_order(desk: tuple[str, Path, subprocess.Popen[bytes]]) -> None:
    _, _, server = desk
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=15) == 0
