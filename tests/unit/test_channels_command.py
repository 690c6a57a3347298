"""`make channels`: what is on, what is half set, what could not work as it stands, and telling Telegram where to post."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from channels.messaging.settings import CHANNELS, NEEDS, webhook_path
from tests.unit.far_platform import (
    EVERYTHING,
    MESSENGER,
    OWN_PATH,
    PUBLIC,
    SECRET,
    SLACK,
    TELEGRAM,
    TOKEN,
    TWILIO,
    FarPlatform,
    Shown,
    of,
    served,
)
from tools.channels import main
from tools.platform_checks import UPDATES
from tools.serve import free_port


@pytest.fixture
def far() -> Iterator[FarPlatform]:
    with served() as platform:
        yield platform


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Shown:
    return Shown(capsys)


def test_without_variables_every_channel_is_off_and_says_what_turns_it_on(shown: Shown) -> None:
    code, text = shown({})
    assert code == 0
    assert text.count(": off. To turn it on, set ") == len(CHANNELS)
    assert [name for names in NEEDS.values() for name in names if name not in text] == []


def test_all_channels_that_their_platforms_accept_are_shown_with_their_addresses(shown: Shown, far: FarPlatform) -> None:
    servers = {name: value for name, value in of("telegram", far.url).items() if name.endswith("_SERVER")}
    code, text = shown({**EVERYTHING, **servers})
    assert code == 0, text
    assert text.count(": on ") == len(CHANNELS)
    assert [channel for channel in CHANNELS if f"webhook: {PUBLIC}{webhook_path(channel)} " not in text] == []
    assert " NO " not in text
    assert "@clinic_bot" in text and "the page Willow Lane Massage" in text and "of clinic in Willow Lane" in text
    assert sorted(far.paths()) == sorted([f"{TELEGRAM}/getMe", f"{TELEGRAM}/getWebhookInfo", TWILIO, TWILIO, MESSENGER, SLACK])


def test_a_half_set_channel_is_named_with_what_is_missing_and_the_others_are_still_shown(shown: Shown) -> None:
    code, text = shown({"CLINIC_TELEGRAM_TOKEN": TOKEN}, "--offline")
    assert code == 1
    assert "Telegram: half set NO The assistant cannot start. The channel telegram is half set: CLINIC_TELEGRAM_SECRET must be set, too." in text
    assert text.count(": off.") == len(CHANNELS) - 1


def test_offline_asks_nobody(shown: Shown, far: FarPlatform) -> None:
    code, text = shown(of("telegram", far.url), "--offline")
    assert code == 0
    assert "yes the address and the values have the form" in text and "the platform was not asked" in text
    assert far.asked == []


@pytest.mark.parametrize("channel", ["telegram", "messenger", "slack"])
def test_without_a_public_address_it_says_which_variable_to_set(shown: Shown, channel: str) -> None:
    code, text = shown(of(channel, CLINIC_PUBLIC_URL=""), "--offline")
    assert code == 0
    assert f"webhook: set CLINIC_PUBLIC_URL; then {webhook_path(channel)} behind it" in text


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://chat.example.com", "must begin with https://"),
        ("https://localhost", "localhost is none"),
        ("https://reception", "reception is none"),
        ("https://chat.clinic.example", "chat.clinic.example is none"),
        ("https://desk.local.", "desk.local. is none"),
        ("https://127.0.0.1", "from this machine or its own network alone"),
        ("https://192.168.1.20", "from this machine or its own network alone"),
        ("https://[::1]", "from this machine or its own network alone"),
        ("https://chat.example.com:99999", "names a port that is none"),
        ("https://name:word@chat.example.com", "must hold no name and password"),
    ],
)
@pytest.mark.parametrize("channel", CHANNELS)
def test_an_address_that_the_platform_cannot_reach_is_refused(shown: Shown, channel: str, address: str, says: str) -> None:
    code, text = shown(of(channel, CLINIC_PUBLIC_URL=address), "--offline")
    assert code == 1
    assert says in text
    assert "name:word" not in text


def test_telegram_posts_to_four_ports_alone(shown: Shown) -> None:
    assert shown(of("telegram", CLINIC_PUBLIC_URL="https://chat.example.com:8443"), "--offline")[0] == 0
    code, text = shown(of("telegram", CLINIC_PUBLIC_URL="https://chat.example.com:5005"), "--offline")
    assert code == 1
    assert "443, 80, 88 and 8443 alone" in text and "names 5005" in text
    assert shown(of("slack", CLINIC_PUBLIC_URL="https://chat.example.com:5005"), "--offline")[0] == 0


def test_meta_wants_a_name_and_no_bare_address(shown: Shown) -> None:
    assert shown(of("telegram", CLINIC_PUBLIC_URL="https://8.8.8.8"), "--offline")[0] == 0
    code, text = shown(of("messenger", CLINIC_PUBLIC_URL="https://8.8.8.8"), "--offline")
    assert code == 1
    assert "Meta wants the name of a host" in text


@pytest.mark.parametrize(
    ("channel", "variable", "value"),
    [
        ("telegram", "CLINIC_TELEGRAM_TOKEN", "clinic_bot"),
        ("telegram", "CLINIC_TELEGRAM_TOKEN", "1:a/../../x"),
        ("telegram", "CLINIC_TELEGRAM_SECRET", "not with a space"),
        ("telegram", "CLINIC_TELEGRAM_SECRET", "a" * 257),
        ("whatsapp", "CLINIC_WHATSAPP_NUMBER", "07700 900123"),
        ("whatsapp", "CLINIC_WHATSAPP_NUMBER", "whatsapp:+447700900123"),
        ("sms", "CLINIC_SMS_NUMBER", "+0447700900123"),
        ("sms", "CLINIC_TWILIO_ACCOUNT", "SK" + "0" * 32),
        ("sms", "CLINIC_TWILIO_ACCOUNT", "AC" + "0" * 31),
        ("sms", "CLINIC_TWILIO_TOKEN", "two words"),
        ("messenger", "CLINIC_MESSENGER_TOKEN", "pasted … short"),
        ("slack", "CLINIC_SLACK_TOKEN", "xoxp-of-a-person"),
        ("slack", "CLINIC_SLACK_SIGNING_SECRET", "a\nb"),
    ],
)
def test_a_value_of_a_wrong_form_is_named_not_shown_and_not_sent(
    shown: Shown, far: FarPlatform, channel: str, variable: str, value: str
) -> None:
    code, text = shown(of(channel, far.url, **{variable: value}))
    assert code == 1
    assert f"NO {variable} " in text
    assert far.asked == []


def test_registering_tells_telegram_address_secret_and_updates(shown: Shown, far: FarPlatform) -> None:
    code, text = shown(of("telegram", far.url), "--register", "telegram")
    assert code == 0
    assert f"Telegram posts to {OWN_PATH} from now on" in text
    method, path, _, body = far.asked[0]
    assert (method, path) == ("POST", f"{TELEGRAM}/setWebhook")
    assert json.loads(body) == {"url": OWN_PATH, "secret_token": SECRET, "allowed_updates": list(UPDATES), "drop_pending_updates": False}


def test_a_refused_registration_is_told(shown: Shown, far: FarPlatform) -> None:
    far.answers[f"{TELEGRAM}/setWebhook"] = (400, {"ok": False, "description": "Bad Request: bad webhook: Failed to resolve host"})
    code, text = shown(of("telegram", far.url), "--register", "telegram")
    assert code == 1
    assert "Telegram refused: Bad Request: bad webhook: Failed to resolve host" in text


@pytest.mark.parametrize("changed", [{"CLINIC_PUBLIC_URL": ""}, {"CLINIC_PUBLIC_URL": "http://localhost"}, {"CLINIC_TELEGRAM_SECRET": "a b"}])
def test_nothing_is_registered_that_telegram_would_not_accept(shown: Shown, far: FarPlatform, changed: dict[str, str]) -> None:
    code, text = shown(of("telegram", far.url, **changed), "--register", "telegram")
    assert code == 1
    assert "Telegram was not told anything" in text
    assert f"{TELEGRAM}/setWebhook" not in far.paths()


def test_registering_without_a_network_or_with_a_channel_off_or_half_set_is_told(shown: Shown) -> None:
    code, text = shown(of("telegram", f"http://127.0.0.1:{free_port()}"), "--register", "telegram")
    assert (code, "Telegram was not told anything: no answer from" in text) == (1, True)
    code, text = shown({}, "--register", "telegram")
    assert (code, text.startswith("NO off. To turn it on, set CLINIC_TELEGRAM_TOKEN")) == (1, True)
    code, text = shown({"CLINIC_TELEGRAM_TOKEN": TOKEN}, "--register", "telegram")
    assert (code, text.startswith("The assistant cannot start.")) == (1, True)


@pytest.mark.parametrize(("channel", "console"), [("sms", "Twilio's console"), ("messenger", "Meta's app dashboard"), ("slack", "api.slack.com")])
def test_the_others_are_told_in_their_own_console(shown: Shown, channel: str, console: str) -> None:
    code, text = shown({}, "--register", channel)
    assert code == 1
    assert console in text


def test_registering_needs_the_network(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--register", "telegram", "--offline"], {})
    assert "cannot be --offline" in capsys.readouterr().err
