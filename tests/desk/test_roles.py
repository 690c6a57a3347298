"""What each role may do, as the database has it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from review.accounts.access import ROLES, May


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_the_table_says_and_no_more(staff: dict[str, User], role: str) -> None:
    assert {may for may in May if staff[role].has_perm(may.value)} == set(ROLES[role])
