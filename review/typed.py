"""Numbers that stand in addresses and forms, where anybody may have typed them."""

from __future__ import annotations

# The largest id that both databases have is one digit longer; Python itself refuses to read thousands of digits.
MOST_DIGITS = 18


def number_of(text: str) -> int | None:
    """The whole number from 0 that `text` is; None where it is none, or larger than any that we give out."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None
