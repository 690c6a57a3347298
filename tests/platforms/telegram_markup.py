"""Telegram's HTML and MarkdownV2, parsed as strictly as Telegram does.

From "Bot API: Formatting options" (https://core.telegram.org/bots/api#formatting-options); the wording of the errors is the
server's own.
"""

from __future__ import annotations

import html
import re
from typing import Iterator

_TAGS = frozenset("a b strong i em u ins s strike del span tg-spoiler tg-emoji code pre blockquote".split())
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?P<rest>(?:\s+[a-zA-Z-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?)*)\s*>")
# The only named entities that Telegram knows; `&copy;` stays as it is.
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]+|#x[0-9a-fA-F]+);")
_RESERVED = "_*[]()~`>#+-=|{}.!"
_MARKS = ("```", "||", "__", "*", "_", "~", "`")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\(((?:\\.|[^)\\])*)\)")


class CannotParse(Exception):
    """The text is no valid markup; the message says where."""


def seen(text: str, parse_mode: str | None) -> str:
    """What a person reads of `text`.

    :raises CannotParse: Telegram would refuse it.
    """
    if parse_mode is None:
        return text
    if parse_mode.lower() == "html":
        return _of_html(text)
    if parse_mode.lower() == "markdownv2":
        return _of_markdown(text)
    raise CannotParse(f"unsupported parse_mode {parse_mode}")


def _of_html(text: str) -> str:
    shown, open_tags, place = "", list[str](), 0
    while (bracket := text.find("<", place)) >= 0:
        shown += _unescaped(text[place:bracket])
        tag = _TAG.match(text, bracket)
        offset = len(text[:bracket].encode())
        if not tag or tag["name"].lower() not in _TAGS:
            raise CannotParse(f'Unsupported start tag "{tag["name"] if tag else ""}" at byte offset {offset}')
        _follow(tag["name"].lower(), bool(tag["end"]), open_tags, offset)
        place = tag.end()
    if open_tags:
        raise CannotParse(f"Can't find end tag corresponding to start tag \"{open_tags[-1]}\"")
    return shown + _unescaped(text[place:])


def _follow(name: str, is_end: bool, open_tags: list[str], offset: int) -> None:
    if not is_end:
        open_tags.append(name)
    elif not open_tags:
        raise CannotParse(f"Unexpected end tag at byte offset {offset}")
    elif open_tags.pop() != name:
        raise CannotParse(f'Unmatched end tag at byte offset {offset}, found "</{name}>"')


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


def _of_markdown(text: str) -> str:
    open_marks = list[str]()
    shown = "".join(_read_markdown(text, open_marks))
    if open_marks:
        raise CannotParse(f"Can't find end of the entity starting with {open_marks[-1]}")
    return shown


def _read_markdown(text: str, open_marks: list[str]) -> Iterator[str]:
    place = 0
    while place < len(text):
        if escaped := _ESCAPED.match(text, place):
            yield escaped[1]
            place = escaped.end()
        elif link := _LINK.match(text, place):
            yield _of_markdown(link[1])
            place = link.end()
        elif mark := next((mark for mark in _MARKS if text.startswith(mark, place)), None):
            _toggle(mark, open_marks)
            place += len(mark)
        elif text[place] in _RESERVED:
            raise CannotParse(f"Character '{text[place]}' is reserved and must be escaped with the preceding '\\'")
        else:
            yield text[place]
            place += 1


def _toggle(mark: str, open_marks: list[str]) -> None:
    if open_marks and open_marks[-1] == mark:
        open_marks.pop()
    else:
        open_marks.append(mark)
