"""What a messaging platform is to us: how it signs, what its updates say, what fits into its messages, how one is handed over."""

from __future__ import annotations

import hmac
import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Mapping, Sequence

from sanic.response import HTTPResponse, empty

from channels.messaging.messages import Incoming, Outcome, Outgoing, Post
from channels.messaging.settings import Settings

TOO_MANY, SERVER_ERROR, OK = 429, 500, 300


class Unsigned(Exception):
    """A request without the signature or the secret that the platform sends along."""


class Forged(Exception):
    """A request whose signature or secret is wrong, or too old."""


class NoUpdate(Exception):
    """A signed request that holds no update of this platform; the text says why."""


@dataclass(frozen=True)
class Limits:
    """What fits into one message of the platform; lengths in UTF-16 units, the strictest count that any of them uses."""

    characters: int
    buttons: int = 0
    title: int = 0


class Platform(ABC):
    """One platform. `numbered` where choices are lines of text that a digit answers."""

    name: str
    limits: Limits
    numbered = False
    # For so many seconds after a person's last message the platform lets us write to them; 0 where there is no such rule.
    window = 0.0

    def __init__(self, settings: Settings) -> None:
        """Take the secrets from `settings`.

        :raises HalfSet: one of them cannot be right.
        """
        self.settings = settings

    @abstractmethod
    def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Make sure that the platform sent this.

        :param headers: names in small letters.
        :raises Unsigned: nothing says so.
        :raises Forged: what says so is not true, or is too old.
        """

    @abstractmethod
    def read(self, body: bytes, headers: Mapping[str, str]) -> Sequence[Incoming]:
        """What people did, in order; what is of no concern to us (receipts, echoes, unknown kinds) is left out.

        :raises NoUpdate: the body is nothing that the platform sends.
        """

    @abstractmethod
    def post(self, outgoing: Outgoing) -> Post:
        """The request that hands `outgoing` over."""

    @abstractmethod
    def shown(self, address: str) -> str:
        """What staff may see of a person's address."""

    @abstractmethod
    def formatted(self, text: str) -> str:
        """The little Markdown of an answer in the platform's own markup."""

    def acknowledgement(self, incoming: Incoming) -> Post | None:
        """What the platform wants to hear at once, beside an answer."""
        return None

    def received(self, body: bytes) -> HTTPResponse:
        """What the platform gets to hear once its update is stored."""
        return empty(200)

    def handshake(self, arguments: Mapping[str, str]) -> HTTPResponse | None:
        """The answer to the question (GET) whether this address is ours; None where the platform asks none.

        :raises Forged: whoever asks does not know our word.
        """
        return None

    def outcome(self, status: int, headers: Mapping[str, str], body: bytes) -> Outcome:
        """What the platform said to a message."""
        if status < OK:
            return Outcome("taken")
        if status == TOO_MANY or status >= SERVER_ERROR:
            return Outcome("again", str(status), seconds_of(headers.get("retry-after", "")))
        return Outcome("refused", "refused")


def is_same(given: str, right: str) -> bool:
    """Whether two secrets are the same, in constant time; `given` may hold what is no text."""
    return hmac.compare_digest(given.encode(errors="replace"), right.encode())


def seconds_of(text: Any) -> float | None:
    """A number of seconds, if it is one."""
    try:
        return max(0.0, float(text))
    except (TypeError, ValueError):
        return None


def json_of(body: bytes) -> dict[str, Any]:
    """The JSON object that `body` holds.

    :raises NoUpdate: it holds none.
    """
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NoUpdate("the body is no JSON") from error
    if not isinstance(fields, dict):
        raise NoUpdate("the body is no JSON object")
    return fields


def part(fields: Any, *names: str) -> dict[str, Any]:
    """The object that stands under `names` one within the other; an empty one where there is none."""
    for name in names:
        fields = fields.get(name) if isinstance(fields, dict) else None
    return fields if isinstance(fields, dict) else {}


def parts(fields: Any, name: str) -> Sequence[Any]:
    """The list under `name`; an empty one where there is none."""
    found = fields.get(name) if isinstance(fields, dict) else None
    return found if isinstance(found, list) else []


def word(fields: Any, name: str) -> str:
    """The text or whole number under `name`, as a text; empty where there is none."""
    value = fields.get(name) if isinstance(fields, dict) else None
    if isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, (str, int)) else ""


def last_signs(address: str, signs: int = 3) -> str:
    """The end of an address, enough to tell two people apart and not enough to reach one."""
    return f"…{address[-signs:]}" if len(address) > 2 * signs else "…"
