"""The assistant's other addresses take anything: the REST channel, the clinic's pages, health, and what is no address at all."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.conftest import Place
from tests.fuzz.profiles import examples
from tests.fuzz.routes import tries
from tests.fuzz.shapes import bodies, header_values, mutated, paths
from tests.fuzz.texts import anything, with_personal_data
from tests.fuzz.wire import Said, keeps_its_promises

REST = "/webhooks/rest/webhook"
MESSAGE = {"message": "does massage help sleep", "sender": "an-id-of-somebody"}
PAGES = ("/", "/webhooks/rest/", "/clinic/", "/clinic/privacy", "/clinic/site.css", "/clinic/nothing.svg", "/chat/clinic-chat.js", "/health/live", "/health/ready", "/metrics")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "PROPFIND")
TYPES = ("text/html", "text/plain", "text/css", "text/javascript", "image/svg+xml", "application/json", "None")


def is_list_of_replies(said: Said) -> None:
    """Make sure that an answer of the REST channel is one."""
    assert said.json and all(reply["recipient_id"] and reply["text"].strip() for reply in said.json), said.text


@tries("assistant", f"POST {REST}")
@examples(35)
@given(bodies(mutated(MESSAGE)), st.dictionaries(st.sampled_from(["Content-Type", "Accept", "Content-Encoding"]), header_values(), max_size=2))
def test_any_body_of_the_rest_channel(place: Place, body: bytes, headers: dict[str, str]) -> None:
    said = place.assistant.send("POST", REST, body, headers)
    keeps_its_promises(said, place.assistant, "rest")
    if said.status == 200:
        is_list_of_replies(said)


@examples(35)
@given(anything())
def test_any_words_get_an_answer_that_does_not_repeat_them(place: Place, words: str) -> None:
    said = place.assistant.send("POST", REST, json.dumps({"message": f"{words} quuxzanzibar"}).encode())
    keeps_its_promises(said, place.assistant, "rest")
    is_list_of_replies(said)


@examples(21)
@given(with_personal_data())
def test_personal_data_is_stored_nowhere(place: Place, written: tuple[str, str]) -> None:
    assert place.assistant.send("POST", REST, json.dumps({"message": written[0]}).encode()).status == 200
    place.holds_no_personal_data(newest=20)


@tries("assistant", "GET /", "HEAD /", "GET /webhooks/rest/", "GET /health/live", "GET /health/ready", "GET /metrics")
@tries("assistant", *(f"{method} {path}" for method in ("GET", "HEAD") for path in ("/clinic/", "/clinic/privacy", "/clinic/<name>", "/chat/clinic-chat.js")))
@examples(42)
@given(st.data())
def test_any_page(place: Place, data: st.DataObject) -> None:
    path = data.draw(st.one_of(st.sampled_from(PAGES), paths()))
    names = st.sampled_from(["If-None-Match", "Accept-Encoding", "Range", "Upgrade", "Expect", "X-Forwarded-Host", "Cookie", "Origin"])
    headers = data.draw(st.dictionaries(names, header_values(), max_size=3))
    method = data.draw(st.sampled_from(METHODS))
    said = place.assistant.send(method, path, headers=headers)
    if said.status == 404 and said.headers["content-type"].startswith("text/plain"):  # a page for people
        assert said.text == "There is no such page."
    elif method == "HEAD":
        assert said.status < 500 and said.body == b""
    else:
        keeps_its_promises(said, place.assistant, "any")
    assert said.status in (204, 304) or said.headers["content-type"].split(";")[0] in TYPES, said.headers


@examples(42)
@given(st.data())
def test_any_bytes(place: Place, data: st.DataObject) -> None:
    line = data.draw(st.one_of(st.binary(max_size=60), st.sampled_from([b"GET /clinic/ HTTP/1.1", b"POST /webhooks/website/session HTTP/1.1", b"GET / HTTP/1.0"])))
    names = (b"Host", b"Content-Length", b"Transfer-Encoding", b"Connection", b"Expect", b"quuxzanzibar", b"")
    values = (b"0", b"-1", b"+0", b"1_0", b"0x1", b"0, 0", b"chunked", b"gzip, chunked", b"100-continue", b"", b"[", b"\xff\xfe", b"\xc2\xb2")
    headers = data.draw(st.lists(st.tuples(st.sampled_from(names), st.one_of(st.sampled_from(values), st.binary(max_size=20))), max_size=5))
    head = b"\r\n".join([line, *(name + b": " + value for name, value in headers)])
    said = place.assistant.send_bytes(head.replace(b"\r\n\r\n", b"\r\n") + b"\r\nConnection: close\r\n\r\n0\r\n\r\n")
    if said.headers.get("content-type") != "text/html; charset=utf-8":
        keeps_its_promises(said, place.assistant, "any")
