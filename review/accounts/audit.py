"""Writes the log of what staff did."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from review.accounts.addresses import client_address
from review.accounts.models import AuditEntry


def record(request: HttpRequest, action: str, subject: object = "", detail: str = "") -> None:
    """Note that whoever sends `request` did `action` to `subject`; `detail` never holds a visitor's words."""
    record_for(request, request.user, action, subject, detail)


def record_for(request: HttpRequest | None, user: Any, action: str, subject: object = "", detail: str = "") -> None:
    """The same for a `user` whom the request does not name, None for nobody known."""
    known = user if user is not None and user.is_authenticated else None
    AuditEntry.objects.create(
        user=known,
        username=known.get_username() if known else "",
        action=action,
        subject=str(subject)[:200],
        detail=detail[:500],
        address=(client_address(request) or None) if request else None,
    )
