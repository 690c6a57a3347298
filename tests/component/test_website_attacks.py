"""Whatever somebody sends to the website channel: a clear refusal, nobody else is disturbed, and never a crash."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from itsdangerous import TimestampSigner

from channels.website_tokens import Tokens, TokenSettings
from content.channel_texts import load_filled_channel_texts
from content.clinic import load_clinic
from tools.serve import RUN_FOLDER, secret_of
from tools.website_client import Answer, WebsiteChat, WebsiteClient, messages_of

TEXTS = load_filled_channel_texts()
OURS = load_clinic().website.origins[0]
QUESTION = "does massage help sleep"
ID = "message-0001"
BEHIND_A_TOKEN = [("POST", "/messages"), ("GET", "/history"), ("POST", "/feedback"), ("POST", "/callback"), ("DELETE", "/session")]
EVERYTHING = [*BEHIND_A_TOKEN, ("POST", "/session"), ("GET", "/about")]
MARK = "quuxzanzibar"


@pytest.fixture
def victim(website: WebsiteClient) -> Iterator[WebsiteChat]:
    """Somebody's conversation, which is the same after the test."""
    chat = website.chat()
    chat.ask(QUESTION, ID)
    before = chat.history()
    yield chat
    assert chat.history() == before


def send(website: WebsiteClient, method: str, path: str, authorization: str | None) -> Answer:
    headers = {} if authorization is None else {"Authorization": authorization}
    return website.request(method, path, json.dumps({"client_msg_id": ID, "text": "hello"}).encode(), headers)


def refusal(code: str, message: str) -> dict[str, dict[str, str]]:
    return {"error": {"code": code, "message": message}}


@pytest.mark.parametrize(("method", "path"), BEHIND_A_TOKEN)
def test_nothing_is_told_without_a_token(website: WebsiteClient, method: str, path: str) -> None:
    for authorization in (None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Token x", "Bearer \xff", "Bearer " + "x" * 4_000):
        answer = send(website, method, path, authorization)
        assert (answer.status, answer.json) == (401, refusal("bad_token", TEXTS.website.chat_over))


@pytest.mark.parametrize(("method", "path"), BEHIND_A_TOKEN)
def test_an_altered_token_opens_nothing(website: WebsiteClient, victim: WebsiteChat, method: str, path: str) -> None:
    payload, stamp, signature = victim.token.split(".")
    other = website.chat().token.split(".")
    altered = [
        f"{payload}.{stamp}.{other[2]}",
        f"{other[0]}.{stamp}.{signature}",
        f"{payload}.{stamp}",
        f"{payload}..{signature}",
        f"{payload}.{stamp}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}",
        victim.token.upper(),
        victim.token[1:],
        f"{victim.token}.",
    ]
    for token in altered:
        answer = send(website, method, path, f"Bearer {token}")
        assert (answer.status, answer.json) == (401, refusal("bad_token", TEXTS.website.chat_over)), token


@pytest.mark.parametrize(("method", "path"), BEHIND_A_TOKEN)
def test_an_expired_token_opens_nothing(
    website: WebsiteClient, victim: WebsiteChat, monkeypatch: pytest.MonkeyPatch, method: str, path: str
) -> None:
    tokens = Tokens(TokenSettings(secret_of(RUN_FOLDER / "secret"), 3600))
    conversation = tokens.conversation_of(victim.token)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda signer: int(time.time()) - 24 * 3600 - 5)
    answer = send(website, method, path, f"Bearer {tokens.issue(conversation, 0.0).token}")
    assert (answer.status, answer.json) == (401, refusal("expired_token", TEXTS.website.chat_over))


def test_a_token_of_our_own_for_a_conversation_that_never_was_opens_nothing(website: WebsiteClient) -> None:
    token = Tokens(TokenSettings(secret_of(RUN_FOLDER / "secret"), 3600)).issue("f" * 32, time.time()).token
    assert send(website, "POST", "/messages", f"Bearer {token}").error == (401, "erased")


def test_a_button_of_somebody_else_is_no_button_of_mine(chat: WebsiteChat, victim: WebsiteChat) -> None:
    button = victim.history()["messages"][-1]["buttons"][0]["id"]
    answer = chat.press(button)
    assert (answer.status, answer.json) == (404, refusal("unknown_button", TEXTS.website.button_gone))


