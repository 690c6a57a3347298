"""What an answer to `may I have a massage?` rests on: the entries of `safety.yml` and of `treatments.yml`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field, StrictStr

from content.loading import Entry

ID = r"^[a-z][a-z_]*$"

# Strict, so that an unquoted `no` is refused and does not turn into "False".
Words = list[StrictStr]
Level = Literal["absolute", "absolute_until_cleared", "local", "ask_doctor", "adapt", "fine"]


class Contraindication(Entry):
    """A reason to wait, adapt or ask a doctor: its everyday names and the answer to `may I?`."""

    id: str = Field(regex=ID)
    level: Level
    title: str = Field(min_length=3)
    names: Words = Field(min_items=1)
    answer: str = Field(regex=r"^[A-Z].{40,500}[.?]$")
    cites: list[str] = []


def refuse_doubles(what: str, texts: Iterable[str]) -> None:
    """Make sure that every text stands once.

    :raises ValueError: one stands twice; the message names it.
    """
    seen: set[str] = set()
    for text in texts:
        if text in seen:
            raise ValueError(f"the {what} `{text}` stands twice; keep one")
        seen.add(text)
