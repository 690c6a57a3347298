"""Whether a text sounds dangerous: what a channel asks before it refuses one."""

from __future__ import annotations

from nlu.danger import ALARMS
from nlu.entities import entity_language
from nlu.languages import find_danger


def sounds_dangerous(text: str) -> bool:
    """Return whether the patterns find a danger in `text` that is meant and present, in English or another language."""
    hits = entity_language()(text)._.red_flags
    return any(hit.status == "alarm" and hit.reply in ALARMS for hit in hits) or find_danger(text) is not None
