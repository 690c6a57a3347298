"""The fakes of the platforms sign as the platforms' own libraries expect, refuse what breaks a limit, and misbehave on demand."""

from __future__ import annotations

import base64
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from slack_sdk.signature import SignatureVerifier
from twilio.request_validator import RequestValidator

from tests.platforms import messenger, slack, telegram, twilio
from tests.platforms.everything import CHANNELS, Platforms, all_platforms, variables_of
from tests.platforms.shapes import BAD_SIGNINGS, PUBLIC_URL, Trouble
from tests.platforms.telegram_markup import CannotParse, seen

BASIC = "Basic " + base64.b64encode(f"{twilio.ACCOUNT}:{twilio.TOKEN}".encode()).decode()
ANN = {"telegram": "70000001", "whatsapp": "whatsapp:+447700900101", "sms": "+447700900101", "messenger": "6000000000000001", "slack": "D0DIRECT001"}


@pytest.fixture(scope="module")
def every() -> Iterator[Platforms]:
    with all_platforms() as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_said_yet(every: Platforms) -> None:
    for platform in every.values():
        platform.far.behave()
        for kept in (platform.far.sent, platform.far.broken, platform.far.calls):
            kept.clear()


def post(url: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
    request = urllib.request.Request(url, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


def give(every: Platforms, channel: str, text: str, address: str = "", **more: Any) -> tuple[int, Any]:
    """Hand a message over as the channel's documents say; `more` goes into the message."""
    url, address = every[channel].far.url, address or ANN[channel]
    if channel in ("whatsapp", "sms"):
        number = {"whatsapp": f"whatsapp:{twilio.WHATSAPP_NUMBER}", "sms": twilio.SMS_NUMBER}[channel]
        form = {"From": number, "To": address, "Body": text, **more}
        return post(f"{url}/2010-04-01/Accounts/{twilio.ACCOUNT}/Messages.json", {"Authorization": BASIC}, urlencode(form).encode())
    path, token, fields = {
        "telegram": (f"/bot{telegram.TOKEN}/sendMessage", "", {"chat_id": address, "text": text, **more}),
        "messenger": ("/v25.0/me/messages", messenger.TOKEN, {"recipient": {"id": address}, "messaging_type": "RESPONSE", "message": {"text": text, **more}}),
        "slack": ("/api/chat.postMessage", slack.TOKEN, {"channel": address, "text": text, **more}),
    }[channel]
    return post(f"{url}{path}", {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}, json.dumps(fields).encode())


@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
def test_a_form_is_signed_as_twilios_library_expects(every: Platforms, channel: str) -> None:
    platform = every[channel]
    update = platform.text(platform.person(1), "ça va? 50% & more")
    validator, fields = RequestValidator(twilio.TOKEN), dict(parse_qsl(update.body.decode(), keep_blank_values=True))
    url = f"{PUBLIC_URL}/webhooks/{channel}/webhook"
    assert validator.validate(url, fields, platform.signature(update, "right")["X-Twilio-Signature"])
    for signing in ("forged", "old", "wrong_algorithm"):
        assert not validator.validate(url, fields, platform.signature(update, signing)["X-Twilio-Signature"])


def test_an_event_is_signed_as_slacks_library_expects(every: Platforms) -> None:
    platform, verifier = every["slack"], SignatureVerifier(slack.SIGNING_SECRET)
    update = platform.text(platform.person(1), "hello")
    assert verifier.is_valid_request(update.body, platform.headers(update))
    assert [verifier.is_valid_request(update.body, platform.headers(update, signing)) for signing in BAD_SIGNINGS] == [False] * 4
    assert platform.headers(update, retry=2)["X-Slack-Retry-Num"] == "2"


@pytest.mark.parametrize("channel", CHANNELS)
def test_each_signing_has_headers_of_its_own(every: Platforms, channel: str) -> None:
    platform = every[channel]
    update = platform.text(platform.person(1), "hello")
    right = platform.headers(update)
    assert all(platform.headers(update, signing) != right for signing in BAD_SIGNINGS)
    assert set(platform.headers(update, "missing")) == {"Content-Type"}


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_two_messages_are_the_same_and_no_two_people(every: Platforms, channel: str) -> None:
    platform = every[channel]
    assert platform.text(platform.person(1), "hello").body != platform.text(platform.person(1), "hello").body
    assert len({platform.person(number).address for number in range(150)}) == 150


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_message_is_taken_and_shown(every: Platforms, channel: str) -> None:
    assert give(every, channel, "Hello, Ann")[0] in (200, 201)
    assert [(sent.address, sent.text) for sent in every[channel].far.wait_for(ANN[channel], 1, 5)] == [(ANN[channel], "Hello, Ann")]


@pytest.mark.parametrize(("channel", "most"), [("telegram", 4096), ("whatsapp", 1600), ("sms", 1600), ("messenger", 2000)])
def test_a_message_of_the_full_length_passes_and_one_more_character_does_not(every: Platforms, channel: str, most: int) -> None:
    assert give(every, channel, "x" * most)[0] in (200, 201)
    assert give(every, channel, "x" * (most + 1))[0] == 400
    assert give(every, channel, "😀" * (most // 2 + 1))[0] == 400
    assert len(every[channel].far.sent) == 1 and len(every[channel].far.broken) == 2


@pytest.mark.parametrize(("channel", "address"), [("telegram", "@ann"), ("whatsapp", "+447700900101"), ("sms", "07700 900101"), ("messenger", "ann")])
def test_a_wrong_address_is_refused(every: Platforms, channel: str, address: str) -> None:
    assert give(every, channel, "hello", address)[0] == 400


@pytest.mark.parametrize("channel", ["telegram", "whatsapp", "sms", "messenger"])
def test_a_message_without_words_is_refused(every: Platforms, channel: str) -> None:
    assert give(every, channel, "")[0] == 400


@pytest.mark.parametrize(
    ("path", "headers", "status", "error"),
    [
        ("telegram /bot1:wrong/sendMessage", {}, 401, "Unauthorized"),
        (f"sms /2010-04-01/Accounts/{twilio.ACCOUNT}/Messages.json", {"Authorization": "Basic d3Jvbmc="}, 401, "Authenticate"),
        ("messenger /v25.0/me/messages", {"Authorization": "Bearer wrong"}, 400, "Invalid OAuth access token"),
        ("slack /api/chat.postMessage", {"Authorization": "Bearer wrong"}, 200, "invalid_auth"),
    ],
)
def test_a_wrong_token_is_refused(every: Platforms, path: str, headers: dict[str, str], status: int, error: str) -> None:
    channel, _, place = path.partition(" ")
    answer = post(every[channel].far.url + place, headers, b"{}")
    assert answer[0] == status and error in json.dumps(answer[1])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>Less</b> than &lt;5 &amp; more", "Less than <5 & more"),
        ('<a href="https://clinic.example/?a=1&amp;b=2">here</a>', "here"),
        ("fish & chips &copy;", "fish & chips &copy;"),
    ],
)
def test_telegrams_html_is_read(text: str, shown: str) -> None:
    assert seen(text, "HTML") == shown


@pytest.mark.parametrize("text", ["a < b", "<p>x</p>", "<b>x", "x</b>", "<b><i>x</b></i>", "<5 minutes"])
def test_telegrams_html_must_be_right(every: Platforms, text: str) -> None:
    status, answer = give(every, "telegram", text, parse_mode="HTML")
    assert status == 400 and "can't parse entities" in answer["description"]


@pytest.mark.parametrize(("text", "shown"), [("*bold* and _it_ 1\\.5", "bold and it 1.5"), ("[la\\.bel](https://x.example/)", "la.bel")])
def test_telegrams_markdown_is_read(text: str, shown: str) -> None:
    assert seen(text, "MarkdownV2") == shown


@pytest.mark.parametrize("text", ["1.5", "*bold", "a-b", "(x)", "what!", "[label]"])
def test_telegrams_markdown_must_be_right(text: str) -> None:
    with pytest.raises(CannotParse):
        seen(text, "MarkdownV2")


@pytest.mark.parametrize(("data", "status"), [("x" * 64, 200), ("x" * 65, 400), ("é" * 33, 400), ("", 400)])
def test_telegrams_buttons_carry_1_to_64_bytes(every: Platforms, data: str, status: int) -> None:
    assert give(every, "telegram", "?", reply_markup={"inline_keyboard": [[{"text": "yes", "callback_data": data}]]})[0] == status


@pytest.mark.parametrize(("count", "title", "status"), [(13, "x" * 20, 200), (14, "x", 400), (1, "x" * 21, 400), (0, "", 400)])
def test_messengers_quick_replies_are_bounded(every: Platforms, count: int, title: str, status: int) -> None:
    replies = [{"content_type": "text", "title": title, "payload": "p"}] * count
    assert give(every, "messenger", "?", quick_replies=replies)[0] == status


@pytest.mark.parametrize(("count", "text", "status"), [(3, "x" * 640, 200), (4, "x", 400), (1, "x" * 641, 400)])
def test_messengers_templates_are_bounded(every: Platforms, count: int, text: str, status: int) -> None:
    payload = {"template_type": "button", "text": text, "buttons": [{"type": "postback", "title": "t", "payload": "p"}] * count}
    assert give(every, "messenger", "", attachment={"type": "template", "payload": payload})[0] == status


@pytest.mark.parametrize(
    ("section", "count", "title", "value", "is_taken"),
    [(3000, 25, 75, 2000, True), (3001, 1, 1, 1, False), (1, 26, 1, 1, False), (1, 1, 76, 1, False), (1, 1, 1, 2001, False), (1, 0, 1, 1, False)],
)
def test_slacks_blocks_are_bounded(every: Platforms, section: int, count: int, title: int, value: int, is_taken: bool) -> None:
    text = {"type": "plain_text", "text": "t" * title}
    elements = [{"type": "button", "text": text, "value": "v" * value, "action_id": f"choice_{place}"} for place in range(count)]
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * section}}, {"type": "actions", "elements": elements}]
    status, answer = give(every, "slack", "x", blocks=blocks)
    assert (status, answer["ok"], answer.get("error", "")) == (200, is_taken, "" if is_taken else "invalid_blocks")


