"""The log of what staff did: complete, found again, and changed by nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from review.accounts.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(db: None) -> AuditEntry:
    return AuditEntry.objects.create(action="read", subject="conversation 7", username="the-viewer")


@pytest.fixture
def log(signed_in: Callable[[str], Client]) -> Callable[..., list[str]]:
    """The rows of the log's page, by its filters: what was done to what."""
    admin = signed_in("admin")

    def rows(**asked: Any) -> list[str]:
        return [each.subject for each in admin.get("/staff/log/", asked).context["entries"] if each.subject]

    return rows


def on(day: dt.datetime, subject: str, monkeypatch: pytest.MonkeyPatch, **fields: str) -> None:
    with monkeypatch.context() as then:
        then.setattr(timezone, "now", lambda: day)
        AuditEntry.objects.create(subject=subject, **{"action": "read", **fields})


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE accounts_auditentry SET action = 'nothing'",
        "UPDATE accounts_auditentry SET user_id = NULL",
        "DELETE FROM accounts_auditentry",
        "REPLACE",
    ],
)
def test_the_database_itself_refuses_to_change_an_entry(entry: AuditEntry, change: str) -> None:
    fields = f"(id, at, action, subject, username, detail) VALUES ({entry.pk}, '2026-01-01', 'nothing', '', '', '')"
    insert = f"INSERT INTO accounts_auditentry {fields} ON CONFLICT (id) DO UPDATE SET action = 'nothing'"
    statement = change.replace("REPLACE", f"INSERT OR REPLACE INTO accounts_auditentry {fields}" if connection.vendor == "sqlite" else insert)
    with pytest.raises(DatabaseError, match="the log is never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.get(pk=entry.pk).action == "read"


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found.update(action="nothing"),
        lambda found: found.delete(),
        lambda found: AuditEntry.objects.bulk_update([AuditEntry(pk=found.get().pk, action="nothing")], ["action"]),
    ],
)
def test_no_query_changes_an_entry(entry: AuditEntry, change: Callable[[Any], Any]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change(AuditEntry.objects.filter(pk=entry.pk))
    assert AuditEntry.objects.get(pk=entry.pk).action == "read"


def test_an_entry_refuses_to_be_saved_again_or_deleted(entry: AuditEntry) -> None:
    entry.action = "nothing"
    for change in (entry.save, entry.delete, AuditEntry(pk=entry.pk, action="nothing").save):
        with pytest.raises(TypeError):
            change()


def test_an_account_that_is_deleted_leaves_its_entries(staff: dict[str, User]) -> None:
    AuditEntry.objects.create(user=staff["viewer"], username="the-viewer", action="read")
    staff["viewer"].delete()
    assert AuditEntry.objects.get(action="read").username == "the-viewer"


def test_no_page_of_the_desk_changes_the_log(signed_in: Callable[[str], Client], entry: AuditEntry) -> None:
    admin = signed_in("admin")
    for send in (admin.post, admin.put, admin.delete):
        assert send("/staff/log/").status_code == 405
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


def test_it_is_found_by_who_what_and_when(log: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    for day in (1, 2, 3):
        on(dt.datetime(2026, 3, day, 12, tzinfo=dt.timezone.utc), f"day {day}", monkeypatch, username="ann" if day == 2 else "bob")
    on(dt.datetime(2026, 3, 3, 13, tzinfo=dt.timezone.utc), "exported", monkeypatch, action="exported")
    march = {"begin": "2026-03-01", "end": "2026-03-31"}
    assert log(**march) == ["exported", "day 3", "day 2", "day 1"]
    assert log(who="ann") == ["day 2"]
    assert log(action="exported") == ["exported"]
    assert log(begin="2026-03-02", end="2026-03-02") == ["day 2"]
    assert log(who="bob", begin="2026-03-02", end="2026-03-31") == ["day 3"]


def test_a_day_begins_at_midnight_in_the_clinic(log: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    midnight = timezone.make_aware(dt.datetime(2026, 7, 2))
    on(midnight - dt.timedelta(seconds=1), "before", monkeypatch)
    on(midnight, "after", monkeypatch)
    assert log(begin="2026-07-02", end="2026-07-02") == ["after"]
    assert log(begin="2026-07-01", end="2026-07-01") == ["before"]


@pytest.mark.parametrize(
    "asked",
    [{"begin": "nonsense"}, {"end": "9999-12-31"}, {"begin": "0001-01-01"}, {"before": "x"}, {"before": "9" * 40}, {"who": "\0"}, {"action": "'; DROP"}],
)
def test_a_filter_that_is_nonsense_breaks_nothing(signed_in: Callable[[str], Client], asked: dict[str, str]) -> None:
    assert signed_in("admin").get("/staff/log/", asked).status_code == 200


def test_older_pages_follow_without_a_gap_and_keep_the_filter(signed_in: Callable[[str], Client]) -> None:
    AuditEntry.objects.bulk_create([AuditEntry(action="read", username="ann", subject=str(number)) for number in range(250)])
    AuditEntry.objects.create(action="read", username="bob", subject="other")
    admin, seen, query = signed_in("admin"), [], "who=ann"
    while query:
        page = admin.get(f"/staff/log/?{query}")
        seen += [int(each.subject) for each in page.context["entries"]]
        query = page.context["next"]
        AuditEntry.objects.create(action="read", username="ann", subject="999")  # new ones on top move nothing
    assert seen == list(range(249, -1, -1))


def test_a_long_log_is_read_with_as_many_queries_as_a_short_one(signed_in: Callable[[str], Client]) -> None:
    admin = signed_in("admin")

    def statements() -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            admin.get("/staff/log/")
        return [each["sql"] for each in asked]

    AuditEntry.objects.create(action="read")
    few = statements()
    AuditEntry.objects.bulk_create([AuditEntry(action="read", username="ann") for _ in range(300)])
    many = statements()
    assert len(many) == len(few)
    assert not any("COUNT(" in statement or "OFFSET" in statement for statement in many)


def test_what_stands_in_it_is_shown_as_text(signed_in: Callable[[str], Client]) -> None:
    AuditEntry.objects.create(action="read", subject="<script>alert(1)</script>", username="<b>")
    page = signed_in("admin").get("/staff/log/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_it_says_from_where(staff: dict[str, User], settings: Any) -> None:
    settings.PROXIES_IN_FRONT = 1
    Client(headers={"X-Forwarded-For": "198.51.100.7"}).post("/accounts/login/", {"login": "the-viewer", "password": "wrong"})
    assert AuditEntry.objects.get().address == "198.51.100.7"
