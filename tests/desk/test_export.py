"""Exports hold what the filter finds, open right in Excel, run nothing there, and are in the log."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from review.accounts.models import AuditEntry
from review.conversations.filters import filtered
from review.conversations.models import Conversation, Message
from review.insights.export import FILES, messages_csv
from review.review.models import Tag
from tests.desk.visits import visit

pytestmark = pytest.mark.django_db
FORMULAS = ["=1+1", "+44 20", "-cmd", "@SUM(A1)", "\tx", "\r=1+1", "\n=1+1", "＝1+1"]
PLAIN = ['plain, with "quotes" and\na new line', "two\r\nlines", "émoji 🙂 日本", "'already", " leading", "semi;colon", "a=b", ""]


def raw(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.fixture
def admin(signed_in: Callable[[str], Client]) -> Client:
    """A browser of somebody who may export."""
    return signed_in("admin")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(admin: Client, text: str) -> None:
    made = visit("2026-03-29T10:00", text, topic="=topic()")
    made.tags.add(Tag.objects.create(name="=tag()"))
    Message.objects.filter(conversation=made).update(comment=text)
    Conversation.objects.update(channel=text, chat_code="-1")
    for what in ("conversations", "messages"):
        cells = [cell for row in rows(raw(admin.get(f"/figures/export/{what}/"))) for cell in row.values()]
        assert f"'{text}" in cells
        assert [cell for cell in cells if cell[:1] in set("=+-@\t\r\n＝")] == []


@pytest.mark.parametrize("text", PLAIN)
def test_every_sign_comes_back_as_it_was(admin: Client, text: str) -> None:
    visit("2026-03-29T10:00", text)
    said = rows(raw(admin.get("/figures/export/messages/")))
    assert [row["text"] for row in said] == [text, "It may."]
    assert rows(raw(admin.get("/figures/export/conversations/")))[0]["first_words"] == text
    assert json.loads(raw(admin.get("/figures/export/everything/")))[0]["messages"][0]["text"] == text


@pytest.mark.parametrize("what", ["conversations", "messages"])
def test_excel_knows_the_alphabet_and_the_lines(admin: Client, what: str) -> None:
    visit("2026-03-29T10:00", "grüezi")
    data = raw(admin.get(f"/figures/export/{what}/"))
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\xef\xbb\xbf") == 1
    assert data.endswith(b"\r\n") and data.count(b"\n") == data.count(b"\r\n")


def test_a_row_tells_all_of_a_conversation(admin: Client, staff: dict[str, User]) -> None:
    made = visit("2026-03-29T10:00", until="2026-03-29T10:02:30", gap="asthma", topic="pain", thumbs_down=2, lowest_confidence=0.25)
    made.tags.add(Tag.objects.create(name="call again"), Tag.objects.create(name="angry"))
    now = timezone.now()
    Conversation.objects.update(reviewed_at=now, reviewed_by=staff["trainer"], assignee=staff["reviewer"], flagged=True)
    visit("2026-03-29T09:00")
    row, other = rows(raw(admin.get("/figures/export/conversations/")))
    assert row | {
        "started": "2026-03-29T10:00:00+01:00", "last": "2026-03-29T10:02:30+01:00", "seconds": "150", "topics": "pain", "gaps": "asthma",
        "tags": "angry, call again", "thumbs_down": "2", "lowest_confidence": "0.25", "flagged": "True", "assignee": "the-reviewer",
        "reviewed": timezone.localtime(now).isoformat(timespec="seconds"), "reviewed_by": "the-trainer",
    } == row  # fmt: skip
    assert (other["reviewed"], other["reviewed_by"], other["tags"], other["flagged"]) == ("", "", "", "False")


@pytest.mark.parametrize("query", ["", "topic=pain", "from=2026-03-30", "to=2026-03-29&channel=sms", "fell_back=1&vote=&q=", "q=rare"])
def test_an_export_holds_what_the_list_shows(admin: Client, query: str) -> None:
    visit("2026-03-29T23:50", topic="pain", until="2026-03-30T00:10", fell_back=True)
    visit("2026-03-29T10:00", topic="sleep", channel="sms")
    visit("2026-03-31T10:00", "a rare word")
    wanted = set(filtered(QueryDict(query)).values_list("pk", flat=True))
    assert wanted
    assert {int(row["id"]) for row in rows(raw(admin.get(f"/figures/export/conversations/?{query}")))} == wanted
    assert {int(row["conversation"]) for row in rows(raw(admin.get(f"/figures/export/messages/?{query}")))} == wanted
    whole = json.loads(raw(admin.get(f"/figures/export/everything/?{query}")))
    assert {each["id"]: [message["from"] for message in each["messages"]] for each in whole} == {key: ["visitor", "assistant"] for key in wanted}


@pytest.mark.parametrize("what", FILES)
def test_a_search_for_a_word_that_is_everywhere_is_exported(admin: Client, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    monkeypatch.setattr("review.conversations.search_index.FEW_MATCHES", dict.fromkeys([False, True], 0))
    visit("2026-03-29T10:00", "does massage help sleep")
    visit("2026-03-29T11:00", "price?")
    text = raw(admin.get(f"/figures/export/{what}/?q=massage")).decode()
    assert "does massage help sleep" in text and "price?" not in text
    assert AuditEntry.objects.get(action="exported").detail.startswith("2 rows" if what == "messages" else "1 rows")


def test_a_filter_that_is_not_understood_exports_nothing(admin: Client) -> None:
    visit("2026-03-29T10:00")
    answer = admin.get("/figures/export/messages/?from=29.3.2026&topic=sleep")
    assert (answer.status_code, answer["Location"]) == (302, "/figures/export/?from=29.3.2026&topic=sleep")
    assert "Write the day as year-month-day" in admin.get(answer["Location"]).content.decode()
    assert not AuditEntry.objects.filter(action="exported").exists()


def test_an_export_is_in_the_log_with_its_rows_and_without_words(admin: Client) -> None:
    for topic in ("pain", "sleep", "pain"):
        visit("2026-03-29T10:00", "Rodney asks", topic=topic)
    for what, query in (("conversations", ""), ("messages", "topic=pain"), ("everything", "q=Rodney&from=2026-03-01")):
        admin.get(f"/figures/export/{what}/?{query}")  # noted before a row leaves, also if the reader goes away at once
    assert list(AuditEntry.objects.filter(action="exported").order_by("pk").values_list("username", "subject", "detail")) == [
        ("the-admin", "conversations", "3 rows; all"),
        ("the-admin", "messages", "4 rows; only topic=pain"),
        ("the-admin", "everything", "3 rows; only q, from=2026-03-01"),
    ]


@pytest.mark.parametrize("role", ["viewer", "reviewer", "trainer"])
def test_only_who_may_export_gets_a_file(signed_in: Callable[[str], Client], role: str) -> None:
    client = signed_in(role)
    for address in ("/figures/export/", *(f"/figures/export/{what}/" for what in FILES)):
        assert client.get(address).status_code == 403
    assert "/figures/export/" not in client.get("/figures/").content.decode()
    assert Client().get("/figures/export/messages/").status_code == 302
    assert not AuditEntry.objects.filter(action="exported").exists()


def test_a_files_name_has_the_day(admin: Client) -> None:
    for what, kind in (("conversations", "csv"), ("messages", "csv"), ("everything", "json")):
        answer = admin.get(f"/figures/export/{what}/")
        assert answer["Content-Disposition"] == f'attachment; filename="{what}-{timezone.localdate().isoformat()}.{kind}"'


def test_an_export_of_nothing_is_a_file_that_can_be_read(admin: Client) -> None:
    assert rows(raw(admin.get("/figures/export/messages/"))) == []
    assert json.loads(raw(admin.get("/figures/export/everything/"))) == []


def test_an_export_is_made_while_it_is_read() -> None:
    made = visit("2026-03-29T10:00")
    Message.objects.bulk_create(
        Message(conversation=made, source_id=number, sent_at=made.last_at, kind="visitor", text="x" * 100) for number in range(100, 3100)
    )
    pieces: Iterator[str] = messages_csv(Conversation.objects.all())
    assert max(map(len, pieces)) < 200_000


def test_the_form_has_the_filters_of_the_list_and_keeps_them(admin: Client) -> None:
    visit("2026-03-29T10:00", topic="pain")
    page = admin.get("/figures/export/?topic=pain&emergency=1&below=0.4").content.decode()
    listed = admin.get("/").content.decode()
    names = {part.split('"')[0] for part in listed.split('role="search"')[1].split("</form>")[0].split(' name="')[1:]}
    assert names and all(f' name="{name}"' in page for name in names)
    assert '<option selected>pain</option>' in page and 'value="0.4"' in page and 'name="emergency" value="1" checked' in page
    assert all(f'formaction="/figures/export/{what}/"' in page for what in FILES)
