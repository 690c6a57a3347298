"""Which sites' pages may talk to the assistant, and the CORS headers that tell their browsers so."""

from __future__ import annotations

import os
from typing import Mapping, Sequence
from urllib.parse import urlsplit

VARIABLE = "CLINIC_ORIGINS"
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Accept",
    "Access-Control-Max-Age": "3600",
}


class Origins:
    """The allow-list."""

    def __init__(self, allowed: Sequence[str]) -> None:
        """Allow `allowed`, each such as `https://www.yourclinic.example`, and the assistant's own address."""
        self._allowed = frozenset(origin.strip().rstrip("/").lower() for origin in allowed if origin.strip())

    @classmethod
    def from_environment(cls, of_the_clinic: Sequence[str], variables: Mapping[str, str] = os.environ) -> Origins:
        """The comma-separated origins of the environment, else those of the clinic's content."""
        given = variables.get(VARIABLE, "")
        return cls(given.split(",") if given.strip() else of_the_clinic)

    def allows(self, origin: str | None, host: str) -> bool:
        """Whether a page of `origin` may ask; a request without one comes from no other site's page.

        :param host: the request's own `Host`.
        """
        if origin is None:
            return True
        return origin.isascii() and (origin.lower() in self._allowed or _is_of(origin, host))

    def headers(self, origin: str | None, host: str, preflight: bool = False) -> dict[str, str]:
        """What lets a browser show the answer to a page of `origin`."""
        if origin is None or not self.allows(origin, host):
            return {"Vary": "Origin"}
        more = _PREFLIGHT if preflight else {"Access-Control-Expose-Headers": "Retry-After"}
        return {"Vary": "Origin", "Access-Control-Allow-Origin": origin, **more}


def _is_of(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and parts.netloc.lower() == host.lower()
