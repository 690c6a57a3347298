"""An empty database in a real PostgreSQL for a test, and the server that it needs: import both into a test module."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from tools.postgresql import Server, running_server


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """One server for all tests."""
    with running_server() as server:
        yield server


@pytest.fixture
def postgresql(postgresql_server: Server) -> Iterator[str]:
    """The URL of an empty database, dropped after the test."""
    name = f"test_{uuid.uuid4().hex}"
    _command(postgresql_server, f"CREATE DATABASE {name}")
    try:
        yield postgresql_server.url(name)
    finally:
        _command(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


def _command(server: Server, statement: str) -> None:
    opened = server.connect()
    try:
        with opened.cursor() as cursor:
            cursor.execute(statement)
    finally:
        opened.close()
