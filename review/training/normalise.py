"""When two messages are the same question."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 500


def normalised(text: str) -> str:
    """`text` in small letters without punctuation and repeated spaces, at most 500 signs; the same question has the same."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[^\w\s]|_", " ", plain).split())[:LONGEST].rstrip()
