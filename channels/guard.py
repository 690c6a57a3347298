"""The guard that every channel shares: what of a visitor's text may reach the assistant."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Collection, Literal, Union

from channels.masking import masker
from content.topics import TOPICS

MOST_CHARACTERS = 500
BUTTONS = frozenset(f"/{topic}" for topic in TOPICS) | {"/side_effects", "/why", "/embarrassing"}
_LEADING_SLASHES = re.compile(r"^[\s/\\]+(?=\S)")
_WORDS = re.compile(r"\w")
# Characters that turn the direction of text around, and those that nobody sees.
_UNSEEN = {"Cc", "Cf", "Cs", "Co"}
# They join or part the signs beside them: a family in one emoji, Persian words. Alone they say nothing.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class Accepted:
    """A text that the assistant may read."""

    text: str


@dataclass(frozen=True)
class Declined:
    """A text that the assistant shall not read, and why."""

    reason: Literal["empty", "too_long"]


Admission = Union[Accepted, Declined]


def admit(text: str, buttons: Collection[str] = BUTTONS) -> Admission:
    """Decide about a visitor's `text`: cleaned, masked and made harmless, or declined.

    :param buttons: payloads that may be sent as text; none where a channel knows its buttons by other means.
    """
    clean = cleaned(text)
    if not clean.strip(_JOINERS + " "):
        return Declined("empty")
    if len(clean) > MOST_CHARACTERS:
        return Declined("too_long")
    return Accepted(without_command(masker().masked(clean), buttons))


def cleaned(text: str) -> str:
    """`text` in Unicode's composed form, without characters that nobody sees and without doubled white space."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(filter(_is_kept, composed)).split())


def without_command(text: str, buttons: Collection[str] = BUTTONS) -> str:
    """`text` as plain words: only the exact payload of one of our buttons keeps its slash.

    Rasa takes `/restart` or `/intent{"x":1}` at its word, whoever types it.
    """
    if text in buttons:
        return text
    return _LEADING_SLASHES.sub("", text) if _WORDS.search(text) else text.replace("/", " ").strip() or "?"


def _is_kept(sign: str) -> bool:
    return sign.isspace() or sign in _JOINERS or unicodedata.category(sign) not in _UNSEEN
