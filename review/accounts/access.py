"""What each role may do: the one table of permissions."""

from __future__ import annotations

from enum import Enum
from functools import wraps
from typing import Any, Callable

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


class May(Enum):
    """One thing that a member of staff may be allowed to do; the value is Django's permission."""

    READ = "accounts.read_conversations"
    REVIEW = "accounts.review_conversations"
    CALL_BACK = "accounts.call_back"
    WRITE_BACK = "accounts.write_back"
    TEACH = "accounts.teach"
    EXPORT = "accounts.export_conversations"
    FORGET = "accounts.forget_conversations"
    MANAGE = "accounts.manage_staff"


_VIEWER = (May.READ,)
_REVIEWER = (*_VIEWER, May.REVIEW, May.CALL_BACK, May.WRITE_BACK)
_TRAINER = (*_REVIEWER, May.TEACH)
ROLES = {"viewer": _VIEWER, "reviewer": _REVIEWER, "trainer": _TRAINER, "admin": tuple(May)}


def needs(permission: May) -> Callable[[View], View]:
    """Let only signed-in staff with `permission` use a view; others get the sign-in page, or 403."""

    def guarded(view: View) -> View:
        @wraps(view)
        @login_required
        def checked(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            if not request.user.has_perm(permission.value):
                raise PermissionDenied
            return view(request, *arguments, **named)

        setattr(checked, "permission", permission)  # noqa: B010 - read by the test of the whole table
        return checked

    return guarded
