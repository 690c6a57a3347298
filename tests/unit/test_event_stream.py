"""Frames of a stream can be read by every reader of server-sent events."""

from __future__ import annotations

import json

import pytest

from channels.event_stream import DONE, PING, TYPING, Frame


def test_a_frame_names_its_event_and_carries_json() -> None:
    assert Frame("message", {"seq": 2, "text": "Hello"}).encoded() == b'event: message\ndata: {"seq":2,"text":"Hello"}\n\n'


def test_frames_without_data_carry_an_empty_object() -> None:
    assert TYPING.encoded() == b"event: typing\ndata: {}\n\n"
    assert DONE.encoded() == b"event: done\ndata: {}\n\n"


@pytest.mark.parametrize(
    "text", ["two\nlines", "\r\n\r\nevent: done\r\ndata: {}", "data: x", ": ping", "\u2028\u2029\x85", "🙂 żółć", "\x00", '"}'], ids=ascii
)
def test_no_text_breaks_out_of_its_frame(text: str) -> None:
    encoded = Frame("message", {"text": text}).encoded()
    head, data, *end = encoded.split(b"\n")
    assert (head, end) == (b"event: message", [b"", b""])
    assert b"\r" not in encoded
    assert json.loads(data.removeprefix(b"data: ")) == {"text": text}


def test_a_sign_of_life_is_a_comment() -> None:
    assert PING.startswith(b":") and PING.endswith(b"\n\n")
