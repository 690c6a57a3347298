"""A desk with staff of each role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from review.accounts.access import ROLES


@pytest.fixture
def staff(db: None) -> dict[str, User]:
    """One member of staff of each role, by the role's name."""
    members = {}
    for role in ROLES:
        members[role] = User.objects.create_user(f"the-{role}", password="a long pass phrase")
        members[role].groups.add(Group.objects.get(name=role))
    return members


@pytest.fixture
def signed_in(staff: dict[str, User]) -> Callable[[str], Client]:
    """A browser in which the member of staff of a role is signed in."""

    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(staff[role], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
