"""What figures may say by name. What a visitor wrote never becomes the name of a figure: figures outlive erasure."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from review.environment import PROJECT

_CHANNEL = re.compile(r"[a-z][a-z0-9_.-]{0,31}", re.IGNORECASE)
_BETWEEN = " or "


def gap_name(value: str) -> str:
    """A gap, if the content has a name for it; nothing otherwise.

    The assistant marks a reply with the condition that the content lists as not covered, but where it recognised none, with
    the visitor's whole sentence.
    """
    known = conditions()
    return value if value in known or known.issuperset(value.split(_BETWEEN)) else ""


def channel_name(value: str) -> str:
    """A channel; nothing if it does not look like one, because some channels let the visitor's program say which it is."""
    return value if _CHANNEL.fullmatch(value) else ""


@lru_cache
def conditions(content: Path = PROJECT / "content") -> frozenset[str]:
    """Conditions that the clinic's content names, covered or not."""
    loaded = yaml.load((content / "conditions.yml").read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    covered = loaded["conditions"]
    return frozenset(
        [*covered, *(condition["title"] for condition in covered.values()), *(gap["title"] for gap in loaded["not_covered"])]
    )
