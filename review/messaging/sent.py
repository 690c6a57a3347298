"""Messages to people on messaging channels as staff see them: who wrote them, and what became of them, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Sequence

from review.conversations.projection import moment
from review.messaging import tables
from review.messaging.writing import ASSISTANT

COLUMNS = "s.id, s.number, s.conversation, s.channel, s.author, s.text, s.created, s.state, s.attempts, s.problem"
PROBLEMS = {
    "window": "The platform takes messages only for 24 hours after the person's last one.",
    "opted_out": "The person has asked for no more messages (STOP).",
    "refused": "The platform refused it for good. Perhaps the person has blocked the clinic or left.",
    "gave_up": "The platform was not reached or too busy, however often it was tried.",
    "too_old": "It waited for more than a day, and an answer of yesterday only confuses.",
}
_STATES = {
    "waiting": ("waiting to be sent", ""),
    "sent": ("sent", "good"),
    "failed": ("not delivered", "bad"),
    "dropped": ("not delivered, dismissed", "warn"),
    "held": ("held back", "warn"),
}


@dataclass(frozen=True)
class Sent:
    """One message of the platform; `created` in Unix seconds."""

    id: str
    number: int
    conversation: str
    channel: str
    author: str
    text: str
    created: float
    state: str
    attempts: int
    problem: str

    @property
    def is_staffs(self) -> bool:
        """Whether a member of staff wrote it."""
        return self.author != ASSISTANT

    @property
    def at(self) -> dt.datetime:
        """When it was written."""
        return moment(self.created)

    @property
    def words(self) -> str:
        """What became of it."""
        return _STATES.get(self.state, (self.state, ""))[0]

    @property
    def tone(self) -> str:
        """How urgent that is."""
        return _STATES.get(self.state, ("", ""))[1]

    @property
    def why(self) -> str:
        """Why it is so, as far as there is something to say."""
        if self.state in ("failed", "dropped"):
            return PROBLEMS.get(self.problem, "The platform gave no reason that the desk knows.")
        if self.state == "held":
            return "The person did not get this: a member of staff was writing."
        return f"Tried {self.attempts} time{'' if self.attempts == 1 else 's'}." if self.state == "waiting" and self.attempts else ""


def sent_where(condition: str, values: Sequence[object], among: Sequence[str] = ()) -> list[Sent]:
    """Messages `s` to people who are still there, for whom `condition` holds."""
    joined = "messaging_sent s JOIN messaging_contacts c ON c.conversation = s.conversation"
    return [Sent(*row) for row in tables.rows(f"SELECT {COLUMNS} FROM {joined} WHERE {condition}", values, among)]
