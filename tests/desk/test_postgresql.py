"""The tests' own PostgreSQL: the desk makes its tables there."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg2

from tests.desk.postgresql import postgresql, postgresql_server
from tools.serve import PROJECT

__all__ = ["postgresql", "postgresql_server"]


def test_the_desk_makes_its_tables_and_the_assistants_in_postgresql(postgresql: str) -> None:
    ours = {"CLINIC_DATABASE": postgresql, "CLINIC_SECRET": "not a secret: for the checks alone"}
    made = subprocess.run(
        [sys.executable, "-m", "review", "migrate", "--verbosity", "0"], cwd=PROJECT, env={**os.environ, **ours}, capture_output=True, check=False
    )
    assert made.returncode == 0, made.stderr.decode()
    with psycopg2.connect(postgresql) as opened, opened.cursor() as cursor:
        cursor.execute("INSERT INTO events (sender_id, type_name) VALUES ('a', 'user') RETURNING xid::text")
        assert int(cursor.fetchone()[0]) > 0
