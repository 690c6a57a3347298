"""Talks to a running assistant over its REST channel."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

SECONDS_FOR_AN_ANSWER = 30.0


@dataclass(frozen=True)
class RestClient:
    """A client of the assistant at `url`, such as `http://127.0.0.1:5005`."""

    url: str

    def say(self, sender: str, text: str) -> list[dict[str, Any]]:
        """Send `text` in the conversation `sender` and return the replies.

        :raises urllib.error.URLError: the assistant cannot be reached.
        """
        return self.post(json.dumps({"sender": sender, "message": text}).encode())[1]

    def post(self, body: bytes) -> tuple[int, Any]:
        """Send a raw body; status and JSON of the answer, of a refusal too."""
        request = urllib.request.Request(
            f"{self.url}/webhooks/rest/webhook", data=body, headers={"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS_FOR_AN_ANSWER) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.load(refusal)

    def is_up(self) -> bool:
        """Whether Rasa answers; it does so only once its model is loaded."""
        try:
            with urllib.request.urlopen(f"{self.url}/webhooks/rest/", timeout=2.0) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False
