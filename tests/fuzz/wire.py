"""Sends a request as it is, and looks at what comes back and at what the server wrote into its log."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tests.fuzz.promises import CODES
from tests.fuzz.texts import MARK

SECONDS = 40.0
# The longest that any answer may take, on a busy machine too: what takes longer hangs.
MOST_SECONDS = 30.0
# Words that stand in no answer and no log line of a server in order.
INSIDES = ("Traceback", 'File "', "site-packages", "sqlalchemy", "sqlite3", "OperationalError", "KeyError", "TypeError", "ValueError")


class Said(NamedTuple):
    """Status, headers (names in small letters) and body of an answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")


@dataclass
class Server:
    """A server at `url` that writes into `log`; `secrets` may stand neither there nor in an answer."""

    url: str
    log: Path
    secrets: Collection[str] = field(default=(), repr=False)
    _read: int = field(default=0, repr=False)

    def send(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Said:
        """Send one request whose every part may be anything that fits into a line."""
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        return self.send_bytes("\r\n".join([*lines, "", ""]).encode("latin-1") + body)

    def send_bytes(self, sent: bytes) -> Said:
        """Send these bytes, which must be all that a request needs, or no request at all."""
        place, begun = urlsplit(self.url), time.monotonic()
        with socket.create_connection((place.hostname, place.port), timeout=SECONDS) as connection:
            connection.sendall(sent)
            with connection.makefile("rb") as stream:
                answer = stream.read()
        return _read_answer(answer, time.monotonic() - begun)

    def news(self) -> str:
        """What the log says since this was asked last."""
        with self.log.open("rb") as log:
            log.seek(self._read)
            found = log.read()
        self._read += len(found)
        return found.decode(errors="replace")

    def keeps_quiet(self) -> None:
        """Make sure that the log tells of no fault, and nothing of what was sent."""
        news = self.news()
        assert MARK not in news, news
        assert not [inside for inside in ("Traceback", "failed with", "could not be", *self.secrets) if inside in news], news


def keeps_its_promises(said: Said, server: Server, what: str, echo: bool = False) -> None:
    """Make sure that an answer is one that the operator's page documents for `what`, soon enough, and tells nothing that it must not.

    :param echo: whether the answer may hold what was sent: the visitor's own words in their own transcript.
    """
    assert said.status < 500, (said.status, said.text[:400])
    assert said.seconds < MOST_SECONDS
    told = said.text + repr(sorted(said.headers.items()))
    assert echo or MARK not in told, told[:400]
    assert not [inside for inside in (*INSIDES, *server.secrets) if inside in told], told[:400]
    if said.status >= 400:
        is_documented(said, what)
    server.keeps_quiet()


def is_documented(said: Said, what: str) -> None:
    """Make sure that a refusal has the documented shape, and a code that stands beside its status on the operator's page."""
    assert said.headers["content-type"].startswith("application/json"), said
    assert set(said.json) == {"error"} and {"code", "message"} <= set(said.json["error"]) <= {"code", "message", "fields"}, said.text
    assert said.json["error"]["code"] in CODES[what].get(said.status, set()), (said.status, said.text)


def _read_answer(answer: bytes, seconds: float) -> Said:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = _whole(body)
    return Said(int(first.split(" ")[1]), headers, body, seconds)


def _whole(body: bytes) -> bytes:
    whole = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size, 16)
        whole, body = whole + body[:length], body[length + 2 :]
    return whole
