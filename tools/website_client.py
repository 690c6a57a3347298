"""Talks to a running assistant over its website channel, as the chat in a browser does."""

from __future__ import annotations

import http.client
import json
import uuid
from dataclasses import dataclass, field
from typing import Any, Mapping
from urllib.parse import urlsplit

SECONDS_FOR_AN_ANSWER = 60.0

Frame = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Answer:
    """Status, headers (names in small letters) and body of an answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def error(self) -> tuple[int, str]:
        """Status and code of a refusal."""
        return self.status, self.json["error"]["code"]

    @property
    def frames(self) -> list[Frame]:
        """The events of a stream; comments are left out."""
        return [_frame(block) for block in self.body.decode().split("\n\n") if block and not block.startswith(":")]


@dataclass(frozen=True)
class WebsiteClient:
    """A browser on the page of the assistant at `url`; each chat is one visitor's."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def request(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Send one request to `/webhooks/website` + `path`."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=SECONDS_FOR_AN_ANSWER)
        try:
            connection.request(method, f"/webhooks/website{path}", body, {**self.headers, **(headers or {})})
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def chat(self, **visit: Any) -> WebsiteChat:
        """Begin a conversation."""
        begun = self.request("POST", "/session", json.dumps(visit).encode())
        if begun.status != 200:
            raise RuntimeError(f"no session: {begun.status} {begun.body.decode()}")
        return WebsiteChat(self, begun.json["token"], begun.json["chat_code"])


@dataclass(frozen=True)
class WebsiteChat:
    """One conversation."""

    client: WebsiteClient
    token: str
    code: str = ""

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send one request with this chat's token; a body that is not `bytes` goes as JSON."""
        sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        return self.client.request(method, path, sent, {"Authorization": f"Bearer {self.token}", **headers})

    def ask(self, text: str, client_msg_id: str | None = None) -> Answer:
        """Send a typed message."""
        return self.request("POST", "/messages", {"client_msg_id": client_msg_id or uuid.uuid4().hex, "text": text})

    def press(self, button_id: str, client_msg_id: str | None = None) -> Answer:
        """Press a button."""
        return self.request("POST", "/messages", {"client_msg_id": client_msg_id or uuid.uuid4().hex, "button_id": button_id})

    def history(self, after: int = 0) -> dict[str, Any]:
        """What stands in the history."""
        history: dict[str, Any] = self.request("GET", f"/history?after={after}").json
        return history


def messages_of(answer: Answer) -> list[dict[str, Any]]:
    """What the assistant says in a stream."""
    return [data for event, data in answer.frames if event == "message"]


def _frame(block: str) -> Frame:
    event, data = block.split("\n")
    return event.removeprefix("event: "), json.loads(data.removeprefix("data: "))
