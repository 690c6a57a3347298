"""Template filters for what comes from messaging platforms."""

from __future__ import annotations

from django import template

from review.messaging import names

register = template.Library()


@register.filter
def channel_words(channel: str) -> str:
    """A channel as staff call it."""
    return names.channel_words(channel)
