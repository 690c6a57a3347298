"""The platforms' own word on the clinic's tokens and webhooks, as `make channels` shows it."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from channels import telegram
from channels.messaging.settings import CHANNELS
from tests.unit.far_platform import MESSENGER, SLACK, TELEGRAM, TOKEN, TWILIO, FarPlatform, Shown, of, served
from tools import far_platforms
from tools.platform_checks import UPDATES
from tools.serve import free_port


@pytest.fixture
def far() -> Iterator[FarPlatform]:
    with served() as platform:
        yield platform


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Shown:
    return Shown(capsys)


@pytest.mark.parametrize("channel", CHANNELS)
def test_without_a_network_it_says_so_and_does_not_call_the_channel_wrong(shown: Shown, channel: str) -> None:
    code, text = shown(of(channel, f"http://127.0.0.1:{free_port()}"))
    assert code == 0
    assert "? no answer from 127.0.0.1: this machine has no network to it" in text


def test_a_platform_that_does_not_answer_in_time_is_no_answer(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(far_platforms, "SECONDS_TO_ANSWER", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        code, text = shown(of("slack", f"http://127.0.0.1:{silent.getsockname()[1]}"))
    assert code == 0
    assert "no answer from 127.0.0.1" in text


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_platform_in_trouble_is_asked_again_later(shown: Shown, far: FarPlatform, status: int) -> None:
    far.answers[SLACK] = (status, {"ok": False})
    code, text = shown(of("slack", far.url))
    assert code == 0
    assert f"is in trouble, or was asked too often (status {status})" in text


@pytest.mark.parametrize("body", [b"", b"<html>Welcome</html>", b"[]", b"[" * 100_000])
def test_a_server_that_is_no_such_platform_is_doubted(shown: Shown, far: FarPlatform, body: bytes) -> None:
    far.answers[TWILIO] = (200, body)
    code, text = shown(of("sms", far.url))
    assert code == 0
    assert "is CLINIC_TWILIO_SERVER right?" in text


def test_a_redirect_gets_no_token(shown: Shown, far: FarPlatform) -> None:
    far.answers[SLACK] = (302, b"")
    far.headers = {"Location": f"{far.url}/elsewhere"}
    shown(of("slack", far.url))
    assert far.paths() == [SLACK]


def test_telegrams_refusal_of_the_token_is_shown(shown: Shown, far: FarPlatform) -> None:
    far.answers[f"{TELEGRAM}/getMe"] = (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    code, text = shown(of("telegram", far.url))
    assert code == 1
    assert "Telegram does not take CLINIC_TELEGRAM_TOKEN: Unauthorized" in text


def test_telegram_must_have_been_told_where_to_post(shown: Shown, far: FarPlatform) -> None:
    far.telegram(url="")
    code, text = shown(of("telegram", far.url))
    assert code == 1
    assert "has not been told where to post: `make channels REGISTER=telegram`" in text


def test_telegrams_other_address_is_shown_by_its_host_alone(shown: Shown, far: FarPlatform) -> None:
    far.telegram(url="https://old.example.org/bot-hidden-word")
    code, text = shown(of("telegram", far.url))
    assert code == 1
    assert "another address, at old.example.org" in text
    assert "hidden-word" not in text


def test_telegram_without_a_public_address_of_ours_is_not_compared(shown: Shown, far: FarPlatform) -> None:
    code, text = shown(of("telegram", far.url, CLINIC_PUBLIC_URL=""))
    assert code == 0
    assert "Telegram posts somewhere already" in text


def test_telegrams_last_error_is_shown_without_our_secrets(shown: Shown, far: FarPlatform) -> None:
    trouble = f"Wrong response from the webhook:\n403 Forbidden for {TOKEN}\x1b[31m"
    far.telegram(last_error_date=int(time.time()), last_error_message=trouble, pending_update_count=3)
    code, text = shown(of("telegram", far.url))
    assert code == 1
    assert "Wrong response from the webhook: 403 Forbidden for …" in text and "(3 waiting)" in text
    assert "\x1b" not in text


def test_telegrams_old_error_is_history(shown: Shown, far: FarPlatform) -> None:
    far.telegram(last_error_date=int(time.time()) - 7200, last_error_message="Connection timed out", pending_update_count=0)
    code, text = shown(of("telegram", far.url))
    assert code == 0
    assert "Connection timed out; nothing has waited since" in text


def test_telegram_must_send_buttons_too(shown: Shown, far: FarPlatform) -> None:
    far.telegram(allowed_updates=["message"])
    code, text = shown(of("telegram", far.url))
    assert code == 1
    assert "keep messages or pressed buttons to itself" in text


def test_odd_answers_of_telegram_break_nothing(shown: Shown, far: FarPlatform) -> None:
    far.answers[f"{TELEGRAM}/getWebhookInfo"] = (200, {"ok": True, "result": [1]})
    assert shown(of("telegram", far.url))[0] == 1
    far.telegram(last_error_date=10**30, last_error_message=["?"], allowed_updates={"a": 1}, pending_update_count="many")
    assert shown(of("telegram", far.url))[0] == 0


@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
@pytest.mark.parametrize(
    ("status", "said", "code", "says"),
    [
        (401, {"message": "Authenticate"}, 1, "does not take CLINIC_TWILIO_ACCOUNT and CLINIC_TWILIO_TOKEN: Authenticate"),
        (404, {"message": f"{TWILIO} was not found"}, 1, "/2010-04-01/Accounts/….json was not found"),
        (200, {"status": "suspended"}, 1, "the account is suspended"),
        (200, {"status": "active", "type": "Trial", "friendly_name": "Mine"}, 0, "it is a trial account"),
    ],
)
def test_twilios_word_on_the_account_counts(
    shown: Shown, far: FarPlatform, channel: str, status: int, said: dict[str, str], code: int, says: str
) -> None:
    far.answers[TWILIO] = (status, said)
    result, text = shown(of(channel, far.url))
    assert (result, says in text) == (code, True), text
    assert far.asked[0][2]["Authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ("Invalid OAuth access token", "Meta does not take CLINIC_MESSENGER_TOKEN: Invalid OAuth access token"),
        ("Invalid appsecret_proof provided in the API argument", "CLINIC_MESSENGER_APP_SECRET is not that of the app"),
    ],
)
def test_metas_word_on_token_and_app_secret_counts(shown: Shown, far: FarPlatform, message: str, says: str) -> None:
    far.answers[MESSENGER] = (400, {"error": {"message": message, "code": 190}})
    code, text = shown(of("messenger", far.url))
    assert (code, says in text) == (1, True), text


def test_slacks_word_on_the_token_counts(shown: Shown, far: FarPlatform) -> None:
    far.answers[SLACK] = (200, {"ok": False, "error": "invalid_auth"})
    code, text = shown(of("slack", far.url))
    assert (code, "Slack does not take CLINIC_SLACK_TOKEN: invalid_auth" in text) == (1, True)


def test_a_slack_app_without_the_scopes_is_told_which(shown: Shown, far: FarPlatform) -> None:
    far.headers = {"X-OAuth-Scopes": "chat:write,im:history"}
    code, text = shown(of("slack", far.url))
    assert (code, "lacks the scopes app_mentions:read" in text) == (1, True)
    far.headers = {"X-OAuth-Scopes": "chat:write, im:history, app_mentions:read, users:read"}
    assert shown(of("slack", far.url))[0] == 0


def test_the_command_and_the_channels_ask_for_the_same() -> None:
    assert UPDATES == telegram.UPDATES
