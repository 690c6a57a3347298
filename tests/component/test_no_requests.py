"""Bytes that are no request of ours get one kind of answer, which holds nothing of them; neither does the log."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tools.rest_client import RestClient
from tools.running import Running

SECONDS = 10
MARK = "quuxzanzibar"
HOST = "Host: localhost\r\nConnection: close"
NO_REQUESTS = {
    "no HTTP": (f"{MARK}\r\n\r\n", 400, "bad_request"),
    "another version": (f"GET /clinic/ HTTP/9.{MARK}\r\n{HOST}\r\n\r\n", 400, "bad_request"),
    "an address in no script": (f"GET /{MARK}\udcff HTTP/1.1\r\n{HOST}\r\n\r\n", 400, "bad_request"),
    "an address that is none": (f"GET http://[{MARK} HTTP/1.1\r\n{HOST}\r\n\r\n", 400, "bad_request"),
    "a length of words": (f"POST /webhooks/rest/webhook HTTP/1.1\r\n{HOST}\r\nContent-Length: {MARK}\r\n\r\n", 400, "bad_request"),
    "a length below nothing": (f"POST /webhooks/rest/webhook HTTP/1.1\r\n{HOST}\r\nContent-Length: -5\r\n\r\n", 400, "bad_request"),
    "two lengths": (f"POST /webhooks/rest/webhook HTTP/1.1\r\n{HOST}\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}", 400, "bad_request"),
    "a length and pieces": (
        f"POST /webhooks/rest/webhook HTTP/1.1\r\n{HOST}\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
        "bad_request",
    ),
    "an unknown encoding": (f"POST /webhooks/rest/webhook HTTP/1.1\r\n{HOST}\r\nTransfer-Encoding: {MARK}\r\n\r\n", 400, "bad_request"),
    "pieces that are none": (
        f"POST /webhooks/rest/webhook HTTP/1.1\r\n{HOST}\r\nTransfer-Encoding: chunked\r\n\r\n{MARK}\r\n",
        400,
        "bad_request",
    ),
    "pieces that are none, read as they come": (
        f"POST /webhooks/website/session HTTP/1.1\r\n{HOST}\r\nTransfer-Encoding: chunked\r\n\r\n{MARK}\r\n",
        400,
        "bad_request",
    ),
    "an expectation": (f"POST /webhooks/rest/webhook HTTP/1.1\r\n{HOST}\r\nContent-Length: 2\r\nExpect: {MARK}\r\n\r\n{{}}", 417, "bad_request"),
    "no such address": (f"GET /{MARK} HTTP/1.1\r\n{HOST}\r\n\r\n", 404, "not_found"),
    "another method": (f"PUT /webhooks/website/messages?{MARK} HTTP/1.1\r\n{HOST}\r\n\r\n", 405, "wrong_method"),
    "a method of nobody": (f"{MARK} /clinic/ HTTP/1.1\r\n{HOST}\r\n\r\n", 405, "wrong_method"),
    "a long head": (f"GET /clinic/?{MARK * 2000} HTTP/1.1\r\n{HOST}\r\n\r\n", 413, "too_large"),
    "a large body": (f"POST /webhooks/rest/webhook HTTP/1.1\r\n{HOST}\r\nContent-Length: 300001\r\n\r\n{MARK}", 413, "too_large"),
}


def answer_to(url: str, sent: str) -> tuple[int, str, str]:
    """Status, head and body of what the server says to bytes; surrogates stand for bytes that are no UTF-8."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=SECONDS) as connection:
        connection.sendall(sent.encode(errors="surrogateescape"))
        with connection.makefile("rb") as answer:
            head, _, body = answer.read().decode().partition("\r\n\r\n")
    return int(head.split(" ")[1]), head, body


@pytest.mark.parametrize("what", NO_REQUESTS)
def test_what_is_no_request_is_refused_without_an_echo(assistant: Running, what: str) -> None:
    sent, status, code = NO_REQUESTS[what]
    got, head, body = answer_to(assistant.url, sent)
    assert (got, json.loads(body)["error"]["code"]) == (status, code)
    assert "application/json" in head and MARK not in head + body



def test_the_log_says_nothing_of_it_and_the_next_one_is_answered(assistant: Running, assistant_log: Path, client: RestClient, sender: str) -> None:
    before = len(assistant_log.read_bytes())
    for sent, _, _ in NO_REQUESTS.values():
        answer_to(assistant.url, sent)
    assert client.say(sender, "does massage help sleep")
    log = assistant_log.read_bytes()[before:].decode(errors="replace")
    assert MARK not in log and "Traceback" not in log and "failed" not in log
