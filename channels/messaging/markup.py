"""The little Markdown that answers use (bold, links), read once and written as each platform shows it."""

from __future__ import annotations

import re
from typing import Callable

_MARKS = re.compile(r"\*\*(?P<bold>.+?)\*\*|\[(?P<label>[^\]\n]+)\]\((?P<link>(?:https://|tel:|mailto:)[^\s()]+)\)")

Writer = Callable[[str], str]


def written(text: str, plain: Writer, bold: Writer, link: Callable[[str, str], str]) -> str:
    """`text` with what stands between marks passed to `plain`, and the marks to `bold(words)` and `link(label, address)`."""
    pieces, end = [], 0
    for mark in _MARKS.finditer(text):
        pieces.append(plain(text[end : mark.start()]))
        pieces.append(bold(mark["bold"]) if mark["bold"] else link(mark["label"], mark["link"]))
        end = mark.end()
    return "".join([*pieces, plain(text[end:])])


def as_plain(text: str) -> str:
    """Where a platform knows no markup: words alone, a link's address in brackets."""
    return written(text, str, str, lambda label, address: f"{label} ({without_scheme(address)})")


def without_scheme(address: str) -> str:
    """A telephone number or e-mail address as people write it; a page's address as it is."""
    return re.sub(r"^(?:tel|mailto):", "", address)
