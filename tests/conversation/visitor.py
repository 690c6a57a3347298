"""A visitor of the running assistant."""

from __future__ import annotations

import uuid

from tools.rest_client import RestClient
from tools.running import Running
from tools.turns import RecordedTurn, last_turn


class Visitor:
    """Holds one conversation; each turn is read back from the tracker store."""

    def __init__(self, assistant: Running) -> None:
        """Begin a conversation of one's own."""
        self._assistant = assistant
        self._client = RestClient(assistant.url)
        self._sender = uuid.uuid4().hex
        self.replies: list[dict[str, object]] = []
        self.question: RecordedTurn | None = None

    def asks(self, text: str) -> RecordedTurn:
        """Say `text` and return the turn as it was recorded."""
        self.replies = self._client.say(self._sender, text)
        return last_turn(self._assistant.database, self._sender)

    @property
    def buttons(self) -> list[dict[str, str]]:
        """Buttons of the last replies."""
        return [button for reply in self.replies for button in reply.get("buttons") or ()]  # type: ignore[attr-defined]
