"""The link by which the first administrator comes in: good once, for a day, and kept as a hash only."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from review.accounts.members import admins
from review.accounts.models import FirstLink

LIFETIME = dt.timedelta(days=1)


def has_admin() -> bool:
    """Whether somebody already manages the desk."""
    return admins().exists()


def new_token() -> str:
    """A token for a link; earlier ones are good no more."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        FirstLink.objects.filter(used_at=None).delete()
        FirstLink.objects.create(token_hash=_hash(token), expires_at=timezone.now() + LIFETIME)
    return token


def is_good(token: str) -> bool:
    """Whether the link with `token` makes an administrator now."""
    return not has_admin() and _good(token).exists()


def use(token: str) -> bool:
    """Use the link up; False if it was no good."""
    return not has_admin() and bool(_good(token).update(used_at=timezone.now()))


def _good(token: str) -> QuerySet[FirstLink]:
    return FirstLink.objects.filter(token_hash=_hash(token), used_at=None, expires_at__gt=timezone.now())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
