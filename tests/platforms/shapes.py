"""What passes between a fake platform, a test that acts as a person on it, and the assistant."""

from __future__ import annotations

import json
import re
from typing import Any, Literal, Mapping, NamedTuple, Sequence

# right: as the platform signs. missing: not at all. forged: by somebody who does not know the secret. old: a moment long ago
# where the platform signs the moment, else by a secret that is no longer valid. wrong_algorithm: another one than documented.
Signing = Literal["right", "missing", "forged", "old", "wrong_algorithm"]
BAD_SIGNINGS: tuple[Signing, ...] = ("missing", "forged", "old", "wrong_algorithm")
Misbehaviour = Literal["too_many", "error", "unavailable", "slow", "closed"]
PUBLIC_URL = "https://chat.clinic.example"
JSON_TYPE, FORM_TYPE = "application/json", "application/x-www-form-urlencoded"
ANYBODY = ""
_LINE = re.compile(r"^(\d{1,2})\. (.+)$", re.MULTILINE)


class Person(NamedTuple):
    """Somebody who writes: their number in the tests, and the address at which the platform reaches them."""

    number: int
    address: str


class Update(NamedTuple):
    """What a platform is about to tell us, not signed yet."""

    body: bytes
    content_type: str = JSON_TYPE


class Answer(NamedTuple):
    """What our webhook said."""

    status: int
    body: bytes


class Choice(NamedTuple):
    """Something that a person may press or answer: what it says, and how the platform tells us that they did."""

    title: str
    how: str


class Sent(NamedTuple):
    """A message that the platform took, as the person sees it; `at` is the moment by `time.time`."""

    address: str
    text: str
    choices: Sequence[Choice]
    at: float


class Broken(NamedTuple):
    """A message that the platform refused, and the limit or rule that it broke."""

    address: str
    problem: str
    message: Any


class Call(NamedTuple):
    """A request to the platform's server; names of headers in small letters."""

    path: str
    headers: Mapping[str, str]
    body: bytes


class Reply(NamedTuple):
    """The platform's answer to it."""

    status: int
    fields: Any
    headers: Mapping[str, str] = {}


class Trouble(NamedTuple):
    """How the platform misbehaves once; `seconds` is how slow it is, or how long it asks us to wait."""

    kind: Misbehaviour
    seconds: float = 0.0


def as_json(fields: Any) -> Update:
    """An update of a platform that speaks JSON."""
    return Update(json.dumps(fields).encode())


def shown_choices(text: str, buttons: Sequence[Choice]) -> Sequence[Choice]:
    """The choices in a person's words: a button that says only a number stands for the line with that number."""
    lines = {number: title.strip() for number, title in _LINE.findall(text)}
    return [Choice(lines.get(title, title), how) for title, how in buttons]


def numbered_choices(text: str) -> Sequence[Choice]:
    """The numbered lines of a text, each answered by its number."""
    return [Choice(title.strip(), number) for number, title in _LINE.findall(text)]
