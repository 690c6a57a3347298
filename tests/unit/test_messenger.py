"""Messenger: one algorithm whoever names another, the whole batch, quick replies within Meta's limits."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest

from channels.messaging.messages import Incoming, Outgoing
from channels.messaging.platform import Forged, NoUpdate, Unsigned
from channels.messenger import Messenger
from tests.unit.platform_settings import VARIABLES, settings

BODY = b'{"object": "page", "entry": []}'


@pytest.fixture
def messenger() -> Messenger:
    return Messenger(settings("messenger"))


def signature(body: bytes, secret: str = VARIABLES["CLINIC_MESSENGER_APP_SECRET"], algorithm: str = "sha256") -> str:
    return f"{algorithm}={hmac.new(secret.encode(), body, getattr(hashlib, algorithm)).hexdigest()}"


def event(person: str = "111", **what: Any) -> dict[str, Any]:
    return {"sender": {"id": person}, "recipient": {"id": "999"}, "timestamp": 5, **what}


def read(messenger: Messenger, *events: Any, kind: str = "page") -> list[Incoming]:
    body = {"object": kind, "entry": [{"id": "999", "messaging": [one]} for one in events]}
    return list(messenger.read(json.dumps(body).encode(), {}))


def test_the_body_is_signed(messenger: Messenger) -> None:
    messenger.check({"x-hub-signature-256": signature(BODY)}, BODY)


@pytest.mark.parametrize(
    "given", [signature(BODY, algorithm="sha1"), signature(BODY, algorithm="md5"), signature(BODY, "older"), "sha256=", "nonsense=1", "ümläut", "\udce9"]
)
def test_another_signature_or_algorithm_is_refused(messenger: Messenger, given: str) -> None:
    with pytest.raises(Forged):
        messenger.check({"x-hub-signature-256": given}, BODY)


def test_a_signature_is_needed_and_the_old_header_is_none(messenger: Messenger) -> None:
    with pytest.raises(Unsigned):
        messenger.check({"x-hub-signature": signature(BODY, algorithm="sha1")}, BODY)


def test_every_message_of_a_batch_is_read(messenger: Messenger) -> None:
    batch = [event(str(person), message={"mid": f"m{person}", "text": f"question {person}"}) for person in range(3)]
    assert [incoming.text for incoming in read(messenger, *batch)] == ["question 0", "question 1", "question 2"]


def test_buttons_come_as_quick_replies_and_as_postbacks(messenger: Messenger) -> None:
    reply = event(message={"mid": "m1", "text": "1", "quick_reply": {"payload": "0123456789abcdef.0"}})
    postback = event(postback={"mid": "m2", "title": "Book", "payload": "0123456789abcdef.1"})
    begin = event(postback={"title": "Get started", "payload": "GET_STARTED"})
    assert read(messenger, reply, postback, begin) == [
        Incoming("m1", "111", "button", "0123456789abcdef.0"),
        Incoming("m2", "111", "button", "0123456789abcdef.1"),
        Incoming("111 5", "111", "begin"),
    ]


def test_an_edited_message_is_asked_anew(messenger: Messenger) -> None:
    edits = [event(message_edit={"mid": "m1", "text": f"i want to die {number}", "num_edit": number}) for number in (1, 2)]
    assert read(messenger, *edits) == [
        Incoming("m1 edited 1", "111", "text", "i want to die 1"),
        Incoming("m1 edited 2", "111", "text", "i want to die 2"),
    ]


@pytest.mark.parametrize("edit", ["no object", {}, {"mid": "m1"}, {"text": "x"}, {"mid": "m1", "text": None}])
def test_an_edit_without_words_is_left_alone(messenger: Messenger, edit: object) -> None:
    assert read(messenger, event(message_edit=edit)) == []


@pytest.mark.parametrize("kind", ["image", "video", "audio", "file", "fallback"])
def test_words_beside_a_file_and_in_a_reply_are_read(messenger: Messenger, kind: str) -> None:
    message = {"mid": "m1", "text": "I can't breathe", "attachments": [{"type": kind}], "reply_to": {"mid": "m0"}}
    assert read(messenger, event(message=message)) == [Incoming("m1", "111", "text", "I can't breathe")]


def test_a_picture_alone_is_declined(messenger: Messenger) -> None:
    assert read(messenger, event(message={"mid": "m1", "attachments": [{"type": "image"}]})) == [Incoming("m1", "111", "no_text")]


@pytest.mark.parametrize(
    "what",
    [
        {"message": {"mid": "m1", "text": "ours", "is_echo": True}},
        {"delivery": {"mids": ["m1"]}},
        {"read": {"watermark": 1}},
        {"reaction": {"emoji": "x"}},
        {"message": "no object"},
        {"something_new": {}},
    ],
)
def test_echoes_receipts_and_kinds_that_we_do_not_know_are_left_alone(messenger: Messenger, what: dict[str, Any]) -> None:
    assert read(messenger, event(**what)) == []


def test_odd_shapes_are_left_alone(messenger: Messenger) -> None:
    assert read(messenger, "no object", None, {"sender": "x"}) == []
    assert read(messenger, event(message={"mid": "m", "text": "x"}), kind="instagram") == []


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"nonsense"])
def test_what_is_no_update_is_refused(messenger: Messenger, body: bytes) -> None:
    with pytest.raises(NoUpdate):
        messenger.read(body, {})


def test_the_handshake_answers_who_knows_our_word(messenger: Messenger) -> None:
    known = {"hub.mode": "subscribe", "hub.verify_token": VARIABLES["CLINIC_MESSENGER_VERIFY"], "hub.challenge": "42"}
    answer = messenger.handshake(known)
    assert answer and (answer.status, answer.body) == (200, b"42")
    with pytest.raises(Forged):
        messenger.handshake({**known, "hub.verify_token": "wrong"})


def test_choices_are_quick_replies(messenger: Messenger) -> None:
    post = messenger.post(Outgoing("a" * 16, "111", "**Yes**.", [{"title": "Book a visit", "payload": "/booking"}]))
    assert post.json and post.json["message"] == {
        "text": "Yes.",
        "quick_replies": [{"content_type": "text", "title": "Book a visit", "payload": f"{'a' * 16}.0"}],
    }
    assert post.json["messaging_type"] == "RESPONSE"


@pytest.mark.parametrize(("code", "state", "problem"), [(613, "again", "613"), (10, "refused", "window"), (100, "refused", "refused")])
def test_metas_codes_decide_what_becomes_of_a_message(messenger: Messenger, code: int, state: str, problem: str) -> None:
    outcome = messenger.outcome(400, {}, json.dumps({"error": {"code": code}}).encode())
    assert (outcome.state, outcome.problem) == (state, problem)
