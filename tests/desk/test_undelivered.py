"""What did not reach its person is seen by staff, tried again or dismissed."""

from __future__ import annotations

import html
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from review.accounts.models import AuditEntry
from review.conversations.ingester import ingest_all
from review.conversations.models import Conversation
from review.messaging.sent import PROBLEMS
from tests.desk.conversations import Talk
from tests.desk.messaging import ADDRESSES, PHONE, SHOWN, make_tables, person, rows, sent, talked
from tests.desk.visits import visit

pytestmark = pytest.mark.django_db(transaction=True)
with_tables = pytest.mark.usefixtures("messaging")
SignIn = Callable[[str], Client]
PAGE = "/undelivered/"


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def state_of(key: str) -> tuple[Any, ...]:
    return rows(f"SELECT state, attempts, problem FROM messaging_sent WHERE id = '{key}'")[0]


def test_without_a_messaging_channel_there_is_no_entry_and_the_page_is_empty(signed_in: SignIn) -> None:
    visit("2026-03-29T10:00")
    client = signed_in("reviewer")
    for address in ("/", PAGE, "/figures/callbacks/", f"/conversations/{Conversation.objects.get().pk}/"):
        assert client.get(address).status_code == 200
    assert f'href="{PAGE}"' not in text_of(client.get("/")) and "Nothing:" in text_of(client.get(PAGE))
    assert client.post(f"{PAGE}x/", {"do": "again"}).status_code == 302


def test_the_tables_are_found_once_the_assistant_has_made_them(signed_in: SignIn) -> None:
    client = signed_in("reviewer")
    client.get("/")
    make_tables()
    assert f'href="{PAGE}"' in text_of(client.get("/"))


@with_tables
def test_the_entry_counts_what_waits_for_a_look(signed_in: SignIn) -> None:
    one = talked("telegram")
    client = signed_in("reviewer")
    assert "Not delivered</a>" in text_of(client.get("/"))
    for state in ("failed", "failed", "dropped", "sent", "held", "waiting"):
        sent(one.sender_id, "It may.", state=state, problem="refused" if state == "failed" else "")
    assert 'Not delivered <span class="badge bad">2</span>' in text_of(client.get("/"))
    assert f'href="{PAGE}"' not in text_of(signed_in("viewer").get("/"))


@with_tables
@pytest.mark.parametrize("problem", [*PROBLEMS, "something new"])
def test_each_problem_is_told_in_words(signed_in: SignIn, problem: str) -> None:
    one = talked("whatsapp")
    sent(one.sender_id, "It may.", state="failed", problem=problem)
    page = text_of(signed_in("reviewer").get(PAGE))
    assert PROBLEMS.get(problem, "The platform gave no reason that the desk knows.") in page
    assert f"WhatsApp, {SHOWN['whatsapp']}" in page and f'href="/conversations/{one.pk}/#write-back"' in page
    assert PHONE not in page


@with_tables
def test_the_newest_stands_first_and_says_who_wrote_it(signed_in: SignIn) -> None:
    one = talked("telegram")
    sent(one.sender_id, "An old one.", hours_ago=5, state="failed", problem="gave_up")
    sent(one.sender_id, "<b>A new one.</b>", hours_ago=1, author="ann", state="failed", problem="gave_up")
    page = text_of(signed_in("reviewer").get(PAGE))
    assert page.index("A new one.") < page.index("An old one.") and "by ann" in page and "by the assistant" in page
    assert b"<b>A new one." not in signed_in("reviewer").get(PAGE).content


@with_tables
def test_the_list_marks_the_sitting_in_which_something_was_lost(signed_in: SignIn) -> None:
    lost, whole = talked("telegram", "a lost one"), talked("sms", "a whole one")
    sent(lost.sender_id, "It may.", state="failed", problem="gave_up")
    sent(whole.sender_id, "It may.")
    listed = {row.pk: row.has_undelivered for row in signed_in("viewer").get("/").context["rows"]}
    assert listed == {lost.pk: True, whole.pk: False}
    live = text_of(signed_in("viewer").get("/", headers={"X-Live-Update": "1"}))
    assert live.count('<span class="badge bad">not delivered</span>') == 1


@with_tables
def test_a_message_is_tried_again(signed_in: SignIn) -> None:
    one = talked("telegram")
    key = sent(one.sender_id, "It may.", hours_ago=1, state="failed", problem="gave_up", attempts=10)
    client = signed_in("reviewer")
    assert "It is sent again now." in text_of(client.post(f"{PAGE}{key}/", {"do": "again"}, follow=True))
    assert state_of(key) == ("waiting", 0, "")
    [(due,)] = rows("SELECT due FROM messaging_sent")
    assert abs(due - time.time()) < 60
    assert "no longer among" in text_of(client.post(f"{PAGE}{key}/", {"do": "again"}, follow=True))
    [entry] = AuditEntry.objects.filter(action="message tried again")
    assert (entry.username, entry.subject, entry.detail) == ("the-reviewer", f"conversation {one.pk}", "Telegram")


