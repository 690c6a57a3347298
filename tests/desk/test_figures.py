"""Figures, callbacks and exports say what the conversations say."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from review.accounts.models import AuditEntry
from review.conversations.filters import filtered
from review.conversations.models import Conversation, Facet, Message
from review.insights.daily import count_day, count_until_yesterday, figures_between, figures_of
from review.insights.models import CallbackWork, DailyFigure

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 29)  # clocks go forward in London: the day has 23 hours


def hold(at: str, text: str = "does massage help sleep", topic: str = "sleep", **more: object) -> Conversation:
    """A conversation of one question at a moment of London's clocks."""
    moment = timezone.make_aware(dt.datetime.fromisoformat(at))
    number = Conversation.objects.count() + 1
    common = {"channel": "website", "visitor_messages": 1, "assistant_messages": 1, "first_words": text[:200]}
    made = Conversation.objects.create(sender_id=f"s{number}", number=1, started_at=moment, last_at=moment, **{**common, **more})
    Message.objects.create(conversation=made, source_id=number * 2, sent_at=moment, kind="visitor", text=text, intent=topic, confidence=0.9)
    Message.objects.create(conversation=made, source_id=number * 2 + 1, sent_at=moment, kind="assistant", text="It may.", topic=topic, topics=[topic])
    Facet.objects.create(conversation=made, kind="topic", value=topic)
    return made


def test_a_day_is_the_clinics_day_also_when_the_clocks_change() -> None:
    for at in ("2026-03-28T23:59", "2026-03-29T00:00", "2026-03-29T03:30", "2026-03-29T23:59", "2026-03-30T00:00"):
        hold(at)
    figures = figures_of(DAY)
    assert figures["conversations", ""] == 3
    assert {detail: value for (name, detail), value in figures.items() if name == "hour"} == {"00": 1, "03": 1, "23": 1}


def test_figures_outlive_the_conversations() -> None:
    hold("2026-03-29T10:00", topic="pain")
    count_day(DAY)
    Conversation.objects.all().delete()
    count_day(DAY)
    found = figures_between(DAY, DAY)[DAY]
    assert (found["conversations", ""], found["topic", "pain"]) == (1, 1)
    assert not any("massage" in str(row) for row in DailyFigure.objects.values())


def test_today_is_not_kept_before_it_is_over() -> None:
    hold(timezone.localtime().replace(tzinfo=None).isoformat())
    count_day(timezone.localdate())
    count_until_yesterday(3)
    assert not DailyFigure.objects.filter(day=timezone.localdate()).exists()
    assert figures_between(timezone.localdate(), timezone.localdate())[timezone.localdate()]["conversations", ""] == 1


def test_each_number_links_to_the_conversations_that_it_counts(signed_in: Callable[[str], Client]) -> None:
    hold("2026-03-29T10:00", topic="pain", fell_back=True)
    hold("2026-03-29T11:00", topic="sleep", emergency=True)
    hold("2026-03-30T11:00", topic="sleep", fell_back=True)
    page = signed_in("viewer").get("/figures/?from=2026-03-29&to=2026-03-29")
    for number in page.context["numbers"]:
        if number["address"] and number["title"] in ("Conversations", "Fell back", "Emergencies"):
            assert filtered(QueryDict(urlsplit(number["address"]).query)).count() == number["value"]
    for _, _, bars in page.context["lists"]:
        for bar in bars:
            assert filtered(QueryDict(urlsplit(bar.address).query)).count() == bar.value


@pytest.mark.parametrize("query", ["from=x", "from=2026-03-30&to=2026-03-01", "days=99999999", "days=-1", "from=1000-01-01", "to=0001-01-01"])
def test_a_period_that_makes_no_sense_is_told_or_left_out(signed_in: Callable[[str], Client], query: str) -> None:
    assert signed_in("viewer").get(f"/figures/?{query}").status_code == 200


HOSTILE = ["=1+1", "+44 20", "-cmd", "@SUM(A1)", "\tx", "plain, with \"quotes\" and\na new line", "émoji 🙂", "'already"]


def test_a_file_for_excel_runs_nothing_and_keeps_every_sign(signed_in: Callable[[str], Client]) -> None:
    for text in HOSTILE:
        hold("2026-03-29T10:00", text)
    raw = b"".join(signed_in("admin").get("/figures/export/messages/").streaming_content)
    assert raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw
    lines = list(csv.DictReader(StringIO(raw.decode("utf-8-sig"), newline="")))
    texts = [line["text"] for line in lines if line["from"] == "visitor"]
    assert not any(text.startswith(("=", "+", "-", "@", "\t")) for text in texts)
    assert [text.removeprefix("'") if text != "'already" else text for text in texts] == HOSTILE


def test_an_export_holds_what_the_filter_finds_and_is_in_the_log(signed_in: Callable[[str], Client]) -> None:
    hold("2026-03-29T10:00", topic="pain")
    hold("2026-03-29T10:00", topic="sleep")
    admin = signed_in("admin")
    whole = json.loads(b"".join(admin.get("/figures/export/everything/?topic=pain").streaming_content))
    assert [[message["from"] for message in each["messages"]] for each in whole] == [["visitor", "assistant"]]
    rows = list(csv.DictReader(StringIO(b"".join(admin.get("/figures/export/conversations/").streaming_content).decode("utf-8-sig"))))
    assert [row["topics"] for row in rows] == ["sleep", "pain"]
    assert list(AuditEntry.objects.filter(action="exported").order_by("pk").values_list("subject", "detail")) == [
        ("everything", "1 conversations"), ("conversations", "2 conversations"),
    ]  # fmt: skip


def test_an_export_of_a_search_for_a_word_that_is_everywhere_holds_its_messages(
    signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("review.conversations.search_index.FEW_MATCHES", 0)
    hold("2026-03-29T10:00")
    hold("2026-03-29T11:00", "price?")
    for what in ("messages", "conversations", "everything"):
        raw = b"".join(signed_in("admin").get(f"/figures/export/{what}/?q=massage").streaming_content).decode("utf-8-sig")
        assert "does massage help sleep" in raw and "price?" not in raw


def test_requests_to_be_called_back_are_taken_and_done(signed_in: Callable[[str], Client]) -> None:
    assert "None yet" in signed_in("reviewer").get("/figures/callbacks/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE callback_requests (id VARCHAR(32) PRIMARY KEY, conversation VARCHAR(32), name VARCHAR(100), phone VARCHAR(40),"
            " email VARCHAR(254), best_time VARCHAR(100), created DOUBLE PRECISION, status VARCHAR(16))"
        )
        cursor.execute("INSERT INTO callback_requests VALUES ('k1', NULL, '<b>Ann</b>', '+44 20 7946 0000', NULL, 'mornings', 1.0, 'new')")
    client = signed_in("reviewer")
    page = client.get("/figures/callbacks/").content.decode()
    assert "&lt;b&gt;Ann" in page and 'href="tel:+442079460000"' in page
    client.post("/figures/callbacks/k1/", {"status": "called"})
    assert client.get("/figures/callbacks/?status=called").content.decode().count("mornings") == 1
    assert CallbackWork.objects.get().taken_by.username == "the-reviewer"  # type: ignore[union-attr]
    client.post("/figures/callbacks/k1/", {"status": "anything"})
    assert client.get("/figures/callbacks/?status=called").content.decode().count("mornings") == 1
