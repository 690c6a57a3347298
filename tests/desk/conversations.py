"""Conversations for the tests of the desk: events as Rasa writes them, in its own table."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

NOON = 1_795_435_200.0  # 2026-11-23 12:00 UTC


@dataclass
class Talk:
    """Writes the events of one sender, in Rasa's order and shapes."""

    sender: str
    channel: str = "website"
    now: float = NOON
    events: list[tuple[str, str | None, str | None, dict[str, Any]]] = field(default_factory=list)

    def begin(self) -> Talk:
        """A session begins."""
        self._add("action", None, "action_session_start", name="action_session_start")
        self._add("session_started")
        return self._add("action", None, "action_listen", name="action_listen")

    def ask(self, text: str, intent: str = "sleep", confidence: float = 0.95, **more: Any) -> Talk:
        """The visitor writes `text`; `more` goes into the parse data."""
        ranking = [{"name": intent, "confidence": confidence}, {"name": "pain", "confidence": round((1 - confidence) / 2, 4)}]
        if intent == "nlu_fallback":
            ranking[1:] = [{"name": "sleep", "confidence": 0.21}, {"name": "pain", "confidence": 0.2}]
        parse = {"intent": ranking[0], "intent_ranking": ranking, "entities": [], "text": text, **more}
        return self._add("user", intent, None, text=text, parse_data=parse, input_channel=self.channel, message_id=f"{self.sender}-{self.now}")

    def say(self, text: str, *topics: str, response: str = "", **marks: Any) -> Talk:
        """The assistant answers."""
        name = response or f"utter_{topics[0] if topics else 'default'}"
        self._add("action", None, name, name=name, policy="RulePolicy", confidence=1.0)
        self._add("bot", None, None, text=text, data={"buttons": marks.pop("buttons", None)}, metadata={"topics": list(topics), "utter_action": name, **marks})
        return self._add("action", None, "action_listen", name="action_listen", policy="RulePolicy", confidence=1.0)

    def wait(self, seconds: float) -> Talk:
        """Time passes."""
        self.now += seconds
        return self

    def save(self) -> Talk:
        """Write what has happened since the last time, as one transaction of Rasa."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO events (sender_id, type_name, timestamp, intent_name, action_name, data) VALUES (%s, %s, %s, %s, %s, %s)",
                [(self.sender, kind, data["timestamp"], intent, action, json.dumps(data)) for kind, intent, action, data in self.events],
            )
        self.events.clear()
        return self

    def _add(self, kind: str, intent: str | None = None, action: str | None = None, **data: Any) -> Talk:
        self.now += 0.01
        self.events.append((kind, intent, action, {"event": kind, "timestamp": self.now, **data}))
        return self
