"""Fills words into a response and picks among its wordings: plain functions, no Rasa."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Collection, Iterator, Mapping, Sequence

from content.loading import CONTENT_FOLDER, ContentError

DOMAIN_FILE = CONTENT_FOLDER.parent / "domain.yml"
# Words that an action sends along with a response, and what stands there if it does not.
ACTION_WORDS = {"first": "this", "second": "something else", "condition": "that condition", "answer": ""}
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_NOT_SAID = frozenset({"condition", "channel"})


def fill(wording: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    """A copy of `wording` with `words` in the place of each `{name}`.

    What is filled in is never looked at again, so braces in it stay what they are: text.
    """
    return {key: _filled(value, words) for key, value in wording.items() if key not in _NOT_SAID}


def least_recently_said(replies: Sequence[dict[str, Any]], said: Sequence[str | None]) -> dict[str, Any]:
    """The reply whose text was said longest ago or never; the first of several.

    :param said: texts said before in this conversation, oldest first.
    """
    last = {text: place for place, text in enumerate(said)}
    return min(replies, key=lambda reply: last.get(reply.get("text"), -1))


def check_placeholders(
    responses: Mapping[str, Any], known: Collection[str], file: Path = DOMAIN_FILE
) -> None:
    """Make sure that every `{name}` in `responses` can be filled.

    :raises ContentError: one cannot; the message names the response and the names that exist.
    """
    for response, wordings in responses.items():
        for name in (name for text in _texts(wordings) for name in _PLACEHOLDER.findall(text)):
            if name not in known:
                mend = f"there is no fact `{{{name}}}`; use one of {', '.join(sorted(known))}"
                raise ContentError(file, f"responses.{response}", mend)


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda found: words.get(found.group(1), found.group()), value)
    if isinstance(value, Mapping):
        return {key: _filled(part, words) for key, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, words) for part in value]
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (Mapping, list)):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(part)
