"""A server that stands for every messaging platform when they are asked about themselves, and `make channels` run on it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from channels.messaging.settings import META_VERSION, NEEDS, webhook_path
from tools.channels import main

PUBLIC = "https://chat.example.com"
ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN, SECRET = "123456:bot-Token_of_telegram", "secret-of-the-webhook"
SECRETS = {
    "CLINIC_TELEGRAM_TOKEN": TOKEN,
    "CLINIC_TELEGRAM_SECRET": SECRET,
    "CLINIC_TWILIO_ACCOUNT": ACCOUNT,
    "CLINIC_TWILIO_TOKEN": "token-of-twilio",
    "CLINIC_MESSENGER_TOKEN": "token-of-the-page",
    "CLINIC_MESSENGER_APP_SECRET": "secret-of-the-app",
    "CLINIC_MESSENGER_VERIFY": "word-of-the-handshake",
    "CLINIC_SLACK_TOKEN": "xoxb-1-2-token",
    "CLINIC_SLACK_SIGNING_SECRET": "secret-that-signs",
}
EVERYTHING = {**SECRETS, "CLINIC_WHATSAPP_NUMBER": "+447700900123", "CLINIC_SMS_NUMBER": "+447700900124", "CLINIC_PUBLIC_URL": PUBLIC}
OWN_PATH = f"{PUBLIC}{webhook_path('telegram')}"
TELEGRAM = f"/bot{TOKEN}"
TWILIO, MESSENGER, SLACK = f"/2010-04-01/Accounts/{ACCOUNT}.json", f"/{META_VERSION}/me", "/api/auth.test"


class FarPlatform:
    """All platforms' servers in one; it says what a test tells it to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, Any]] = {
            f"{TELEGRAM}/getMe": (200, {"ok": True, "result": {"id": 1, "username": "clinic_bot"}}),
            f"{TELEGRAM}/getWebhookInfo": (200, {"ok": True, "result": {"url": OWN_PATH, "pending_update_count": 0}}),
            f"{TELEGRAM}/setWebhook": (200, {"ok": True, "result": True}),
            TWILIO: (200, {"sid": ACCOUNT, "status": "active", "type": "Full", "friendly_name": "Willow Lane"}),
            MESSENGER: (200, {"id": "1", "name": "Willow Lane Massage"}),
            SLACK: (200, {"ok": True, "user": "clinic", "team": "Willow Lane"}),
        }
        self.headers: dict[str, str] = {}
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        far = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                far.asked.append((self.command, self.path, dict(self.headers), body))
                status, said = far.answers.get(self.path.partition("?")[0], (404, {"message": "no such thing"}))
                content = said if isinstance(said, bytes) else json.dumps(said).encode()
                self.send_response(status)
                for name, value in far.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, format: str, *args: Any) -> None:
                return None

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def telegram(self, **webhook: Any) -> None:
        self.answers[f"{TELEGRAM}/getWebhookInfo"] = (200, {"ok": True, "result": {"url": OWN_PATH, **webhook}})

    def paths(self) -> list[str]:
        return [path.partition("?")[0] for _, path, _, _ in self.asked]


@contextmanager
def served() -> Iterator[FarPlatform]:
    """A far platform that runs."""
    platform = FarPlatform()
    thread = threading.Thread(target=platform.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield platform
    platform.server.shutdown()
    platform.server.server_close()
    thread.join(10)


class Shown:
    """What the command printed, and its exit code."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, variables: dict[str, str], *arguments: str) -> tuple[int, str]:
        code = main(list(arguments), variables)
        shown = self._capsys.readouterr()
        assert [name for name, value in variables.items() if name in SECRETS and len(value) > 3 and value in shown.out + shown.err] == []
        return code, " ".join(shown.out.split())


def of(channel: str, url: str = "", **changed: str) -> dict[str, str]:
    """The variables of one channel on the far platform at `url`, some of them changed."""
    servers = {f"CLINIC_{name}_SERVER": url for name in ("TELEGRAM", "TWILIO", "MESSENGER", "SLACK")} if url else {}
    return {**{name: EVERYTHING[name] for name in NEEDS[channel]}, "CLINIC_PUBLIC_URL": PUBLIC, **servers, **changed}
