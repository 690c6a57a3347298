"""Whom a conversation on a messaging channel is with. Their address never leaves the table: staff see its masked form."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Sequence

from django.utils import timezone

from review.conversations.projection import moment
from review.messaging import tables
from review.messaging.names import channel_words

SECONDS_OF_THE_WINDOW = 24 * 3600.0
# Their owner lets a clinic write only for a while after the person's last message.
WITH_WINDOW = ("whatsapp", "messenger")
_COLUMNS = "conversation, channel, shown, last_heard, opted_out, quiet_until"


@dataclass(frozen=True)
class Contact:
    """One person on one channel; moments are Unix seconds."""

    conversation: str
    channel: str
    shown: str
    last_heard: float
    opted_out: float | None
    quiet_until: float | None

    @property
    def name(self) -> str:
        """The channel and the masked sender, in words."""
        return f"{channel_words(self.channel)}, {self.shown}"

    @property
    def window_ends(self) -> dt.datetime | None:
        """Until when staff may write; None where the platform sets no end."""
        return moment(self.last_heard + SECONDS_OF_THE_WINDOW) if self.channel in WITH_WINDOW else None

    def quiet_end(self, now: float) -> dt.datetime | None:
        """Until when the assistant keeps quiet; None if it answers."""
        return moment(self.quiet_until) if self.quiet_until and self.quiet_until > now else None

    def obstacle(self, now: float) -> str:
        """Why nobody may write to this person now, in words for staff; empty where one may."""
        platform = channel_words(self.channel)
        if self.opted_out:
            return f"This person has asked for no more messages on {platform} (STOP). Only they can change that, by sending START."
        if self.channel in WITH_WINDOW and now - self.last_heard > SECONDS_OF_THE_WINDOW:
            return (
                f"{platform} no longer lets the clinic write to this person: its owner allows that for 24 hours after a person's last"
                f" message, and this one came on {_local(self.last_heard)}. Call them, or wait until they write again."
            )
        return ""


def contact_of(sender_id: str) -> Contact | None:
    """The person behind a conversation; None on other channels, and once they are erased."""
    return contacts_of([sender_id]).get(sender_id)


def contacts_of(sender_ids: Sequence[str]) -> dict[str, Contact]:
    """The people behind conversations, by the conversations' senders."""
    if not sender_ids:
        return {}
    query = f"SELECT {_COLUMNS} FROM messaging_contacts WHERE conversation IN (...)"
    return {row[0]: Contact(*row) for row in tables.rows(query, [], sender_ids)}


def _local(timestamp: float) -> str:
    at = timezone.localtime(moment(timestamp))
    return f"{at.day} {at:%B} at {at:%H:%M}"
