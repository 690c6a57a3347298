"""What the channels are called in words."""

from __future__ import annotations

MESSAGING = {"telegram": "Telegram", "whatsapp": "WhatsApp", "sms": "SMS", "messenger": "Messenger", "slack": "Slack"}
NAMES = {"website": "Website", **MESSAGING}


def channel_words(channel: str) -> str:
    """A channel as staff call it; one that the desk does not know, by its own name."""
    return NAMES.get(channel, channel)
