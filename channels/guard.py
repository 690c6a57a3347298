"""The guard that every channel shares: what of a visitor's text may reach the assistant."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Callable, Collection, Union

from channels.masking import masker
from channels.quotations import without_quotations
from content.topics import TOPICS

# A text of so many characters is read whole; of a longer one its beginning and its end, where people say what matters.
MOST_CHARACTERS = 4_000
MOST_OF_THE_BEGINNING, MOST_OF_THE_END = 2_500, 1_500
# Read beside each cut and then left out, so that no cut goes through a phone number before it is masked.
_BESIDE_A_CUT = 100
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
    """A text without anything to read."""


Admission = Union[Accepted, Declined]


def admit(text: str, buttons: Collection[str] = BUTTONS) -> Admission:
    """Decide about a visitor's `text`: cleaned, masked and made harmless, or declined.

    :param buttons: payloads that may be sent as text; none where a channel knows its buttons by other means.
    """
    clean = _typed(text)
    if not _is_seen(clean):
        return Declined()
    return Accepted(without_command(_shortened(clean, masker().masked), buttons))


def readable(text: str) -> str:
    """What `admit` would read of `text`, not masked: to be looked at at once, and neither kept nor passed on."""
    return _shortened(_typed(text), str)


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


def _typed(text: str) -> str:
    """`text` without what is quoted; all of it where nothing else is there."""
    typed = cleaned(without_quotations(text))
    return typed if _is_seen(typed) else cleaned(text)


def _is_seen(clean: str) -> bool:
    return bool(clean.strip(_JOINERS + " "))


def _shortened(clean: str, masked: Callable[[str], str]) -> str:
    if len(clean) <= MOST_CHARACTERS:
        return masked(clean)
    beginning = masked(clean[: MOST_OF_THE_BEGINNING + _BESIDE_A_CUT])[:-_BESIDE_A_CUT]
    end = masked(clean[-MOST_OF_THE_END - _BESIDE_A_CUT :])[_BESIDE_A_CUT:]
    return f"{beginning[:MOST_OF_THE_BEGINNING]} … {end[-MOST_OF_THE_END:]}"


def _is_kept(sign: str) -> bool:
    return sign.isspace() or sign in _JOINERS or unicodedata.category(sign) not in _UNSEEN
