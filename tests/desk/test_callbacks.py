"""Requests to be called back: seen, taken and done by staff, on a table that is the website's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from django.db import connection
from django.test import Client

from channels.website_tables import callbacks as table
from review.accounts.models import AuditEntry
from review.insights.callbacks import STATUSES
from review.insights.models import CallbackRequest, CallbackWork
from tests.desk.visits import visit

pytestmark = pytest.mark.django_db
PAGE = "/figures/callbacks/"


@pytest.fixture
def requests() -> Callable[..., None]:
    """The website's own table, and a way to write rows into it."""
    from sqlalchemy.dialects import postgresql, sqlite

    dialect = postgresql.dialect() if connection.vendor == "postgresql" else sqlite.dialect()
    with connection.cursor() as cursor:
        cursor.execute(str(sa.schema.CreateTable(table).compile(dialect=dialect)))

    def ask(key: str, created: float = 1_774_782_000.0, **more: Any) -> None:
        row = {"name": "Ann", "phone": "+44 20 7946 0000", "best_time": "mornings", "status": "new", **more}
        CallbackRequest.objects.create(id=key, created=created, **row)

    return ask


def shown(page: Any) -> list[str]:
    return [one.request.id for one in page.context["shown"]]


def status_of(key: str) -> str:
    return CallbackRequest.objects.get(pk=key).status


def test_without_the_websites_table_there_are_none_yet(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("reviewer")
    assert "None yet" in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}k1/", {"status": "done"}, follow=True).status_code == 200


def test_a_request_shows_all_that_is_needed_to_call(signed_in: Callable[[str], Client], requests: Callable[..., None]) -> None:
    talk = visit("2026-03-29T10:00")
    requests("k1", email="ann+x@example.org", conversation=talk.sender_id)
    page = signed_in("reviewer").get(PAGE).content.decode()
    assert 'href="tel:+442079460000"' in page and "+44 20 7946 0000" in page
    assert 'href="mailto:ann%2Bx@example.org"' in page
    assert "mornings" in page and "29 Mar, 12:00" in page  # 11:00 UTC in the clinic's summer
    assert f'href="/conversations/{talk.pk}/"' in page


def test_hostile_requests_stay_text(signed_in: Callable[[str], Client], requests: Callable[..., None]) -> None:
    requests("k1", name="<script>alert(1)</script>", phone="javascript:alert(1)", email='"><b>x', best_time="<img src=x>")
    page = signed_in("reviewer").get(PAGE).content.decode()
    assert "<script>alert" not in page and "<img" not in page and "<b>x" not in page
    assert re.findall(r'href="(?:tel|javascript):[^"]*"', page) == ['href="tel:1"']


def test_new_ones_come_first_then_the_latest(signed_in: Callable[[str], Client], requests: Callable[..., None]) -> None:
    for key, created, status in (("a", 1.0, "new"), ("b", 2.0, "done"), ("c", 3.0, "called"), ("d", 4.0, "new")):
        requests(key, created, status=status)
    assert shown(signed_in("reviewer").get(PAGE)) == ["d", "a", "c", "b"]


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_is_set_and_found_by_it(signed_in: Callable[[str], Client], requests: Callable[..., None], status: str) -> None:
    requests("k1")
    requests("k2", status="done" if status != "done" else "new")
    client = signed_in("reviewer")
    client.post(f"{PAGE}k1/", {"status": status})
    assert shown(client.get(PAGE, {"status": status})) == ["k1"]
    assert CallbackWork.objects.get(request="k1").taken_by.username == "the-reviewer"  # type: ignore[union-attr]


def test_who_took_it_keeps_it_when_another_sets_the_status(signed_in: Callable[[str], Client], requests: Callable[..., None]) -> None:
    requests("k1")
    signed_in("reviewer").post(f"{PAGE}k1/", {"take": "", "seen": ""})
    page = signed_in("trainer").post(f"{PAGE}k1/", {"status": "called"}, follow=True)
    assert (status_of("k1"), "Taken by the-reviewer" in page.content.decode()) == ("called", True)


def test_two_who_take_at_once_do_not_both_have_it(
    signed_in: Callable[[str], Client], requests: Callable[..., None], staff: dict[str, Any]
) -> None:
    requests("k1")
    signed_in("reviewer").post(f"{PAGE}k1/", {"take": "", "seen": ""})
    late = signed_in("trainer").post(f"{PAGE}k1/", {"take": "", "seen": ""}, follow=True).content.decode()
    assert "Somebody else has taken this request" in late and "Take over" in late
    signed_in("trainer").post(f"{PAGE}k1/", {"take": "", "seen": str(staff["reviewer"].pk)})
    assert CallbackWork.objects.get().taken_by == staff["trainer"]


@pytest.mark.parametrize("sent", [{"status": "anything"}, {"status": ""}, {}])
def test_a_status_that_there_is_not_changes_nothing(
    signed_in: Callable[[str], Client], requests: Callable[..., None], sent: dict[str, str]
) -> None:
    requests("k1")
    page = signed_in("reviewer").post(f"{PAGE}k1/", sent, follow=True)
    assert "Choose a status" in page.content.decode()
    assert (status_of("k1"), CallbackWork.objects.exists()) == ("new", False)


def test_the_filter_stays_after_a_change(signed_in: Callable[[str], Client], requests: Callable[..., None]) -> None:
    requests("k1", status="not reached")
    answer = signed_in("reviewer").post(f"{PAGE}k1/", {"status": "called", "wanted": "not reached"}, follow=True)
    assert answer.context["wanted"] == "not reached"
    assert signed_in("reviewer").post(f"{PAGE}k1/", {"status": "called", "wanted": "//evil.example"})["Location"] == PAGE


def test_every_look_and_every_change_is_in_the_log_without_the_name(
    signed_in: Callable[[str], Client], requests: Callable[..., None]
) -> None:
    requests("k1", name="Rodney")
    client = signed_in("reviewer")
    client.get(PAGE)
    client.get(PAGE, {"status": "new"})
    client.post(f"{PAGE}k1/", {"take": "", "seen": ""})
    client.post(f"{PAGE}k1/", {"status": "reached"})
    entries = AuditEntry.objects.filter(username="the-reviewer", action__in=["read", "callback taken", "callback changed"]).order_by("pk")
    assert [(entry.action, entry.subject) for entry in entries] == [
        ("read", "requests to be called back"), ("read", "requests to be called back"), ("callback taken", "request k1"),
        ("callback changed", "request k1"),
    ]  # fmt: skip
    assert not any("Rodney" in str(row) for row in AuditEntry.objects.values())


def test_a_viewer_sees_no_phone_numbers(signed_in: Callable[[str], Client], requests: Callable[..., None]) -> None:
    requests("k1")
    assert signed_in("viewer").get(PAGE).status_code == 403
    assert signed_in("viewer").post(f"{PAGE}k1/", {"status": "done"}).status_code == 403
    assert signed_in("reviewer").get(f"{PAGE}k1/").status_code == 405
    assert status_of("k1") == "new"


def test_the_desk_knows_the_websites_columns() -> None:
    ours = {field.column for field in CallbackRequest._meta.concrete_fields}
    assert ours == {column.name for column in table.columns}