@with_tables
@pytest.mark.parametrize(
    ("channel", "hours_ago", "more", "why"),
    [
        ("whatsapp", 30, {}, "no longer lets the clinic write"), ("messenger", 30, {}, "no longer lets the clinic write"),
        ("sms", 1, {"opted_out": 1.0}, "asked for no more messages"), ("telegram", 30, {}, "more than a day old"),
    ],
)  # fmt: skip
def test_what_would_fail_again_is_not_tried_again(signed_in: SignIn, channel: str, hours_ago: float, more: dict[str, Any], why: str) -> None:
    one = talked(channel, hours_ago=hours_ago, **more)
    key = sent(one.sender_id, "It may.", hours_ago=hours_ago if channel == "telegram" else 1, state="failed", problem="gave_up", attempts=10)
    client = signed_in("reviewer")
    page = text_of(client.get(PAGE))
    assert why in page and 'value="again"' not in page and 'value="dismiss"' in page
    assert why in text_of(client.post(f"{PAGE}{key}/", {"do": "again"}, follow=True))
    assert state_of(key) == ("failed", 10, "gave_up")
    assert not AuditEntry.objects.filter(action="message tried again").exists()


@with_tables
def test_what_failed_for_the_window_is_tried_again_once_the_person_has_written(signed_in: SignIn) -> None:
    one = talked("whatsapp", hours_ago=0.1)
    key = sent(one.sender_id, "It may.", hours_ago=2, state="failed", problem="window")
    signed_in("reviewer").post(f"{PAGE}{key}/", {"do": "again"})
    assert state_of(key)[0] == "waiting"


@with_tables
def test_a_message_is_dismissed_and_stays_in_the_transcript(signed_in: SignIn) -> None:
    one = talked("telegram")
    key = sent(one.sender_id, "We call you.", author="ann", state="failed", problem="refused")
    client = signed_in("reviewer")
    assert "Dismissed." in text_of(client.post(f"{PAGE}{key}/", {"do": "dismiss"}, follow=True))
    assert state_of(key) == ("dropped", 1, "refused")
    assert "We call you." not in text_of(client.get(PAGE))
    assert "not delivered, dismissed" in text_of(client.get(f"/conversations/{one.pk}/"))
    assert AuditEntry.objects.filter(action="message dismissed", subject=f"conversation {one.pk}").count() == 1


@with_tables
@pytest.mark.parametrize("wish", ["", "delete", "AGAIN"])
def test_a_wish_that_there_is_not_changes_nothing(signed_in: SignIn, wish: str) -> None:
    one = talked("telegram")
    key = sent(one.sender_id, "It may.", state="failed", problem="refused")
    assert "Choose to try again" in text_of(signed_in("reviewer").post(f"{PAGE}{key}/", {"do": wish}, follow=True))
    assert state_of(key) == ("failed", 1, "refused")


@with_tables
def test_a_viewer_neither_sees_the_page_nor_changes_anything(signed_in: SignIn) -> None:
    one = talked("telegram")
    key = sent(one.sender_id, "It may.", state="failed", problem="refused")
    assert signed_in("viewer").get(PAGE).status_code == 403
    assert signed_in("viewer").post(f"{PAGE}{key}/", {"do": "dismiss"}).status_code == 403
    assert state_of(key)[0] == "failed"


@with_tables
def test_what_was_left_to_an_erased_person_is_not_shown(signed_in: SignIn) -> None:
    sender = person("telegram")
    sent(sender, "words of somebody erased", state="failed", problem="erased")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM messaging_contacts")
    page = text_of(signed_in("reviewer").get(PAGE))
    assert "words of somebody erased" not in page and 'class="badge bad">1' not in page


@with_tables
def test_exports_carry_the_masked_sender_and_never_the_address(signed_in: SignIn) -> None:
    for channel in ADDRESSES:
        talked(channel)
    Talk("ann", "website", time.time()).begin().ask("sleep?").save()
    ingest_all()
    admin = signed_in("admin")
    files = {what: b"".join(admin.get(f"/figures/export/{what}/").streaming_content).decode() for what in ("conversations", "messages", "everything")}
    for address in (*ADDRESSES.values(), PHONE):
        assert not any(address in file for file in files.values())
    by_channel = {each["channel"]: each["sender"] for each in json.loads(files["everything"])}
    assert by_channel == {**SHOWN, "website": ""}
    assert "'+44 … 123" in files["conversations"]  # no formula


@with_tables
def test_figures_and_filters_name_the_channels_in_words(signed_in: SignIn) -> None:
    talked("whatsapp")
    talked("slack")
    Talk("ann", "elsewhere", time.time()).begin().ask("sleep?").save()
    ingest_all()
    client = signed_in("admin")
    page = text_of(client.get("/figures/?days=7"))
    assert ">WhatsApp</a>" in page and "channel=whatsapp" in page and ">Slack</a>" in page
    for address in ("/", "/figures/export/"):
        page = text_of(client.get(address))
        assert '<option value="sms"' not in page and '<option value="whatsapp">WhatsApp</option>' in page and ">elsewhere<" in page


@with_tables
def test_the_log_never_holds_an_address_or_a_word(signed_in: SignIn) -> None:
    one = talked("whatsapp")
    key = sent(one.sender_id, "We call Rodney.", author="ann", state="failed", problem="gave_up")
    client = signed_in("admin")
    for address in (PAGE, f"/conversations/{one.pk}/", "/figures/callbacks/"):
        client.get(address)
    client.post(f"{PAGE}{key}/", {"do": "again"})
    client.post("/privacy/find/", {"who": "07700 900123"})
    client.post("/privacy/erase/", {"sender": one.sender_id})
    log = str(list(AuditEntry.objects.values()))
    assert "erased" in log
    for word in (PHONE, "7700", "900123", "Rodney", one.sender_id):
        assert word not in log, word
