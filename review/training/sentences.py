"""Makes of what a visitor typed a sentence that may stand in a file of the assistant: nobody's data, no markup, one line."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200
_EMAIL = re.compile(r"\S+@\S+\.\w+")
_NUMBER = re.compile(r"\+?\d(?:[\s().-]?\d){4,}")
# Rasa takes [words](entity) and [words]{"entity": ...} for annotations; without square brackets there are none.
_BRACKETS = str.maketrans("", "", "[]")


def safe_sentence(text: str) -> str:
    """`text` without addresses and long numbers, without Rasa's markup, on one line, at most 200 signs; maybe empty."""
    plain = _NUMBER.sub("my number", _EMAIL.sub("my e-mail", unicodedata.normalize("NFC", text)))
    plain = "".join(sign if unicodedata.category(sign)[0] != "C" or sign.isspace() else " " for sign in plain.translate(_BRACKETS))
    # A leading dash would begin a list, a slash a command.
    return " ".join(plain.split()).lstrip("-/#*! ")[:LONGEST].strip()
