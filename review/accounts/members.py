"""Changes of who may use the desk: somebody who can manage it always stays."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

ADMIN = "admin"


class LastAdmin(Exception):
    """Without this administrator nobody could manage the desk."""


def admins() -> QuerySet[User]:
    """Who can manage the desk now."""
    return User.objects.filter(is_active=True, groups__name=ADMIN)


def everybody() -> QuerySet[User]:
    """All accounts with their role and whether they have a second factor, those with access first."""
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return User.objects.order_by("-is_active", "username").prefetch_related("groups").annotate(has_second_factor=Exists(factor))


def role_of(user: User) -> str:
    """The name of a member's role, empty for none."""
    return next((group.name for group in user.groups.all()), "")


def invite(user: User, role: str) -> None:
    """Save a new member of staff, who cannot sign in before choosing a password."""
    user.set_unusable_password()
    with transaction.atomic():
        user.save()
        user.groups.set([Group.objects.get(name=role)])


def change(user: User, role: str, is_active: bool) -> list[str]:
    """Give a member this role and access; what has changed, in words for the log.

    :raises LastAdmin: nobody else could manage the desk.
    """
    with transaction.atomic():
        Group.objects.select_for_update().get(name=ADMIN)  # two changes at once would each count on the other's administrator
        user.refresh_from_db()
        before, had_access = role_of(user), user.is_active
        if admins().filter(pk=user.pk).exists() and not (is_active and role == ADMIN) and not admins().exclude(pk=user.pk).exists():
            raise LastAdmin
        user.groups.set([Group.objects.get(name=role)])
        User.objects.filter(pk=user.pk).update(is_active=is_active)
    changes = [f"role changed from {before or 'none'} to {role}"] if role != before else []
    if is_active != had_access:
        changes.append("access given back" if is_active else "access taken away")
    return changes
