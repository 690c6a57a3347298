"""A channel is on when all its secrets are set, off when none is, and stops the start in between."""

from __future__ import annotations

import pytest

from channels.messaging.settings import CHANNELS, NEEDS, SHARED, HalfSet, check_settings, settings_of
from channels.telegram import Telegram
from channels.twilio import WhatsApp
from tests.unit.platform_settings import VARIABLES

OWN = [(channel, name) for channel in CHANNELS for name in NEEDS[channel]]


def test_without_variables_every_channel_is_off() -> None:
    assert check_settings({}) == []


def test_with_all_variables_every_channel_is_on() -> None:
    assert check_settings(VARIABLES) == list(CHANNELS)


@pytest.mark.parametrize(("channel", "missing"), OWN)
def test_a_half_set_channel_stops_the_start_and_says_what_is_missing(channel: str, missing: str) -> None:
    with pytest.raises(HalfSet, match=missing) as stopped:
        check_settings({name: value for name, value in VARIABLES.items() if name != missing and name in NEEDS[channel]})
    assert not [value for name, value in VARIABLES.items() if name not in SHARED and value in str(stopped.value)]


def test_an_account_without_a_number_is_half_set_too() -> None:
    with pytest.raises(HalfSet, match="CLINIC_WHATSAPP_NUMBER or CLINIC_SMS_NUMBER"):
        check_settings({name: VARIABLES[name] for name in ("CLINIC_TWILIO_ACCOUNT", "CLINIC_TWILIO_TOKEN")})


def test_a_public_address_alone_turns_nothing_on() -> None:
    assert check_settings({"CLINIC_PUBLIC_URL": "https://chat.clinic.example"}) == []


@pytest.mark.parametrize("address", ["chat.clinic.example", "ftp://clinic.example", "https://clinic.example/?a=1", "https://["])
def test_a_public_address_must_be_one(address: str) -> None:
    with pytest.raises(HalfSet, match="CLINIC_PUBLIC_URL must be an address"):
        check_settings({**VARIABLES, "CLINIC_PUBLIC_URL": address})


@pytest.mark.parametrize(
    ("variable", "value"),
    [("CLINIC_TELEGRAM_TOKEN", "no-token"), ("CLINIC_TELEGRAM_SECRET", "no good!"), ("CLINIC_WHATSAPP_NUMBER", "07700 900001")],
)
def test_a_value_that_cannot_be_right_stops_the_start(variable: str, value: str) -> None:
    given = {**VARIABLES, variable: value}
    with pytest.raises(HalfSet, match=f"{variable} must be") as stopped:
        for platform in (Telegram, WhatsApp):
            found = settings_of(platform.name, given)
            assert found
            platform(found)
    assert value not in str(stopped.value)


def test_secrets_stay_out_of_what_is_printed() -> None:
    shown = repr([settings_of(channel, VARIABLES) for channel in CHANNELS])
    assert not [name for name, value in VARIABLES.items() if name not in SHARED and value in shown]
