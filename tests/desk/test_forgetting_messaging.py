"""Somebody on a messaging channel is erased by any name under which staff know them, and forgotten when they were silent for long."""

from __future__ import annotations

import html
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from review.accounts.models import AuditEntry
from review.conversations.models import Conversation
from review.privacy import stores
from review.privacy.erasure import erase, is_buried
from review.privacy.finding import find
from review.privacy.retention import forget_old, would_go
from review.privacy.tombstones import enforce_all_tombstones
from tests.desk.conversations import Talk
from tests.desk.messaging import ADDRESSES, PHONE, person, rows, sent, talked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("messaging")]
SignIn = Callable[[str], Client]
TABLES = ("messaging_contacts", "messaging_received", "messaging_sent")
OTHER = "+447700900456"
HOURS_KEPT = settings.CLINIC.days_kept * 24


def left(sender: str) -> list[int]:
    """How many rows of a sender each place still has: the channels' three tables, the events, the desk."""
    counts = [rows(f"SELECT COUNT(*) FROM {table} WHERE conversation = '{sender}'")[0][0] for table in TABLES]
    events = rows(f"SELECT COUNT(*) FROM events WHERE sender_id = '{sender}'")[0][0]
    return [*counts, min(events, 1), Conversation.objects.filter(sender_id=sender).count()]


def somebody(channel: str, **more: Any) -> str:
    """A person with something in every place."""
    sender = talked(channel, **more).sender_id
    sent(sender, "It may.")
    sent(sender, "This is Ann.", author="ann", state="waiting")
    assert left(sender) == [1, 1, 2, 1, 1]
    return sender


GONE = [0, 0, 0, 0, 0]
SPELLINGS = (
    "07700 900123", "+44 7700 900123", "+447700900123", "447700900123", "0044 7700 900123", "+44 (0)7700 900123", "(07700) 900-123",
    "07700.900.123", " whatsapp:+447700900123 ", "tel:+44-7700-900123", "７７００ ９００１２３",
)  # fmt: skip


@pytest.mark.parametrize("written", SPELLINGS)
def test_a_phone_number_is_found_however_it_is_spelt_on_both_of_its_channels(signed_in: SignIn, written: str) -> None:
    both = [somebody("sms"), somebody("whatsapp")]
    other = somebody("sms", address=OTHER)
    admin = signed_in("admin")
    page = html.unescape(admin.post("/privacy/find/", {"who": written}).content.decode())
    assert "Erase everything of this person?" in page and "SMS, +44 … 123" in page and "WhatsApp, +44 … 123" in page
    assert PHONE not in page and all(f'name="sender" value="{sender}"' in page for sender in both) and other not in page
    done = admin.post("/privacy/erase/", {"sender": both}, follow=True).content.decode()
    assert "Erased for good: 2 conversations with 4 messages." in done
    assert [left(sender) for sender in both] == [GONE, GONE]
    assert left(other) == [1, 1, 2, 1, 1]


@pytest.mark.parametrize("channel", ADDRESSES)
def test_an_id_on_a_platform_the_senders_id_and_the_conversation_find_the_same_person(signed_in: SignIn, channel: str) -> None:
    sender = somebody(channel)
    for words in (ADDRESSES[channel], sender):
        found = find(words)
        assert found and list(found.sender_ids) == [sender], words
    number = Conversation.objects.get(sender_id=sender).pk
    page = signed_in("admin").get("/privacy/", {"conversation": number}, follow=True).content.decode()
    assert f'name="sender" value="{sender}"' in page
    signed_in("admin").post("/privacy/erase/", {"sender": sender})
    assert left(sender) == GONE and find(ADDRESSES[channel]) is None


def test_all_threads_of_a_persons_direct_messages_on_slack_are_found() -> None:
    senders = {person("slack", address=address) for address in ("D024BE91L", "D024BE91L 1699.1", "D024BE91L 1700.2")}
    person("slack", address="D024BE91LX 1.1")
    person("slack", address="C024BE91L 1.1")
    found = find("d024be91l")
    assert found and set(found.sender_ids) == senders


