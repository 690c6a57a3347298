"""Checks on the texts that a clinic writes for its visitors."""

from __future__ import annotations

import re
from typing import Optional

_SENTENCE = re.compile(r"^[^a-z\s].{8,}[.!?]$", re.DOTALL)
_LINK = re.compile(r"^https?://[^\s/]+\.[^\s]+$")


def checked_sentence(text: Optional[str]) -> Optional[str]:
    """A text that stands by itself in a reply, or None.

    :raises ValueError: it is no whole sentence.
    """
    if text is not None and not _SENTENCE.match(text.strip()):
        raise ValueError(
            f"`{text}` is no whole sentence; begin with a capital and end with a full stop, or write null"
        )
    return text


def checked_link(link: Optional[str]) -> Optional[str]:
    """A web address, or None.

    :raises ValueError: it is none.
    """
    if link is not None and not _LINK.match(link):
        raise ValueError(
            f"`{link}` is no web address; write it with https://, such as https://yourclinic.example"
        )
    return link
