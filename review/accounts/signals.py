"""Writes sign-ins, failed ones, sign-outs, lockouts and changes of the second factor into the log."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from axes.signals import user_locked_out
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from review.accounts.audit import record_for
from review.accounts.lockout import count_wrong_code, forget_failures


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: Any, **rest: Any) -> None:
    """Somebody came in."""
    forget_failures(user)
    record_for(request, user, "signed in")


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: Any, **rest: Any) -> None:
    """Somebody went."""
    if user is not None:
        record_for(request, user, "signed out, idle" if getattr(request, "is_idle", False) else "signed out")


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], request: HttpRequest | None = None, **rest: Any) -> None:
    """Somebody could not come in; what they typed as a password is not noted. A try while locked is noted as such alone."""
    if not getattr(request, "axes_locked_out", False):
        action = "second factor failed" if credentials.get("step") == "code" else "sign-in failed"
        record_for(request, None, action, _account(credentials.get("username")))


@receiver(user_locked_out)
def locked_out(request: HttpRequest, username: str | None = None, **rest: Any) -> None:
    """Somebody tried too often."""
    record_for(request, None, "locked out", _account(username))


@receiver(authentication_failed)
def wrong_code(request: HttpRequest, user: Any, **rest: Any) -> None:
    """Somebody had the password and not the code."""
    count_wrong_code(request, user)


@receiver(password_changed)
def changed_password(request: HttpRequest, user: Any, **rest: Any) -> None:
    """A password is another one."""
    record_for(request, user, "password changed")


@receiver(authenticator_added)
def added_second_factor(request: HttpRequest, user: Any, authenticator: Any, **rest: Any) -> None:
    """A second factor came."""
    record_for(request, user, "second factor added", authenticator.type)


@receiver(authenticator_removed)
def removed_second_factor(request: HttpRequest, user: Any, authenticator: Any, **rest: Any) -> None:
    """A second factor went."""
    record_for(request, user, "second factor removed", authenticator.type)


@receiver(authenticator_reset)
def renewed_second_factor(request: HttpRequest, user: Any, authenticator: Any, **rest: Any) -> None:
    """There are new recovery codes."""
    record_for(request, user, "second factor renewed", authenticator.type)


def _account(typed: object) -> str:
    """The account that was meant. A name that nobody has is not noted: it may be a password in the wrong field."""
    known = User.objects.filter(username__iexact=str(typed or "")).first()
    return f"account {known.username}" if known else "no account"