@pytest.mark.parametrize("words", ["+447700900124", "7700", "900123", "%", "_", "", "\x00", "D", "+44", "' OR 1=1 --", "0" * 300])
def test_what_is_nobodys_address_finds_nobody(words: str) -> None:
    person("sms")
    person("slack")
    assert find(words) is None


def test_somebody_who_has_only_been_heard_is_erased_too(signed_in: SignIn) -> None:
    sender = person("sms")
    page = signed_in("admin").post("/privacy/find/", {"who": "07700 900123"}).content.decode()
    assert "Erase everything of this person?" in page
    signed_in("admin").post("/privacy/erase/", {"sender": sender})
    assert left(sender) == GONE


def test_the_command_erases_by_number_and_logs_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    both = [somebody("sms"), somebody("whatsapp")]
    call_command("erase", "07700 900123")
    assert "Erased for good: 2 conversations with 4 messages." in capsys.readouterr().out
    assert [left(sender) for sender in both] == [GONE, GONE]
    [entry] = AuditEntry.objects.filter(action="erased")
    assert not any(word in entry.subject + entry.detail for word in (PHONE, "7700", *both))
    with pytest.raises(CommandError):
        call_command("erase", "07700 900123")


def test_the_person_may_write_again_and_what_a_turn_under_way_saves_stays_away() -> None:
    sender = somebody("telegram")
    erase([sender], time.time())
    assert is_buried(sender) and is_buried(sender, time.time() + 9e6)
    Talk(sender, "telegram", time.time()).begin().ask("my old words").save()
    assert enforce_all_tombstones()
    assert left(sender) == GONE
    again = somebody("telegram")
    assert not is_buried(again)


def test_what_a_turn_under_way_left_to_nobody_goes_by_the_night() -> None:
    sender, other = somebody("telegram"), somebody("sms")
    erase([sender], time.time())
    stay = person("telegram", sender=sender)
    sent(stay, "too late")
    stores.change("DELETE FROM messaging_contacts WHERE conversation = %s", [sender])
    forget_old(time.time())
    assert left(sender) == GONE and left(other) == [1, 1, 2, 1, 1]


def test_an_erasure_that_fails_half_way_leaves_the_address_and_the_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    sender = somebody("telegram")
    monkeypatch.setattr(stores, "delete_copy", lambda senders: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        erase([sender], time.time())
    assert left(sender) == [1, 1, 2, 1, 1]


def test_who_was_silent_for_so_long_is_forgotten_with_address_and_messages() -> None:
    old, recent = somebody("sms", hours_ago=HOURS_KEPT + 24), somebody("whatsapp", hours_ago=HOURS_KEPT - 24)
    assert would_go(time.time()).senders == 1
    assert forget_old(time.time()).senders == 1
    assert left(old) == GONE and left(recent) == [1, 1, 2, 1, 1]


def test_who_was_heard_of_late_stays_although_the_rest_is_old() -> None:
    sender = somebody("sms", hours_ago=HOURS_KEPT + 24)
    stores.change("UPDATE messaging_contacts SET last_heard = %s", [time.time()])
    assert forget_old(time.time()).senders == 0
    assert left(sender) == [1, 1, 2, 1, 1]


def test_an_address_without_a_conversation_is_forgotten_too() -> None:
    sender = person("sms", hours_ago=HOURS_KEPT + 24)
    assert forget_old(time.time()).senders == 1
    assert left(sender) == GONE


def test_the_page_says_what_is_kept_and_why(signed_in: SignIn) -> None:
    page = html.unescape(signed_in("viewer").get("/privacy/").content.decode())
    for fact in ("the messaging channels' tables", "asked for no more messages", "an answer reaches the person", "travels through those platforms"):
        assert fact in page, fact
