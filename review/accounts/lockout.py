"""Who has failed too often: wrong passwords and wrong codes count together, by name and by address."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest


def counted_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The name under which a try counts: however it is written, it is the same account."""
    typed = (credentials or {}).get("username") or (request.POST.get("login") if request else "")
    return str(typed or "").strip().casefold()


def count_wrong_code(request: HttpRequest, user: Any) -> None:
    """A wrong code is as good a guess as a wrong password."""
    user_login_failed.send(sender=__name__, credentials={"username": user.get_username(), "step": "code"}, request=request)


def forget_failures(user: Any) -> None:
    """Whoever came in starts again from nothing; what failed under other names from the same address still counts."""
    AccessAttempt.objects.filter(username=counted_name(None, {"username": user.get_username()})).delete()


def refuse_if_locked(request: HttpRequest, user: Any) -> None:
    """Refuse even a right code.

    :raises ValidationError: the name or the address is locked; the page that says so is shown in place of the form.
    """
    credentials = {"username": user.get_username()}
    if not AxesProxyHandler.is_allowed(request, credentials):
        setattr(request, "axes_locked_out", True)  # noqa: B010 - what axes' middleware reads
        setattr(request, "axes_credentials", credentials)  # noqa: B010
        raise ValidationError("Too many tries.")


class CodeForm(AuthenticateForm):
    """The second step of signing in."""

    def clean_code(self) -> str:
        """Check the code, unless too many were wrong."""
        refuse_if_locked(context.request, self.user)
        return str(super().clean_code())


class CodeAgainForm(ReauthenticateForm):
    """The code once more, before a change of the second factor."""

    def clean_code(self) -> str:
        """Check the code, unless too many were wrong."""
        refuse_if_locked(context.request, self.user)
        return str(super().clean_code())
