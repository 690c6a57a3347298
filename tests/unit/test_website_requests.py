"""What a browser may send, and what it is told when it sends something else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from channels.rest import BadRequest
from channels.website_messages import Asked
from channels.website_requests import Refusal, Visit, Vote, after_of, asked_of, callback_of, typed_in, visit_of, vote_of
from content.channel_texts import load_filled_channel_texts
from content.topic_titles import load_topic_titles

TEXTS, TITLES = load_filled_channel_texts(), load_topic_titles()
FORM = TEXTS.website.callback
ID = "message-0001"


def body(**fields: Any) -> bytes:
    return json.dumps(fields).encode()


def asked(**fields: Any) -> Asked:
    return asked_of(body(**fields), TEXTS, TITLES)


def refused(**fields: Any) -> tuple[int, str]:
    with pytest.raises(BadRequest) as refusal:
        asked(**fields)
    return refusal.value.status, refusal.value.code


def called(**fields: Any) -> dict[str, str | None]:
    return callback_of(body(**{"name": "Ann", "phone": "020 7946 0958", "consent": True, **fields}), FORM, "GB")


def test_a_typed_message_is_cleaned_and_masked() -> None:
    assert asked(client_msg_id=ID, text=" call  07911 123456\x00 ") == Asked(ID, "call [phone number]")


@pytest.mark.parametrize("text", ["/restart", "/sleep", "/sleep ", " /sleep", "\u200b/sleep", "/ /sleep", '/intent{"x":1}'])
def test_a_typed_message_never_becomes_a_command(text: str) -> None:
    assert not asked(client_msg_id=ID, text=text).text.startswith("/")


def test_a_starter_brings_its_sentence_and_what_the_assistant_reads() -> None:
    for topic in TEXTS.website.starters:
        assert asked(client_msg_id=ID, button_id=topic) == Asked(ID, TITLES.topics[topic].ask, topic, f"/{topic}")


def test_another_topic_is_no_button() -> None:
    assert asked(client_msg_id=ID, button_id="booking").payload is None


@pytest.mark.parametrize("client_msg_id", [None, "", "short", "x" * 65, "with space", "a/b/c/d/e", "żółćżółć", "abcdefg\n", 12345678, ["x" * 8]])
def test_an_id_of_another_shape_is_refused(client_msg_id: object) -> None:
    assert refused(client_msg_id=client_msg_id, text="hello") == (400, "bad_id")


@pytest.mark.parametrize(
    "fields", [{}, {"text": None}, {"text": 7}, {"text": ["hello"]}, {"text": "a", "button_id": "b"}, {"text": 7, "button_id": "b"}, {"button_id": 7}]
)
def test_a_message_needs_one_text_or_one_button(fields: dict[str, Any]) -> None:
    assert refused(client_msg_id=ID, **fields) == (400, "no_message")


@pytest.mark.parametrize("text", ["", " ", "\x00\u202e", "\u200b"], ids=ascii)
def test_an_empty_text_is_told_so(text: str) -> None:
    assert refused(client_msg_id=ID, text=text) == (422, "empty")


def test_a_long_text_is_taken_and_of_a_very_long_one_both_ends() -> None:
    assert asked(client_msg_id=ID, text="x" * 4_000).text == "x" * 4_000
    assert asked(client_msg_id=ID, text="begin " * 4_000 + "end").text.endswith("begin end")


@pytest.mark.parametrize(("fields", "typed"), [({"text": "hello"}, "hello"), ({"text": 7}, ""), ({"button_id": "sleep"}, "")])
def test_what_a_visitor_typed_can_be_looked_at_before_it_is_taken(fields: dict[str, Any], typed: str) -> None:
    assert typed_in(body(**fields)) == typed


@pytest.mark.parametrize("button", ["", " ", "a b", "x" * 81, "../etc", "\ud800", "é"], ids=ascii)
def test_what_can_be_no_button_is_unknown(button: str) -> None:
    assert refused(client_msg_id=ID, button_id=button) == (404, "unknown_button")


@pytest.mark.parametrize("sent", [b"", b"hello", b'{"text": "\xff"}', b"[" * 15_000])
def test_what_is_no_json_is_refused(sent: bytes) -> None:
    with pytest.raises(BadRequest) as refusal:
        asked_of(sent, TEXTS, TITLES)
    assert (refusal.value.status, refusal.value.code) == (400, "no_json")


@pytest.mark.parametrize("sent", [b"[]", b"7", b"null", b'"hello"', b'[{"text": "hello"}]'])
def test_json_that_is_no_object_is_refused(sent: bytes) -> None:
    for read in (lambda: asked_of(sent, TEXTS, TITLES), lambda: visit_of(sent), lambda: vote_of(sent), lambda: callback_of(sent, FORM, "GB")):
        with pytest.raises(BadRequest) as refusal:
            read()
        assert (refusal.value.status, refusal.value.code) == (400, "no_object")


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("https://www.willowlane.example/prices?name=Ann#ann@example.com", "https://www.willowlane.example/prices"),
        ("https://ann:secret@www.willowlane.example/", "https://www.willowlane.example/"),
        ("/prices?phone=07911123456", "/prices"),
        ("javascript:alert(1)", None),
        ("https://[", None),
        ("\ud800/a", "/a"),
        ("", None),
        (None, None),
    ],
    ids=ascii,
)
def test_a_page_is_kept_without_what_may_name_a_person(page: str | None, kept: str | None) -> None:
    assert visit_of(body(page=page)) == Visit(kept, None)


@pytest.mark.parametrize("sent", [b"", b" ", b"{}"])
def test_a_chat_may_begin_without_saying_where(sent: bytes) -> None:
    assert visit_of(sent) == Visit(None, None)


@pytest.mark.parametrize("fields", [{"page": "x" * 501}, {"page": 7}, {"page": []}, {"lang": "x" * 36}, {"lang": "en GB"}, {"lang": 7}, {"lang": "<b>"}])
def test_a_visit_of_another_shape_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(BadRequest) as refusal:
        visit_of(body(**fields))
    assert (refusal.value.status, refusal.value.code) == (400, "bad_field")


def test_a_language_is_kept() -> None:
    assert visit_of(body(lang="en-GB")).lang == "en-GB"


def test_a_vote_is_read_and_its_comment_masked() -> None:
    assert vote_of(body(message_id="abc.1", vote="up")) == Vote("abc.1", "up", None)
    assert vote_of(body(message_id="a", vote="down", comment="mail ann@example.com")) == Vote("a", "down", "mail [e-mail address]")
    assert vote_of(body(message_id="a", vote="down", comment=" ")).comment is None


@pytest.mark.parametrize(
    "fields", [{}, {"message_id": "a"}, {"message_id": 7, "vote": "up"}, {"message_id": "a", "vote": "sideways"}, {"message_id": "a", "vote": ["up"]},
               {"message_id": "a", "vote": "up", "comment": 7}, {"message_id": "a", "vote": "up", "comment": "x" * 501}]
)  # fmt: skip
def test_a_vote_of_another_shape_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(BadRequest) as refusal:
        vote_of(body(**fields))
    assert (refusal.value.status, refusal.value.code) == (400, "bad_field")


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({}, {"phone": "020 7946 0958", "email": None}),
        ({"phone": "+48 601 234 567"}, {"phone": "+48 601 234 567", "email": None}),
        ({"phone": None, "email": "ann@example.com"}, {"phone": None, "email": "ann@example.com"}),
        ({"phone": "", "email": "ann@example.com"}, {"phone": None, "email": "ann@example.com"}),
        ({"email": "ann@example.com"}, {"phone": "020 7946 0958", "email": "ann@example.com"}),
        ({"best_time": " after\n5 "}, {"best_time": "after 5"}),
        ({"name": "Zoë \ud800\x00O'Brien"}, {"name": "Zoë O'Brien"}),
    ],
)
def test_a_request_to_be_called_is_kept_as_given(fields: dict[str, Any], kept: dict[str, str | None]) -> None:
    assert called(**fields).items() >= kept.items()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, {"name": FORM.name}),
        ({"name": None}, {"name": FORM.name}),
        ({"name": ["Ann"]}, {"name": FORM.name}),
        ({"name": "x" * 101}, {"name": FORM.name}),
        ({"phone": None}, {"phone": FORM.contact}),
        ({"phone": "12"}, {"phone": FORM.phone}),
        ({"phone": "call me"}, {"phone": FORM.phone}),
        ({"phone": "0" * 300}, {"phone": FORM.phone}),
        ({"phone": "12", "email": "ann@example.com"}, {"phone": FORM.phone}),
        ({"phone": None, "email": "ann"}, {"email": FORM.email}),
        ({"email": "ann@example"}, {"email": FORM.email}),
        ({"email": "a@b@example.com"}, {"email": FORM.email}),
        ({"email": "a" * 250 + "@example.com"}, {"email": FORM.email}),
        ({"best_time": "x" * 101}, {"best_time": FORM.best_time}),
        ({"consent": False}, {"consent": FORM.consent}),
        ({"consent": "true"}, {"consent": FORM.consent}),
        ({"consent": 1}, {"consent": FORM.consent}),
        ({"name": "", "phone": "", "consent": None}, {"name": FORM.name, "phone": FORM.contact, "consent": FORM.consent}),
    ],
)
def test_each_wrong_field_of_the_form_is_told(fields: dict[str, Any], wrong: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refusal:
        called(**fields)
    assert (refusal.value.status, refusal.value.code, refusal.value.fields) == (422, "bad_fields", wrong)


@pytest.mark.parametrize(("arguments", "after"), [({}, 0), ({"after": ["7"]}, 7), ({"after": ["7", "9"]}, 7), ({"after": ["000"]}, 0)])
def test_the_history_is_asked_for_after_a_number(arguments: dict[str, list[str]], after: int) -> None:
    assert after_of(arguments) == after


@pytest.mark.parametrize("after", ["-1", "", "x", "1.5", "9" * 10, "٧", "1_0", " 1"])
def test_what_is_no_number_is_refused(after: str) -> None:
    with pytest.raises(BadRequest):
        after_of({"after": [after]})
