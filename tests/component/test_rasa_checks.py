"""Rasa's own checks of the project, as a Rasa engineer would run them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.serve import MODEL, PROJECT, QUIET

# Rasa raises this for any domain with slots.
UNAVOIDABLE = "Slot auto-fill has been removed"


def rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a `rasa` command on the project."""
    command = [sys.executable, "-W", "default::UserWarning", "-m", "rasa", *arguments]
    return subprocess.run(command, cwd=PROJECT, env={**os.environ, **QUIET}, capture_output=True, text=True, check=False)


def test_the_data_validates_without_a_warning() -> None:
    done = rasa("data", "validate")
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "UserWarning" in line and "site-packages/rasa" in line]
    assert done.returncode == 0, done.stderr[-2000:]
    assert [line for line in ours if UNAVOIDABLE not in line] == []


def test_the_test_stories_pass(tmp_path: Path) -> None:
    done = rasa(
        "test", "core", "--model", str(MODEL), "--stories", "tests/stories", "--out", str(tmp_path), "--fail-on-prediction-errors"
    )
    assert done.returncode == 0, done.stderr[-2000:]