@pytest.mark.parametrize("button", ["/restart", "/sleep", "restart", "booking", "../../etc/passwd", "x.0", "' or 1=1 --", "\ud800", "0" * 5_000])
def test_a_made_up_button_is_unknown(chat: WebsiteChat, button: str) -> None:
    assert chat.press(button).error == (404, "unknown_button")
    assert chat.history()["messages"] == []


def test_nobody_votes_on_what_others_were_told(chat: WebsiteChat, victim: WebsiteChat) -> None:
    for message in victim.history()["messages"]:
        assert chat.request("POST", "/feedback", {"message_id": message["id"], "vote": "down"}).error == (404, "unknown_message")


def test_an_id_that_somebody_else_has_used_is_free_for_me(chat: WebsiteChat, victim: WebsiteChat) -> None:
    answer = chat.ask("how long is a session", ID)
    assert dict(answer.frames)["accepted"]["text"] == "how long is a session"


@pytest.mark.parametrize(("method", "path"), EVERYTHING)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"{OURS}.evil.example", OURS.replace("https", "http")])
def test_a_page_of_another_site_is_refused(website: WebsiteClient, chat: WebsiteChat, method: str, path: str, origin: str) -> None:
    answer = chat.request(method, path, {"client_msg_id": ID, "text": "hello"}, Origin=origin)
    assert answer.error == (403, "origin")
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(("method", "path"), EVERYTHING)
def test_our_own_pages_may_ask_and_read_refusals_too(website: WebsiteClient, method: str, path: str) -> None:
    own = website.url
    for origin in (OURS, own):
        preflight = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization"}
        asked = website.request("OPTIONS", path, headers=preflight)
        assert asked.status in (200, 204)
        assert asked.headers["access-control-allow-origin"] == origin
        assert method in asked.headers["access-control-allow-methods"]
        assert "Authorization" in asked.headers["access-control-allow-headers"]
        assert website.request(method, path, b"{}", {"Origin": origin}).headers["access-control-allow-origin"] == origin


