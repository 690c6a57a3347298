"""The channels that a credentials file names, each with its settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.core.channels.rest import RestInput

from channels.rest import GuardedRestInput
from core.http_channels import channels_of
from tools.serve import PROJECT


def test_a_channel_is_named_by_its_class_or_as_rasa_names_its_own(tmp_path: Path) -> None:
    (tmp_path / "credentials.yml").write_text("channels.rest.GuardedRestInput:\nrest:\n")
    assert [type(channel) for channel in channels_of(tmp_path / "credentials.yml")] == [GuardedRestInput, RestInput]


@pytest.mark.parametrize("name", ["channels.nowhere.Input", "channels.rest.NoInput"])
def test_a_name_that_is_no_channels_stops_the_start_in_words(tmp_path: Path, name: str) -> None:
    (tmp_path / "credentials.yml").write_text(f"{name}:\n")
    with pytest.raises(SystemExit, match=f"credentials.yml names the channel {name}, which cannot be imported"):
        channels_of(tmp_path / "credentials.yml")


def test_every_channel_of_the_project_can_be_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLINIC_DATABASE", str(tmp_path / "conversations.db"))
    monkeypatch.setenv("CLINIC_SECRET", "a secret of the tests, long enough to sign with")
    names = {channel.name() for channel in channels_of(PROJECT / "credentials.yml")}
    assert {"website", "site", "telegram", "whatsapp", "sms", "messenger", "slack"} <= names
