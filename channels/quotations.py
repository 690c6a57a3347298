"""Takes out of a text what its writer did not write: quoted mail, signatures and HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Iterator, Sequence

# What follows one of these stands on a line of its own.
_BLOCKS = frozenset(
    "p br div h1 h2 h3 h4 h5 h6 ul ol li table tbody thead tr td th blockquote pre hr html head body title section article form".split()
)
_INLINE = frozenset("a b i u s em strong span font small big sub sup code img input button iframe svg meta link style script o:p".split())
# Each with its value: `<b and chest pain>` is no tag.
_ATTRIBUTES = r"""(?:\s+[\w:.-]+=(?:"[^"<>]*"|'[^'<>]*'|[^\s<>"']+))*\s*/?"""
# Every `<` and `&` that begins neither a tag of HTML nor a character reference is a sign like any other: `<3`, `5 < 6`, `AT&T`.
_TAGS = "|".join(sorted(_BLOCKS | _INLINE, key=len, reverse=True))
_NO_TAG = re.compile(rf"<(?!(?:/?(?:{_TAGS}){_ATTRIBUTES}|!doctype\b[^<>]{{0,200}})>)", re.IGNORECASE)
_NO_REFERENCE = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});)", re.IGNORECASE)
_ORIGINAL_MESSAGE = re.compile(r"(?<!-)-{2,}[ \t]{0,5}original message[ \t]{0,5}-{2,}", re.IGNORECASE)
_SIGNATURE = "-- "
# A face such as `>:(` and a number such as `>38` are no mark of a quotation.
_QUOTED = re.compile(r"\s*>[>\s]*(?:(?<=\s)\S|[^\W\d_]|$)")
_QUOTED_NUMBER = re.compile(r"\s*>\s+\d")
_BEGINS_AN_ATTRIBUTION = re.compile(r"\s*On\b")
# "On Mon, 3 Mar 2025 at 10:00, Ann <ann@example.com> wrote:", which mail programs break into two lines at most.
_ATTRIBUTION = re.compile(r"\s*On\b(?=.*(?:\d{4}|\d[:.]\d\d)).{5,300}\bwrote:\s*")


def without_quotations(text: str) -> str:
    """Return what the writer of `text` typed, line by line; empty where everything in it is quoted."""
    plain = _without_html(text)
    original = _ORIGINAL_MESSAGE.search(plain)
    lines = (plain[: original.start()] if original else plain).splitlines()
    if _SIGNATURE in lines:
        lines = lines[: lines.index(_SIGNATURE)]
    return "\n".join(_unquoted(lines))


def _unquoted(lines: Sequence[str]) -> Iterator[str]:
    several = sum(line.lstrip().startswith(">") for line in lines) > 1
    place = 0
    while place < len(lines):
        length = _length_of_attribution(lines, place)
        if length:
            place += length
            rest = next((line for line in lines[place:] if line.strip()), "")
            if not _is_quoted(rest, several=True):  # the mail program quotes without a mark
                return
        elif _is_quoted(lines[place], several):
            place += 1
        else:
            yield lines[place]
            place += 1


def _is_quoted(line: str, several: bool) -> bool:
    return bool(_QUOTED.match(line)) and (several or not _QUOTED_NUMBER.match(line))


def _length_of_attribution(lines: Sequence[str], place: int) -> int:
    """Return how many lines say whose words follow: none, one or two."""
    if not _BEGINS_AN_ATTRIBUTION.match(lines[place]):
        return 0
    return next((length for length in (1, 2) if _ATTRIBUTION.fullmatch(" ".join(lines[place : place + length]))), 0)


def _without_html(text: str) -> str:
    if "<" not in text and "&" not in text:
        return text
    reader = _Reader()
    reader.feed(_NO_TAG.sub("&lt;", _NO_REFERENCE.sub("&amp;", text)))
    reader.close()
    return "".join(reader.read)


class _Reader(HTMLParser):
    """Keeps the words between tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read: list[str] = []

    def set_cdata_mode(self, elem: str, *, escapable: bool = False) -> None:
        """Read what stands in a script or style, too: no word that a visitor types is lost."""

    def handle_data(self, data: str) -> None:
        self.read.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_line(tag)

    def handle_endtag(self, tag: str) -> None:
        self._end_line(tag)

    def _end_line(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.read.append("\n")
