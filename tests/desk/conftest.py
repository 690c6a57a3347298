"""A desk with staff of each role."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client

from review.accounts.access import ROLES, May
from review.conversations import website
from review.messaging import tables as messaging_tables
from tests.desk.messaging import drop_tables, make_tables

GUARDS = [
    *import_module("review.accounts.migrations.0003_log_stays")._SQLITE,
    import_module("review.accounts.migrations.0004_log_found_and_never_replaced")._SQLITE,
]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Tables are emptied after a test with real transactions: quickly, and past the log's own guard.

    Django tells all applications then that it has migrated, and they write a row for each model and permission again, which takes
    ten times as long as most tests here and is read by none. SQLite has no TRUNCATE, so the guard is lifted for that moment;
    PostgreSQL's makes new files for each table and index, which takes longer than to delete the few rows that there are.
    """
    post_migrate.receivers.clear()
    post_migrate.sender_receivers_cache.clear()
    flush, quote = type(connection.ops).sql_flush, connection.ops.quote_name
    names = ("log_stays_update", "log_stays_delete", "log_stays_insert")

    def without_guard(*arguments: Any, **named: Any) -> list[str]:
        statements = flush(*arguments, **named)
        return [*[f"DROP TRIGGER {name}" for name in names], *statements, *GUARDS] if statements else []

    def without_triggers(operations: Any, style: Any, tables: Sequence[str], **named: Any) -> list[str]:
        deletions = [f"DELETE FROM {quote(table)}" for table in tables]
        return ["SET session_replication_role = replica", *deletions, "SET session_replication_role = DEFAULT"] if tables else []

    # Of every connection: a test with a live server has several.
    type(connection.ops).sql_flush = without_guard if connection.vendor == "sqlite" else without_triggers


@pytest.fixture
def roles(db: None) -> None:
    """The roles that the migrations made, written at once: a test with real transactions before this one has emptied their table, too."""
    if Group.objects.exists():
        return
    kind, _ = ContentType.objects.get_or_create(app_label="accounts", model="auditentry")
    ContentType.objects.clear_cache()
    codes = {may: may.value.split(".")[1] for may in May}
    written = Permission.objects.bulk_create(Permission(content_type=kind, codename=code, name=code.replace("_", " ")) for code in codes.values())
    permissions = dict(zip(codes, written))
    groups = Group.objects.bulk_create(Group(name=role) for role in ROLES)
    of_groups = Group.permissions.through
    of_groups.objects.bulk_create(
        of_groups(group=group, permission=permissions[may]) for group, allowed in zip(groups, ROLES.values()) for may in allowed
    )


@pytest.fixture
def staff(roles: None) -> dict[str, User]:
    """One member of staff of each role, by the role's name."""
    members = {}
    for role in ROLES:
        members[role] = User.objects.create_user(f"the-{role}", password="a long pass phrase")
        members[role].groups.add(Group.objects.get(name=role))
    Authenticator.objects.create(user=members["admin"], type=Authenticator.Type.TOTP, data={"secret": "none that anybody types"})
    return members


@pytest.fixture
def messaging(db: None) -> Iterator[None]:
    """The messaging channels' own tables, as the assistant makes them."""
    make_tables()
    yield
    drop_tables()


@pytest.fixture
def signed_in(staff: dict[str, User]) -> Callable[[str], Client]:
    """A browser in which the member of staff of a role is signed in."""

    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(staff[role], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture(autouse=True)
def as_new(request: pytest.FixtureRequest) -> Iterator[None]:
    """The assistant's own table is none of Django's, so Django does not empty it after a test."""
    website._found.clear()
    messaging_tables._found.clear()
    cache.clear()
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM events")