def test_who_texted_stop_gets_nothing_until_start(every: Platforms) -> None:
    sms = every["sms"]
    for word, status in (("STOP", 400), ("start", 201)):
        with pytest.raises(OSError):  # nobody listens there
            sms.send(sms.text(sms.person(1), word))
        assert give(every, "sms", "hello")[0] == status
    assert "unsubscribed" in sms.far.broken[0].problem


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_platform_is_too_busy_once_and_then_takes_the_message(every: Platforms, channel: str) -> None:
    far = every[channel].far
    far.misbehave(Trouble("too_many", 7), Trouble("error"), Trouble("unavailable"), address=ANN[channel])
    assert give(every, channel, "to somebody else", every[channel].person(2).address)[0] in (200, 201)
    statuses = [give(every, channel, "hello")[0] for _ in range(4)]
    assert statuses[:3] == [429, 500, 503] and statuses[3] in (200, 201)
    assert len(far.answers(ANN[channel])) == 1
    far.wait_for_calls(ANN[channel], 4, 1)


def test_telegram_says_in_the_body_how_long_to_wait_and_slack_in_a_header(every: Platforms) -> None:
    assert every["telegram"].far.too_many(7).fields["parameters"] == {"retry_after": 7}
    assert every["slack"].far.too_many(7).headers == {"Retry-After": "7"}


