"""The action server says how it is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.unit.test_processes import look_until
from tools.processes import HOST, Processes, Program, answers, free_port

SERVER = "actions.server"


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready"])
def test_it_is_ready_as_soon_as_it_listens(tmp_path: Path, path: str) -> None:
    port, processes = free_port(), Processes()
    processes.start(Program("actions", [sys.executable, "-m", SERVER, "--port", str(port)], tmp_path / "log"))
    try:
        assert look_until(processes, lambda: answers(f"http://{HOST}:{port}{path}"))
    finally:
        processes.end()
