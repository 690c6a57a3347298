"""Everything that the desk's tests say holds on a real PostgreSQL, too."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from django.db import connection

from tests.desk.postgresql import postgresql, postgresql_server  # noqa: F401 - fixtures
from tools.serve import PROJECT

SECONDS = 600
# They bring a database of their own, or depend on none.
LEFT_OUT = (
    "test_on_postgresql.py", "test_postgresql.py", "test_erasure.py", "test_retention.py", "test_teach_loop.py", "test_permissions.py",
    "test_backup.py", "test_restore.py", "test_restore_and_erasure.py", "test_earlier_databases.py",
)  # fmt: skip


@pytest.mark.skipif(connection.vendor == "postgresql", reason="this is the run on PostgreSQL")
def test_the_desk_passes_its_tests_on_postgresql(postgresql: str) -> None:  # noqa: F811
    ignored = [f"--ignore=tests/desk/{name}" for name in LEFT_OUT]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/desk", "-m", "not browser", *ignored]
    done = subprocess.run(
        command, cwd=PROJECT, env={**os.environ, "CLINIC_DATABASE": postgresql}, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed and int(passed[1]) > 40