def test_a_platform_can_be_slow_and_can_hang_up(every: Platforms) -> None:
    far = every["telegram"].far
    far.misbehave(Trouble("slow", 0.3), Trouble("closed"))
    begun = time.monotonic()
    assert give(every, "telegram", "hello")[0] == 200 and time.monotonic() - begun >= 0.3
    with pytest.raises(OSError):
        give(every, "telegram", "hello")
    assert len(far.sent) == 1


def test_waiting_for_what_does_not_come_says_what_came(every: Platforms) -> None:
    give(every, "telegram", "hello")
    with pytest.raises(AssertionError, match="1 of 2 answers"):
        every["telegram"].far.wait_for(ANN["telegram"], 2, 0.1)


def test_choices_are_in_a_persons_words(every: Platforms) -> None:
    give(every, "sms", "Which?\n1. Is it safe?\n2. What does it cost?")
    rows = [[{"text": str(place), "callback_data": f"id.{place}"}] for place in (1, 2)]
    give(every, "telegram", "Which?\n1. Is it safe?\n2. What does it cost?", reply_markup={"inline_keyboard": rows})
    assert every["sms"].far.sent[0].choices == [("Is it safe?", "1"), ("What does it cost?", "2")]
    assert every["telegram"].far.sent[0].choices == [("Is it safe?", "id.1"), ("What does it cost?", "id.2")]


def test_all_channels_can_be_on_at_once(every: Platforms) -> None:
    variables = variables_of(every)
    assert variables["CLINIC_TWILIO_SERVER"] == every["sms"].far.url == every["whatsapp"].far.url
    assert len({variables[f"CLINIC_{name}_SERVER"] for name in ("TELEGRAM", "TWILIO", "MESSENGER", "SLACK")}) == 4
