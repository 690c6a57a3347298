"""What the chat shows before the first question: clinic, phone, emergency line, privacy, greeting, starters."""

from __future__ import annotations

from typing import Any

from content.channel_texts import ChannelTexts
from content.clinic import Clinic
from content.topic_titles import TopicTitles


def about_of(clinic: Clinic, texts: ChannelTexts, titles: TopicTitles) -> dict[str, Any]:
    """Texts and links for the chat's first screen; a starter's `id` is a button that can be pressed.

    :param texts: with their facts.
    """
    website = texts.website
    return {
        "clinic": clinic.name,
        "phone": clinic.contact.phone,
        "phone_link": clinic.contact.phone_link,
        "emergency": website.emergency,
        "privacy_url": clinic.website.privacy_page,
        "privacy": website.privacy,
        "greeting": website.greeting,
        "starters": [{"id": topic, "title": titles.topics[topic].ask} for topic in website.starters],
    }
