"""Slack: signed within five minutes; direct messages, mentions in their threads, and block buttons."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk.signature import SignatureVerifier

from channels.messaging.messages import Incoming, Outgoing
from channels.messaging.platform import Forged, NoUpdate, Unsigned
from channels.slack import Slack
from tests.unit.platform_settings import VARIABLES, settings

BODY = b'{"type": "event_callback"}'
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def slack() -> Slack:
    return Slack(settings("slack"))


def signed(body: bytes, moment: float | None = None, secret: str = VARIABLES["CLINIC_SLACK_SIGNING_SECRET"]) -> dict[str, str]:
    at = str(int(moment or time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=at, body=body)
    assert signature
    return {"x-slack-request-timestamp": at, "x-slack-signature": signature}


def read(slack: Slack, **event: Any) -> list[Incoming]:
    fields = {"channel": "D024BE91L", "user": "U1", "ts": "17.5", **event}
    return list(slack.read(json.dumps({"type": "event_callback", "event_id": "Ev1", "event": fields}).encode(), {}))


def changed(before: str = "hello", **fields: Any) -> dict[str, Any]:
    message = {"type": "message", "user": "U1", "ts": "17.5", "text": "i want to die", "edited": {"user": "U1", "ts": "18.0"}, **fields}
    return {"subtype": "message_changed", "user": None, "ts": "19.0", "message": message, "previous_message": {"text": before}}


def test_slacks_signature_opens_the_webhook(slack: Slack) -> None:
    slack.check(signed(BODY), BODY)


@pytest.mark.parametrize(
    "headers",
    [
        signed(BODY, time.time() - 301),
        signed(BODY, secret="another"),
        signed(b"{}"),
        {"x-slack-request-timestamp": "now", "x-slack-signature": "v0=1"},
        {"x-slack-request-timestamp": "١٧", "x-slack-signature": "v0=1"},
        {"x-slack-request-timestamp": str(int(time.time())), "x-slack-signature": "v0=\udce9"},
    ],
)
def test_an_old_or_another_signature_is_refused(slack: Slack, headers: dict[str, str]) -> None:
    with pytest.raises(Forged):
        slack.check(headers, BODY)


@pytest.mark.parametrize("missing", ["x-slack-signature", "x-slack-request-timestamp"])
def test_signature_and_time_are_needed(slack: Slack, missing: str) -> None:
    with pytest.raises(Unsigned):
        slack.check({name: value for name, value in signed(BODY).items() if name != missing}, BODY)


def test_bytes_that_are_no_text_are_refused(slack: Slack) -> None:
    with pytest.raises(Forged):
        slack.check(signed(BODY), b"\xff\xfe")


def test_a_direct_message_is_answered_where_it_stands(slack: Slack) -> None:
    assert read(slack, type="message", channel_type="im", text="does it hurt?") == [Incoming("D024BE91L 17.5", "D024BE91L", "text", "does it hurt?")]
    assert read(slack, type="message", channel_type="im", text="and sleep?", thread_ts="17.1")[0].address == "D024BE91L 17.1"


def test_a_mention_is_answered_in_a_thread_of_its_own(slack: Slack) -> None:
    (heard,) = read(slack, type="app_mention", channel="C1", text="<@U0BOT> is it safe &amp; sound? <https://a.example|see>")
    assert heard == Incoming("C1 17.5", "C1 17.5", "text", "is it safe & sound? see")


def test_an_edited_message_is_asked_anew(slack: Slack) -> None:
    heard = read(slack, type="message", channel_type="im", **changed())
    assert heard == [Incoming("D024BE91L 17.5 edited 18.0", "D024BE91L", "text", "i want to die")]
    assert read(slack, type="message", channel_type="im", **changed(thread_ts="17.1"))[0].address == "D024BE91L 17.1"


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
def test_words_beside_a_file_and_said_in_other_ways_are_read(slack: Slack, subtype: str) -> None:
    heard = read(slack, type="message", channel_type="im", subtype=subtype, text="I can't breathe", files=[{"id": "F1"}])
    assert heard == [Incoming("D024BE91L 17.5", "D024BE91L", "text", "I can't breathe")]


def test_a_file_alone_is_declined(slack: Slack) -> None:
    assert read(slack, type="message", channel_type="im", subtype="file_share", files=[{"id": "F1"}])[0].kind == "no_text"


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "channel_type": "im", "subtype": "message_deleted", "text": "x"},
        {"type": "message", "channel_type": "im", "subtype": "message_changed", "text": "x"},
        {"type": "message", "channel_type": "im", **changed(bot_id="B1")},
        {"type": "message", "channel_type": "im", **changed(before="i want to die")},
        {"type": "message", "channel_type": "im", **changed(edited=None)},
        {"type": "message", "channel_type": "channel", **changed()},
        {"type": "app_mention", "subtype": "message_changed", "message": "no object"},
        {"type": "message", "channel_type": "im", "bot_id": "B1", "text": "ours"},
        {"type": "message", "channel_type": "channel", "channel": "C1", "text": "among colleagues"},
        {"type": "reaction_added", "text": "x"},
        {"type": "message", "channel_type": "im", "user": None, "text": "x"},
    ],
)
def test_previews_bots_other_peoples_talk_and_reactions_are_left_alone(slack: Slack, event: dict[str, Any]) -> None:
    assert read(slack, **event) == []


def test_a_block_button_is_a_button(slack: Slack) -> None:
    payload = {
        "type": "block_actions",
        "channel": {"id": "C1"},
        "message": {"thread_ts": "17.5"},
        "actions": [{"value": "0123456789abcdef.1", "action_ts": "18.1"}],
    }
    body = urlencode({"payload": json.dumps(payload)}).encode()
    assert list(slack.read(body, FORM)) == [Incoming("press C1 18.1", "C1 17.5", "button", "0123456789abcdef.1")]


@pytest.mark.parametrize(("body", "headers"), [(b"", {}), (b"[]", {}), (b"null", {}), (b"payload=x", FORM), (b"\xff", FORM), (b"a=1", FORM)])
def test_what_is_no_update_is_refused(slack: Slack, body: bytes, headers: dict[str, str]) -> None:
    with pytest.raises(NoUpdate):
        slack.read(body, headers)


def test_slack_is_told_that_the_address_is_ours(slack: Slack) -> None:
    body = b'{"type": "url_verification", "challenge": "3eZb"}'
    assert list(slack.read(body, {})) == []
    assert json.loads(slack.received(body).body or b"") == {"challenge": "3eZb"}


def test_an_answer_has_its_choices_as_block_buttons_in_the_thread(slack: Slack) -> None:
    post = slack.post(Outgoing("a" * 16, "C1 17.5", "**Less** than <5 & [more](https://a.example)", [{"title": "Book", "payload": "/booking"}]))
    assert post.json
    section, actions = post.json["blocks"]
    assert (post.json["channel"], post.json["thread_ts"]) == ("C1", "17.5")
    assert section["text"] == {"type": "mrkdwn", "text": "*Less* than &lt;5 &amp; <https://a.example|more>"}
    assert actions["elements"][0]["value"] == f"{'a' * 16}.0"


@pytest.mark.parametrize(
    ("body", "state"),
    [(b'{"ok": true}', "taken"), (b'{"ok": false, "error": "ratelimited"}', "again"), (b'{"ok": false, "error": "channel_not_found"}', "refused"), (b"<html>", "again")],
)
def test_slack_says_in_the_body_whether_it_took_a_message(slack: Slack, body: bytes, state: str) -> None:
    assert slack.outcome(200, {}, body).state == state
