"""Writes sign-ins, failed ones, sign-outs, lockouts and changes of the second factor into the log."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from review.accounts.audit import record_for


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: Any, **rest: Any) -> None:
    """Somebody came in."""
    record_for(request, user, "signed in")


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: Any, **rest: Any) -> None:
    """Somebody went."""
    record_for(request, user, "signed out")


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], request: HttpRequest | None = None, **rest: Any) -> None:
    """Somebody could not come in; what they typed as a password is not noted."""
    name = str(credentials.get("username") or credentials.get("login") or "")
    record_for(request, None, "sign-in failed", f"as {name}")


@receiver(user_locked_out)
def locked_out(request: HttpRequest, username: str = "", **rest: Any) -> None:
    """Somebody tried too often."""
    record_for(request, None, "locked out", f"as {username or ''}")


@receiver(password_changed)
def changed_password(request: HttpRequest, user: Any, **rest: Any) -> None:
    """A password is another one."""
    record_for(request, user, "password changed")


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def changed_second_factor(request: HttpRequest, user: Any, authenticator: Any, **rest: Any) -> None:
    """A second factor came or went."""
    record_for(request, user, "second factor changed", str(getattr(authenticator, "type", "")))
