"""The website channel starts with its settings, or says in one sentence what is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.serve import PROJECT

SECRET = "a secret of the tests, long enough to sign with"
START = "from channels.website import WebsiteInput; WebsiteInput.from_credentials(None); print('started')"


def start(**variables: str) -> tuple[int, str]:
    """Make the channel in a process of its own; exit code and last line."""
    environment = {"PATH": "/usr/bin", **variables}
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", START], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120)
    return done.returncode, (done.stdout + done.stderr).strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"CLINIC_SECRET": ""}, "CLINIC_SECRET must hold a random text of at least 32 characters"),
        ({"CLINIC_SECRET": "short"}, "CLINIC_SECRET must hold a random text of at least 32 characters"),
        ({"CLINIC_DATABASE": ""}, "CLINIC_DATABASE must name the conversations' database"),
        ({"CLINIC_SESSION_HOURS": "soon"}, "CLINIC_SESSION_HOURS must be a number of hours"),
        ({"CLINIC_TRUSTED_PROXIES": "nginx"}, "CLINIC_TRUSTED_PROXIES: 'nginx' does not appear to be an IPv4 or IPv6 network"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_setting_that_is_missing_or_wrong_stops_the_start(tmp_path: Path, wrong: dict[str, str], says: str) -> None:
    settings = {"CLINIC_SECRET": SECRET, "CLINIC_DATABASE": str(tmp_path / "conversations.db")}
    code, told = start(**{**settings, **wrong})
    assert code == 1
    assert told.startswith("The assistant cannot start. ") and says in told
    assert SECRET not in told
