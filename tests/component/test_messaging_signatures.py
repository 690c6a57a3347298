"""A webhook that its platform did not sign is refused on every channel, and leaves no trace."""

from __future__ import annotations

import http.client
from urllib.parse import urlencode, urlsplit

import pytest

from tests.component.messaging_channels import Channel, Channels
from tests.platforms import messenger
from tests.platforms.shapes import BAD_SIGNINGS, Signing, Update
from tests.platforms.slack import Slack

REFUSALS = {"missing": 401, "forged": 403, "old": 403, "wrong_algorithm": 403}


@pytest.mark.parametrize("signing", BAD_SIGNINGS)
def test_a_badly_signed_message_is_refused_and_nothing_is_stored(channel: Channel, signing: Signing) -> None:
    person, before = channel.somebody(), channel.count_of_everything()
    answer = channel.platform.send(channel.platform.text(person, "does massage help sleep"), signing)
    assert answer.status == REFUSALS[signing]
    assert channel.count_of_everything() == before
    assert channel.conversation(person) == ""


@pytest.mark.parametrize("signing", BAD_SIGNINGS)
def test_whatever_a_stranger_sends_is_refused(channel: Channel, signing: Signing) -> None:
    person, before = channel.somebody(), channel.count_of_everything()
    for name, update in channel.platform.odd(person).items():
        assert channel.platform.send(update, signing).status in (400, 401, 403), name
    assert channel.count_of_everything() == before


@pytest.mark.parametrize("signing", BAD_SIGNINGS)
def test_a_badly_signed_button_is_refused(channel: Channel, signing: Signing) -> None:
    person = channel.somebody()
    answers = channel.ask(person, "does massage help sleep")
    choice = answers[-1].choices[0]
    update = channel.platform.pressed(person, choice.how, choice.title)
    assert channel.platform.send(update, signing).status == REFUSALS[signing]
    assert channel.settled(person) == answers


def test_a_signature_of_another_message_is_refused(channel: Channel) -> None:
    platform, person = channel.platform, channel.somebody()
    if platform.name == "telegram":
        pytest.skip("Telegram signs no message")
    signed, other = platform.text(person, "does massage help sleep"), platform.text(person, "something else")
    headers = platform.headers(signed)
    connection = http.client.HTTPConnection(urlsplit(platform.assistant).netloc, timeout=10)
    connection.request("POST", platform.path, other.body, headers)
    assert connection.getresponse().status == 403
    connection.close()
    assert channel.conversation(person) == ""


def test_headers_that_are_no_headers_do_no_harm(channel: Channel) -> None:
    platform, update = channel.platform, channel.platform.text(channel.somebody(), "hello")
    for value in ("", "x" * 3000, "sha256=", "v0=", "\xe9\xff", "==", "null"):
        headers = dict.fromkeys(platform.headers(update), value) | {"Content-Type": update.content_type}
        connection = http.client.HTTPConnection(urlsplit(platform.assistant).netloc, timeout=10)
        connection.request("POST", platform.path, update.body, headers)
        assert connection.getresponse().status in (401, 403), value
        connection.close()


def ask_for_handshake(channels: Channels, channel: str, **arguments: str) -> tuple[int, bytes]:
    platform = channels.platforms[channel]
    connection = http.client.HTTPConnection(urlsplit(platform.assistant).netloc, timeout=10)
    connection.request("GET", f"{platform.path}?{urlencode({f'hub.{name}': value for name, value in arguments.items()})}")
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def test_meta_finds_its_webhook_and_nobody_else_does(channels: Channels) -> None:
    asked = {"mode": "subscribe", "challenge": "1158201444"}
    assert ask_for_handshake(channels, "messenger", verify_token=messenger.VERIFY, **asked) == (200, b"1158201444")
    assert ask_for_handshake(channels, "messenger", verify_token="guessed", **asked)[0] == 403
    assert ask_for_handshake(channels, "messenger", **asked)[0] == 403
    assert ask_for_handshake(channels, "telegram", verify_token=messenger.VERIFY, **asked)[0] == 404


def test_slack_finds_its_webhook_by_a_signed_question(channels: Channels) -> None:
    platform = channels.platforms["slack"]
    assert isinstance(platform, Slack)
    question = platform.handshake("3eZbrw1aBm2rZgRNFdxV")
    answer = platform.send(question)
    assert (answer.status, b"3eZbrw1aBm2rZgRNFdxV" in answer.body) == (200, True)
    assert platform.send(question, "forged").status == 403


def test_a_signed_body_of_a_megabyte_is_refused(channel: Channel) -> None:
    update = channel.platform.text(channel.somebody(), "x" * 1_000_000)
    assert channel.platform.send(Update(update.body, update.content_type)).status == 413
