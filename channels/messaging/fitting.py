"""Makes an answer fit a platform: split at sentences, its choices as buttons, or as numbered lines."""

from __future__ import annotations

import re
from typing import Iterator, NamedTuple, Sequence

from channels.messaging.markup import without_scheme
from channels.messaging.messages import Button
from channels.messaging.platform import Limits
from channels.replies import Reply

_SENTENCE = re.compile(r".+?(?:[.!?…]+[\"'”’)]*(?=\s)|\n+|$)\s*", re.DOTALL)
_WORD = re.compile(r"\S+\s*")


class Fitted(NamedTuple):
    """One message of the platform's size."""

    text: str
    buttons: Sequence[Button] = ()


def length(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def fit(reply: Reply, limits: Limits, choose: str, numbered: bool = False) -> Sequence[Fitted]:
    """The messages in which `reply` is said; its buttons go with the last.

    Choices become numbered lines where the platform has no buttons, or too few, or too short ones; links become lines.

    :param choose: the line above numbered choices.
    """
    choices = [button for button in reply.buttons if button.get("payload")]
    links = [f"{button['title']}: {without_scheme(button['url'])}" for button in reply.buttons if not button.get("payload")]
    as_lines = numbered or len(choices) > limits.buttons or any(length(button["title"]) > limits.title for button in choices)
    lines = [f"{place}. {button['title']}" for place, button in enumerate(choices, 1)] if as_lines else []
    tail = "\n".join([*links, *([choose, *lines] if lines else [])])
    parts = split(f"{reply.text}\n\n{tail}" if tail else reply.text, limits.characters)
    return [*(Fitted(text) for text in parts[:-1]), Fitted(parts[-1], choices)]


def titles(buttons: Sequence[Button], limits: Limits) -> Sequence[str]:
    """What stands on the buttons: their titles, or their numbers where `fit` made lines of them; none where there are too many."""
    if len(buttons) > limits.buttons:
        return []
    if any(length(button["title"]) > limits.title for button in buttons):
        return [str(place) for place in range(1, len(buttons) + 1)]
    return [button["title"] for button in buttons]


def split(text: str, most: int) -> Sequence[str]:
    """`text` in parts of at most `most` UTF-16 units, ended where a sentence ends, else between words, else anywhere."""
    parts, current = [], ""
    for piece in _pieces(text, most):
        if current and length((current + piece).rstrip()) > most:
            parts.append(current.strip())
            current = ""
        current += piece
    return [part for part in [*parts, current.strip()] if part] or [""]


def _pieces(text: str, most: int) -> Iterator[str]:
    for sentence in _SENTENCE.findall(text):
        if length(sentence.rstrip()) <= most:
            yield sentence
            continue
        for word in _WORD.findall(sentence):
            yield from _cut(word, most)


def _cut(word: str, most: int) -> Iterator[str]:
    while length(word.rstrip()) > most:
        yield word[: most // 2]  # no character is longer than two units
        word = word[most // 2 :]
    yield word
