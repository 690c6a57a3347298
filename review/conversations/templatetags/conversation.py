"""Template filters for transcripts."""

from __future__ import annotations

import json
from typing import Any, Iterable

from django import template

from review.conversations.models import Message

register = template.Library()


@register.filter
def last_id(said: Iterable[Message], otherwise: object) -> object:
    """The id of the last event shown, or what was last shown before."""
    last: object = otherwise or 0
    for message in said:
        last = message.source_id
    return last


@register.filter
def as_words(value: Any) -> str:
    """A slot's value as staff read it."""
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return value if isinstance(value, str) else json.dumps(value)