def test_a_preflight_of_another_site_is_refused(website: WebsiteClient) -> None:
    answer = website.request("OPTIONS", "/messages", headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"})
    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers


BAD_BODIES: list[tuple[bytes, int, str]] = [
    (b"", 400, "no_json"),
    (b"hello", 400, "no_json"),
    (b'{"text": "\xff\xfe"}', 400, "no_json"),
    (b"[" * 15_000, 400, "no_json"),
    (b'[{"client_msg_id": "message-0001", "text": "hello"}]', 400, "no_object"),
    (b"{}", 400, "bad_id"),
    (b'{"client_msg_id": "short", "text": "hello"}', 400, "bad_id"),
    (b'{"client_msg_id": "message-0001"}', 400, "no_message"),
    (b'{"client_msg_id": "message-0001", "text": NaN}', 400, "no_message"),
    (b'{"client_msg_id": "message-0001", "text": "a", "button_id": "b"}', 400, "no_message"),
    (b'{"client_msg_id": "message-0001", "text": " "}', 422, "empty"),
    (b'{"client_msg_id": "message-0001", "text": "\\u0000\\ud800"}', 422, "empty"),
    (b'{"client_msg_id": "message-0001", "text": "' + b"x" * 64_000 + b'"}', 413, "too_large"),
    (b"x" * 3_000_000, 413, "too_large"),
]


@pytest.mark.parametrize(("sent", "status", "code"), BAD_BODIES, ids=[ascii(sent)[:40] for sent, _, _ in BAD_BODIES])
def test_a_body_that_is_no_message_is_refused(chat: WebsiteChat, sent: bytes, status: int, code: str) -> None:
    assert chat.request("POST", "/messages", sent).error == (status, code)
    assert chat.history()["messages"] == []


@pytest.mark.parametrize("path", ["/session", "/messages", "/feedback", "/callback"])
@pytest.mark.parametrize("sent", [b"[]", b"hello", b"\xff", b'{"a":', b"7", b"x" * 70_000, b'{"page": 7, "name": {"a": []}, "message_id": {}}'])
def test_no_body_breaks_an_address(chat: WebsiteChat, path: str, sent: bytes) -> None:
    answer = chat.request("POST", path, sent)
    assert answer.status in (400, 413, 422)
    assert "Traceback" not in answer.body.decode()


@pytest.mark.parametrize("after", ["-1", "x", "", "1e9", "9" * 30, "0;drop+table+events", "%00", "%D9%A7"])
def test_no_number_breaks_the_history(chat: WebsiteChat, after: str) -> None:
    assert chat.request("GET", f"/history?after={after}").status in (200, 400)
    assert chat.request("GET", f"/history?after={after}&after=1").status in (200, 400)


@pytest.mark.parametrize("text", ["/restart", "/session_start", '/intent{"x":1}', "/sleep", "\u200b/restart", " / /restart", "/booking"])
def test_a_typed_command_stays_words(chat: WebsiteChat, text: str) -> None:
    chat.ask(QUESTION)
    answer = chat.ask(text)
    assert answer.status == 200 and messages_of(answer)
    assert not dict(answer.frames)["accepted"]["text"].startswith("/")
    assert len(chat.history()["messages"]) >= 4


def test_other_methods_and_addresses_get_their_status(chat: WebsiteChat) -> None:
    assert chat.request("GET", "/messages").status == 405
    assert chat.request("PUT", "/session").status == 405
    assert chat.request("GET", "/nothing").status == 404
    assert chat.request("GET", "/../../etc/passwd").status == 404


@pytest.mark.parametrize(
    "raw",
    [
        b"POST /webhooks/website/messages HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /webhooks/website/session HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /webhooks/website/session HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n{}",
        b"GET /webhooks/website/about HTTP/1.1\r\nOrigin: https://\xff\xfe\r\nHost: \xff\xfe\r\n\r\n",
        b"GET /webhooks/website/history HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe.\x80.\x81\r\n\r\n",
        b"GET /webhooks/website/about HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + b"1," * 2_000 + b"\r\n\r\n",
    ],
    ids=lambda raw: ascii(raw)[:60],
)
def test_no_raw_request_brings_the_server_down(website: WebsiteClient, raw: bytes) -> None:
    place = urlsplit(website.url)
    with socket.create_connection((place.hostname, place.port), timeout=3) as line:
        line.sendall(raw)
        with contextlib.suppress(TimeoutError):  # it waits for the rest of the body, as it may
            assert b"Traceback" not in line.recv(4096)
    assert website.request("GET", "/about").status == 200


def test_a_thousand_requests_fired_fast_are_held_back_and_nothing_breaks(website: WebsiteClient, victim: WebsiteChat) -> None:
    flood = website.chat()
    with ThreadPoolExecutor(32) as threads:
        answers = list(threads.map(lambda number: flood.ask(f"how long is a session {number}"), range(1_000)))
    counted = Counter(answer.status for answer in answers)
    assert set(counted) == {200, 429}
    assert counted[200] <= 60  # twice the limit, should the minute have turned
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in answers if answer.status == 429)
    assert messages_of(website.chat().ask(QUESTION))


def test_an_address_that_begins_one_chat_after_the_other_is_stopped(website: WebsiteClient, victim: WebsiteChat) -> None:
    with ThreadPoolExecutor(16) as threads:
        counted = Counter(answer.status for answer in threads.map(lambda _: website.request("POST", "/session"), range(400)))
    assert set(counted) == {200, 429}
    assert counted[429] >= 100
    elsewhere = WebsiteClient(website.url, {"X-Forwarded-For": "2001:db8:ffff:1::1"})
    assert elsewhere.request("POST", "/session").status == 200


def test_the_log_holds_no_words_of_visitors_nor_tokens(chat: WebsiteChat, assistant_log: Path) -> None:
    chat.ask(f"does massage help sleep {MARK}")
    chat.ask(f"/{MARK}")
    chat.request("POST", "/messages", f'["{MARK}"'.encode())
    chat.request("POST", "/feedback", {"message_id": MARK, "vote": "up", "comment": MARK})
    chat.request("POST", "/callback", {"name": MARK, "phone": MARK, "consent": True})
    chat.request("GET", f"/history?after={MARK}")
    log = assistant_log.read_text(encoding="utf-8", errors="replace")
    assert MARK not in log
    assert chat.token not in log
    assert secret_of(RUN_FOLDER / "secret") not in log
    assert "A request failed with" not in log
