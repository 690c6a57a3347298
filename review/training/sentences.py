"""Makes of what a visitor typed a sentence that may stand in a file of the assistant: nobody's data, no markup, one line."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200
_LINK = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@＠]+(?:[@＠]| ?[(\[]at[)\]] ?)[\w.+-]*\w", re.IGNORECASE)
# Five digits and more, whatever stands between them; times are none of anybody's.
_NUMBER = re.compile(r"[+(]*\d(?:[\s()./‐‑‒–—−-]{0,3}\d){4,}")
_TIMES = re.compile(r"\d{1,2}\.\d\d\s*[‐‑‒–—−-]\s*\d{1,2}\.\d\d")
# Rasa takes [words](entity) and [words]{"entity": ...} for annotations; without square brackets there are none.
_BRACKETS = str.maketrans("", "", "[]")


def safe_sentence(text: str) -> str:
    """`text` without addresses, links and long numbers, without Rasa's markup, on one line, at most 200 signs; maybe empty."""
    plain = _EMAIL.sub("my e-mail", _LINK.sub("a link", unicodedata.normalize("NFC", text)))
    plain = _NUMBER.sub(lambda found: found[0] if _TIMES.fullmatch(found[0]) else "my number", plain).translate(_BRACKETS)
    plain = "".join(sign if unicodedata.category(sign)[0] != "C" or sign.isspace() else " " for sign in plain)
    # A leading dash would begin a list, a slash a command.
    return " ".join(plain.split()).lstrip("-/#*! ")[:LONGEST].strip()
