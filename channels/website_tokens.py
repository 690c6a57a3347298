"""Who a visitor is: a signed token around a conversation's id that only the server makes."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
import uuid
from dataclasses import dataclass, field
from typing import Mapping, NamedTuple

from itsdangerous import BadData, URLSafeTimedSerializer

SECRET_VARIABLE = "CLINIC_SECRET"
HOURS_VARIABLE = "CLINIC_SESSION_HOURS"
FEWEST_CHARACTERS = 32
HOURS_OF_A_SESSION = 24.0
# Read out on the phone, so without letters and digits that sound or look alike: 0 O 1 I L.
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CONVERSATION = re.compile(r"[0-9a-f]{32}")


class BadToken(Exception):
    """A token that is not ours, or was changed."""


class ExpiredToken(Exception):
    """A token of ours whose time is over."""


class Issued(NamedTuple):
    """A fresh token and the moment (Unix seconds) at which it ends."""

    token: str
    expires: float


@dataclass(frozen=True)
class TokenSettings:
    """The secret that signs, and for how long a token is good."""

    secret: str = field(repr=False)
    seconds: int

    @classmethod
    def from_environment(cls, variables: Mapping[str, str] = os.environ) -> TokenSettings:
        """Read the settings.

        :raises SystemExit: the secret is missing or short, or the hours are no number.
        """
        secret = variables.get(SECRET_VARIABLE, "").strip()
        if len(secret) < FEWEST_CHARACTERS:
            raise SystemExit(
                f"The assistant cannot start. {SECRET_VARIABLE} must hold a random text of at least {FEWEST_CHARACTERS}"
                " characters, the same for every worker; it signs the tokens of the website chat."
            )
        return cls(secret, _seconds(variables.get(HOURS_VARIABLE, "")))


class Tokens:
    """Makes and reads tokens."""

    def __init__(self, settings: TokenSettings) -> None:
        """Sign with the secret of `settings`."""
        self._seconds = settings.seconds
        self._serializer = URLSafeTimedSerializer(
            settings.secret,
            salt="clinic website chat",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )

    def issue(self, conversation: str, now: float) -> Issued:
        """A token for `conversation`, good from `now` on."""
        token = self._serializer.dumps(conversation)
        return Issued(str(token), now + self._seconds)

    def conversation_of(self, token: str) -> str:
        """The conversation that `token` opens.

        :raises ExpiredToken: its time is over.
        :raises BadToken: it is none of ours.
        """
        if not token.isascii():  # no letter of ours, and some that no signer can read
            raise BadToken
        try:
            conversation, signed_at = self._serializer.loads(token, return_timestamp=True)
        except BadData as error:
            raise BadToken from error
        # Not the library's own look at the age, for which a token of the future is over: our clock may have been set back since.
        if time.time() - signed_at.timestamp() > self._seconds:
            raise ExpiredToken
        if not isinstance(conversation, str) or not _CONVERSATION.fullmatch(conversation):
            raise BadToken
        return conversation


def new_conversation() -> str:
    """An id that nobody can guess."""
    return uuid.uuid4().hex


def new_chat_code() -> str:
    """A short code by which visitor and staff name a conversation, such as `K7QP-3MXD`; it opens nothing."""
    signs = "".join(secrets.choice(CODE_SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def _seconds(hours: str) -> int:
    try:
        seconds = int(float(hours or HOURS_OF_A_SESSION) * 3600)
    except (ValueError, OverflowError):
        seconds = 0
    if not 60 <= seconds <= 366 * 24 * 3600:
        raise SystemExit(f"The assistant cannot start. {HOURS_VARIABLE} must be a number of hours, such as 24.")
    return seconds
