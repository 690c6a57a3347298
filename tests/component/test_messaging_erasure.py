"""Whoever is erased is gone from every table, on every channel, and a stranger when they write again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.component.messaging_channels import Channel, Channels
from tools.serve import PROJECT, RUN_FOLDER, secret_of

Desk = Callable[..., str]


@pytest.fixture(scope="module")
def desk(channels: Channels) -> Desk:
    """A command of the staff desk on the assistant's database."""
    ours = {"CLINIC_DATABASE": str(channels.database), "CLINIC_SECRET": secret_of(RUN_FOLDER / "secret")}

    def run(*arguments: str) -> str:
        command = [sys.executable, "-W", "ignore", "-m", "review", *arguments]
        return subprocess.run(command, cwd=PROJECT, env={**os.environ, **ours}, check=True, capture_output=True, text=True).stdout

    run("migrate", "--verbosity", "0")
    return run


def test_an_erased_person_is_nowhere_and_begins_anew(channel: Channel, desk: Desk) -> None:
    person = channel.known()
    before = channel.conversation(person)
    assert "Erased for good" in desk("erase", person.address)
    assert channel.conversation(person) == ""
    for table, column in (("messaging_received", "conversation"), ("messaging_sent", "conversation"), ("events", "sender_id")):
        assert channel.rows(f"select count(*) from {table} where {column} = ?", before) == [(0,)]
    introduction, *_ = channel.ask(person, "is it safe with diabetes?")
    assert "automatic assistant" in introduction.text
    assert channel.conversation(person) not in ("", before)
