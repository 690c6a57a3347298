"""The list shows what its address asks for; a transcript shows what was said; staff judge it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client

from review.accounts.models import AuditEntry
from review.conversations.filters import filtered
from review.conversations.ingester import ingest_all
from review.conversations.models import Conversation
from review.review.models import QueueItem, SavedFilter, Tag
from tests.desk.conversations import NOON, Talk

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def talks(transactional_db: None) -> None:
    """Four visits on two days; London's midnight lies between the last two."""
    Talk("ann", now=NOON).begin().ask("does massage help sleep").say("It may.", "sleep").ask("and pain?", "pain", 0.5).say("Some.", "pain").save()
    Talk("bob", "telegram", NOON + 60).begin().ask("asthma?", "condition_not_covered").say("No.", "condition_not_covered", gap="asthma").save()
    Talk("cid", now=NOON + 120).begin().ask(f"{SCRIPT} chest pain", "emergency", 1.0).say("Call.", "emergency").ask("a person please", "handoff").save()
    Talk("dan", now=NOON + 12.5 * 3600).begin().ask("ouvrez-vous à Noël?", "hours").say("No.", "hours").save()
    ingest_all()


def found(query: str) -> set[str]:
    return set(filtered(QueryDict(query)).values_list("sender_id", flat=True))


@pytest.mark.parametrize(
    ("query", "senders"),
    [
        ("", "ann bob cid dan"), ("channel=telegram", "bob"), ("topic=sleep", "ann"), ("intent=pain", "ann"), ("gap=asthma", "bob"),
        ("below=0.6", "ann"), ("fell_back=1", "bob"), ("emergency=1", "cid"), ("person=1", "cid"), ("longer_than=1", "ann cid"),
        ("q=massage", "ann"), ("q=MASSAGE+slee", "ann"), ("q=noel", ""), ("q=no%C3%ABl", "dan"), ("q=%22%27*+%28", "ann bob cid dan"),
        ("q=chest&emergency=1", "cid"), ("from=2026-11-24", "dan"), ("to=2026-11-23", "ann bob cid"), ("from=2026-11-23&to=2026-11-23", "ann bob cid"),
        ("reviewed=no", "ann bob cid dan"), ("reviewed=yes", ""), ("vote=down", ""), ("tag=none", ""), ("flagged=1", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("few", [0, 2_000], ids=["words that are everywhere", "words that are rare"])
def test_a_filter_finds_what_it_says(query: str, senders: str, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("review.conversations.search_index.FEW_MATCHES", dict.fromkeys([False, True], few))
    if query == "q=noel":
        senders = "dan" if found("q=noel") else ""  # SQLite's index ignores accents, PostgreSQL's does not
    assert found(query) == set(senders.split())


@pytest.mark.parametrize("query", ["from=x", "below=2", "longer_than=many", "before=x", "before=9-9", "assignee=%00", "q=%00", "from=9999-99-99"])
def test_an_address_that_makes_no_sense_is_told_and_breaks_nothing(signed_in: Callable[[str], Client], query: str) -> None:
    assert signed_in("viewer").get(f"/?{query}").status_code == 200


def test_pages_follow_each_other_without_a_gap_or_a_double(signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("review.conversations.paging.ROWS", 3)
    viewer = signed_in("viewer")
    first = viewer.get("/")
    second = viewer.get("/" + first.context["next"])
    assert [row.sender_id for row in [*first.context["rows"], *second.context["rows"]]] == ["dan", "cid", "bob", "ann"]
    assert second.context["next"] == ""


def test_a_visitors_script_is_text_in_list_and_transcript_and_each_reading_is_in_the_log(signed_in: Callable[[str], Client]) -> None:
    viewer, number = signed_in("viewer"), Conversation.objects.get(sender_id="cid").pk
    for page in ("/", f"/conversations/{number}/"):
        text = viewer.get(page).content.decode()
        assert SCRIPT not in text and "&lt;script&gt;" in text
    assert AuditEntry.objects.filter(action="read", subject=f"conversation {number}", username="the-viewer").count() == 1


def test_staff_judge_a_conversation_and_take_it_back(signed_in: Callable[[str], Client], staff: dict[str, User]) -> None:
    reviewer, one = signed_in("reviewer"), Conversation.objects.get(sender_id="ann")
    for what, fields in (
        ("reviewed", {"set": "yes"}), ("flagged", {"set": "yes"}), ("assignee", {"assignee": str(staff["trainer"].pk)}),
        ("tags", {"add": "#price  talk"}), ("notes", {"text": "<b>call her</b>"}),
    ):  # fmt: skip
        reviewer.post(f"/conversations/{one.pk}/{what}/", fields)
    one.refresh_from_db()
    assert (one.reviewed_by, one.flagged, one.assignee) == (staff["reviewer"], True, staff["trainer"])
    assert found("tag=price+talk") == found("flagged=1") == found("reviewed=yes") == {"ann"}
    page = reviewer.get(f"/conversations/{one.pk}/").content.decode()
    assert "&lt;b&gt;call her" in page and "Reviewed by the-reviewer" in page
    reviewer.post(f"/conversations/{one.pk}/reviewed/", {"set": "no"})
    reviewer.post(f"/conversations/{one.pk}/tags/", {"remove": "price talk"})
    assert found("reviewed=yes") == found("tag=price+talk") == set()
    for what, fields in (("tags", {"add": "x" * 41}), ("notes", {"text": " "}), ("assignee", {"assignee": "999999"})):
        reviewer.post(f"/conversations/{one.pk}/{what}/", fields)
    assert (Tag.objects.count(), one.notes.count()) == (1, 1)


def test_a_saved_filter_is_its_owners(signed_in: Callable[[str], Client]) -> None:
    signed_in("viewer").post("/filters/", {"name": "gaps", "query": "fell_back=1"})
    assert b"gaps" in signed_in("viewer").get("/").content
    number = SavedFilter.objects.get().pk
    assert signed_in("trainer").post(f"/filters/{number}/forget/").status_code == 404
    signed_in("viewer").post(f"/filters/{number}/forget/")
    assert not SavedFilter.objects.exists()


def test_todays_queue_has_every_emergency_and_fallback_first_and_counts_what_is_done(signed_in: Callable[[str], Client]) -> None:
    Conversation.objects.update(last_at="2999-01-01T00:00Z")
    reviewer = signed_in("reviewer")
    page = reviewer.get("/queue/")
    assert [item.reason for item in page.context["items"]][:2] == ["emergency", "fell back"]
    assert len(page.context["items"]) == 4  # and a sample of the rest
    reviewer.post(f"/conversations/{page.context['following'].conversation_id}/reviewed/", {"set": "yes"})
    assert reviewer.get("/queue/").context["done"] == 1
    assert QueueItem.objects.count() == 4
