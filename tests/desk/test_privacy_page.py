"""The page on privacy: what is kept and why, and how a member of staff erases a visitor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from review.accounts.access import ROLES, May
from review.accounts.models import AuditEntry
from review.conversations.models import Conversation
from review.privacy.models import Tombstone
from review.privacy.tombstones import hash_of
from tests.desk.conversations import Talk
from tests.desk.forgetting import CODE, leave_on_the_desk

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
SENDER, PHONE, WORD = "3f6f7c0a9b5e4d1c8a2b7e6d5c4f3a21", "447700900123", "quixotophobia"
NOON = dt.datetime(2026, 6, 1, 11, tzinfo=dt.timezone.utc).timestamp()  # 12 o'clock in London


@pytest.fixture
def chats() -> None:
    """Two conversations of a visitor of the website, one of somebody on another channel."""
    Talk(SENDER).begin().ask(f"my {WORD}").save()
    leave_on_the_desk(SENDER, CODE, WORD, NOON)
    leave_on_the_desk(SENDER, CODE, WORD, NOON + 86_400)
    leave_on_the_desk(PHONE, "", "sleep", NOON)


def text(answer: object) -> str:
    return getattr(answer, "content").decode()  # noqa: B009 - the test client's answers have many types


def test_the_page_says_what_is_kept_how_long_and_who_may_do_what(signed_in: SignIn) -> None:
    page = text(signed_in("viewer").get("/privacy/"))
    assert f"<strong>{settings.CLINIC.days_kept} days</strong>" in page
    for fact in ("What is kept", "What is masked", "national ids", "Requests to be called", "Erase conversations", "Export conversations"):
        assert fact in page, fact
    assert "Nobody has been erased so far" in page


@pytest.mark.parametrize("role", [role for role, allowed in ROLES.items() if May.FORGET not in allowed])
def test_only_who_may_forget_finds_the_form_or_gets_past_it(signed_in: SignIn, chats: None, role: str) -> None:
    browser = signed_in(role)
    assert 'name="who"' not in text(browser.get("/privacy/"))
    assert browser.post("/privacy/find/", {"who": CODE}).status_code == 403
    assert browser.get("/privacy/find/", {"conversation": 1}).status_code == 403
    assert browser.post("/privacy/erase/", {"sender": SENDER}).status_code == 403
    assert Conversation.objects.count() == 3


def test_nobody_erases_by_following_a_link(signed_in: SignIn, chats: None) -> None:
    assert signed_in("admin").get("/privacy/erase/", {"sender": SENDER}).status_code == 405
    assert Conversation.objects.count() == 3


@pytest.mark.parametrize("written", [CODE, CODE.lower(), f"  {CODE.replace('-', ' ')} ", CODE.replace("-", ""), SENDER])
def test_before_erasing_staff_see_how_much_there_is_and_no_word_of_it(signed_in: SignIn, chats: None, written: str) -> None:
    page = text(signed_in("admin").post("/privacy/find/", {"who": written}))
    assert f"Erase chat {CODE}?" in page
    for fact in ("<dt>Conversations</dt><dd>2", "<dt>Messages</dt><dd>4", "<dt>Notes by staff</dt><dd>2", "1 June 2026, 12:00", "2 June 2026, 12:00"):
        assert fact in page, fact
    assert WORD not in page
    assert Conversation.objects.count() == 3


def test_a_conversation_of_the_desk_leads_to_its_visitor(signed_in: SignIn, chats: None) -> None:
    number = Conversation.objects.filter(sender_id=SENDER).values_list("pk", flat=True)[0]
    page = text(signed_in("admin").get("/privacy/", {"conversation": number}, follow=True))
    assert f"Erase chat {CODE}?" in page


@pytest.mark.parametrize("number", ["0", "99", "9" * 30, "x", "²", "-1"])
def test_a_conversation_that_is_not_there_is_answered_in_words(signed_in: SignIn, number: str) -> None:
    assert "Nothing is kept under this" in text(signed_in("admin").get("/privacy/", {"conversation": number}, follow=True))


@pytest.mark.parametrize("who", ["AAAA-AAAA", "", "nobody", "' OR 1=1 --", "%"])
def test_an_unknown_code_is_answered_in_words(signed_in: SignIn, chats: None, who: str) -> None:
    browser = signed_in("admin")
    assert "Nothing is kept under this" in text(browser.post("/privacy/find/", {"who": who}, follow=True))
    assert "Nothing is kept under this" in text(browser.post("/privacy/erase/", {"sender": who}, follow=True))
    assert Conversation.objects.count() == 3
    assert not Tombstone.objects.exists()


def test_erasing_takes_that_visitor_alone_and_is_logged_without_words(signed_in: SignIn, chats: None) -> None:
    page = text(signed_in("admin").post("/privacy/erase/", {"sender": SENDER}, follow=True))
    assert "Erased for good: 2 conversations with 4 messages." in page
    assert "1 sender has been erased so far" in page
    assert list(Conversation.objects.values_list("sender_id", flat=True)) == [PHONE]
    [entry] = AuditEntry.objects.filter(action="erased")
    assert (entry.username, entry.subject, entry.detail) == ("the-admin", f"chat {CODE}", "2 conversations with 4 messages")


def test_the_log_keeps_no_phone_number_of_who_was_erased(signed_in: SignIn, chats: None) -> None:
    signed_in("admin").post("/privacy/erase/", {"sender": PHONE})
    [entry] = AuditEntry.objects.filter(action="erased")
    assert PHONE not in entry.subject + entry.detail
    assert entry.subject == f"sender {hash_of(PHONE)[:12]}"
