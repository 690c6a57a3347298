"""Writes the log of what staff did."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from review.accounts.models import AuditEntry


def record(request: HttpRequest, action: str, subject: object = "", detail: str = "") -> None:
    """Note that whoever sends `request` did `action` to `subject`; `detail` never holds a visitor's words."""
    user = None if isinstance(request.user, AnonymousUser) else request.user
    AuditEntry.objects.create(
        user=user,
        username=user.get_username() if user else "",
        action=action,
        subject=str(subject)[:200],
        detail=detail[:500],
        address=request.META.get("REMOTE_ADDR") or None,
    )
