"""What the chat shows before the first question: clinic, phone, emergency line, privacy, greeting, starters."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from content.channel_texts import ChannelTexts, filled
from content.clinic import Clinic
from content.facts import facts
from content.safety import Safety
from content.topic_titles import TopicTitles


def about_of(clinic: Clinic, safety: Safety, texts: ChannelTexts, titles: TopicTitles) -> dict[str, Any]:
    """Texts and links for the chat's first screen; a starter's `id` is a button that can be pressed."""
    known, website = facts(clinic, safety, datetime.now(timezone.utc)), texts.website
    return {
        "clinic": clinic.name,
        "phone": clinic.contact.phone,
        "phone_link": clinic.contact.phone_link,
        "emergency": filled(website.emergency, known),
        "privacy_url": clinic.website.privacy_page,
        "privacy": filled(website.privacy, known),
        "greeting": filled(website.greeting, known),
        "starters": [{"id": topic, "title": titles.topics[topic].ask} for topic in website.starters],
    }
