"""A mistake in the content ends a start that has begun: it is told with its place, nothing is left running, and nobody was answered from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import requests

from tools.serve import HOST, PROJECT, QUIET, free_port

ROOMS = ("actions", "channels", "content", "core", "nlu", "review", "site", "tools", "watch", "web", "widget")
SECONDS = 60


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project with a key in the clinic's facts that nobody knows."""
    for room in ROOMS:
        shutil.copytree(PROJECT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "weights", "node_modules"))
    for file in ("endpoints.yml", "credentials.yml", "config.yml", "domain.yml"):
        shutil.copy(PROJECT / file, tmp_path)
    clinic = tmp_path / "content" / "clinic.yml"
    clinic.write_text(clinic.read_text(encoding="utf-8") + "\nsurprise: 1\n", encoding="utf-8")
    with tarfile.open(tmp_path / "model.tar.gz", "w:gz"):
        pass
    return tmp_path


def test_it_is_told_and_all_that_had_begun_ends(project: Path) -> None:
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "tools.serve", "--port", str(port), "--model", "model.tar.gz"]
    done = subprocess.run(command, cwd=project, env={**os.environ, **QUIET}, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 1
    assert "clinic.yml" in done.stderr and "surprise" in done.stderr and "Traceback" not in done.stderr
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://{HOST}:{port}/health/live", timeout=1)
    assert str(project) not in subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
