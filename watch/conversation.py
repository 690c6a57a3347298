"""Which conversation a log line belongs to, by a mark that tells lines of one conversation apart from others and nothing else."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from contextvars import ContextVar
from functools import lru_cache
from typing import Mapping, Optional

SECRET_VARIABLE = "CLINIC_SECRET"
# Under this name the assistant passes a mark on to the action server, which has no secret.
HEADER = "X-Clinic-Conversation"
CHARACTERS = 12
_MARK = re.compile(rf"[0-9a-f]{{{CHARACTERS}}}")
_PURPOSE = b"clinic log: "
# Without a secret lines can be followed as long as the process lives.
_of_this_process = secrets.token_hex(32)
_sender: ContextVar[Optional[str]] = ContextVar("clinic_sender", default=None)
_given: ContextVar[Optional[str]] = ContextVar("clinic_conversation", default=None)


class about:  # noqa: N801 - reads as a word in `with about(sender):`
    """What is logged inside of its `with` is about the conversation of `sender_id`."""

    __slots__ = ("_sender_id", "_token")

    def __init__(self, sender_id: str) -> None:
        """Nothing is marked yet."""
        self._sender_id = sender_id

    def __enter__(self) -> None:
        self._token = _sender.set(self._sender_id)

    def __exit__(self, *error: object) -> None:
        _sender.reset(self._token)


def from_now_on_about(sender_id: str) -> None:
    """What the task at hand logs from now on is about the conversation of `sender_id`."""
    _sender.set(sender_id)


def take_over(mark: str | None) -> None:
    """What the task at hand logs from now on is about the conversation with this mark, which another part has made."""
    _given.set(mark if mark and _MARK.fullmatch(mark) else None)


def mark_of(sender_id: str, variables: Mapping[str, str] = os.environ) -> str:
    """The mark of a conversation: a keyed hash, so whoever has a log cannot try senders out."""
    return _keyed(variables.get(SECRET_VARIABLE) or _of_this_process, sender_id)


def current_mark() -> str | None:
    """The mark of the conversation that is being served; None outside of one."""
    sender_id = _sender.get()
    return mark_of(sender_id) if sender_id else _given.get()


@lru_cache(maxsize=256)
def _keyed(secret: str, sender_id: str) -> str:
    return hmac.new(secret.encode(), _PURPOSE + sender_id.encode(errors="replace"), hashlib.sha256).hexdigest()[:CHARACTERS]
