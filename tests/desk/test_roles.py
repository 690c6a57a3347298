"""What each role may do, as the database has it."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User

from review.accounts.access import ROLES, May


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_the_table_says_and_no_more(staff: dict[str, User], role: str) -> None:
    assert {may for may in May if staff[role].has_perm(may.value)} == set(ROLES[role])


def test_the_migration_has_nothing_to_add_to_the_roles_of_these_tests(roles: None) -> None:
    def stands() -> set[tuple[str, str]]:
        return {(group.name, permission.codename) for group in Group.objects.all() for permission in group.permissions.all()}

    before = stands()
    import_module("review.accounts.migrations.0002_roles").make_roles(apps, None)
    assert stands() == before
    assert len(before) == sum(map(len, ROLES.values()))
