"""The link by which a member of staff chooses a password: good once, for a day, and never stored."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode


def link_for(user: User) -> str:
    """A link for `user`; it ends with the next password or the next sign-in, whichever is first."""
    who = urlsafe_base64_encode(force_bytes(user.pk))
    return str(settings.DESK_ADDRESS) + reverse("accounts:join", args=[who, default_token_generator.make_token(user)])


def invited(who: str, token: str, among: QuerySet[User] | None = None) -> User | None:
    """Whose link it is, None if it is no good any more."""
    try:
        number = int(urlsafe_base64_decode(who))
        user = (User.objects.all() if among is None else among).filter(pk=number, is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return user if user is not None and default_token_generator.check_token(user, token) else None
