"""Staff write back to somebody on a messaging channel: once, within the platforms' rules, and the assistant keeps quiet."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.test import Client

from review.accounts.models import AuditEntry
from review.messaging import contacts
from review.messaging.contacts import contact_of
from review.messaging.writing import HOURS_QUIET, LONGEST
from tests.desk.messaging import ADDRESSES, PHONE, SHOWN, form_of, sent, talked, text_of, write, written
from tests.desk.visits import visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("messaging")]
SignIn = Callable[[str], Client]
WORDS = {"telegram": "Telegram", "whatsapp": "WhatsApp", "sms": "SMS", "messenger": "Messenger", "slack": "Slack"}


@pytest.mark.parametrize("channel", WORDS)
def test_list_and_transcript_show_the_channel_in_words_and_the_masked_sender(signed_in: SignIn, channel: str) -> None:
    one = talked(channel)
    for place in ("/", f"/conversations/{one.pk}/"):
        page = text_of(signed_in("viewer").get(place))
        assert f"{WORDS[channel]}, {SHOWN[channel]}" in page
        assert ADDRESSES[channel] not in page and PHONE not in page


@pytest.mark.parametrize("channel", WORDS)
def test_a_message_of_staff_waits_to_be_sent_and_the_assistant_keeps_quiet(signed_in: SignIn, channel: str) -> None:
    one = talked(channel)
    page = text_of(write(signed_in("reviewer"), one, "Hello,\r\nthis is Ann <b>from</b> the clinic."))
    [(sender, where, author, text, state, attempts, problem, buttons)] = written()
    assert (sender, where, author, text) == (one.sender_id, channel, "the-reviewer", "Hello,\nthis is Ann <b>from</b> the clinic.")
    assert (state, attempts, problem, str(buttons)) == ("waiting", 0, "", "[]")
    contact = contact_of(one.sender_id)
    assert contact and contact.quiet_until and abs(contact.quiet_until - time.time() - HOURS_QUIET * 3600) < 60
    assert "the-reviewer</b> · staff" in page and "waiting to be sent" in page and "The assistant keeps quiet until" in page
    [entry] = AuditEntry.objects.filter(action="wrote back")
    assert (entry.subject, entry.detail) == (f"conversation {one.pk}", f"42 characters on {WORDS[channel]}")


def test_the_assistant_may_answer_again_before_the_time(signed_in: SignIn) -> None:
    one = talked("telegram")
    reviewer = signed_in("reviewer")
    assert "Let the assistant answer again" in text_of(write(reviewer, one, "Hello."))
    page = text_of(reviewer.post(f"/conversations/{one.pk}/answer-again/", follow=True))
    assert "The assistant answers again." in page and "keeps quiet until" not in page
    contact = contact_of(one.sender_id)
    assert contact and contact.quiet_until is None
    reviewer.post(f"/conversations/{one.pk}/answer-again/")
    assert AuditEntry.objects.filter(action="let the assistant answer again").count() == 1


def test_the_same_form_twice_sends_once(signed_in: SignIn) -> None:
    one, reviewer = talked("sms"), signed_in("reviewer")
    form = {**form_of(text_of(reviewer.get(f"/conversations/{one.pk}/"))), "text": "Hello."}
    for _ in range(3):
        assert reviewer.post(f"/conversations/{one.pk}/write/", form).status_code == 302
    assert len(written()) == AuditEntry.objects.filter(action="wrote back").count() == 1
    other = reviewer.post(f"/conversations/{one.pk}/write/", {**form, "text": "Something else."})
    assert other.status_code == 400 and "has sent other words before" in text_of(other) and "Something else.</textarea>" in text_of(other)
    assert reviewer.post(f"/conversations/{one.pk}/write/", {**form_of(text_of(other)), "text": "Something else."}).status_code == 302
    assert [row[3] for row in written()] == ["Hello.", "Something else."]


def test_a_second_send_of_a_form_does_not_silence_the_assistant_anew(signed_in: SignIn) -> None:
    one, reviewer = talked("sms"), signed_in("reviewer")
    form = {**form_of(text_of(reviewer.get(f"/conversations/{one.pk}/"))), "text": "Hello."}
    for address in ("write", "answer-again", "write"):
        reviewer.post(f"/conversations/{one.pk}/{address}/", form)
    contact = contact_of(one.sender_id)
    assert contact and contact.quiet_until is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no words to send"), (" \r\n\t ", "no words to send"), ("\u200b\u200d", "no words to send"), ("\x00", "no words to send"),
        ("x" * (LONGEST + 1), "at most 1,000 characters; this one has 1,001"),
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_told_and_stays_in_the_form(signed_in: SignIn, text: str, said: str) -> None:
    one = talked("telegram")
    answer = write(signed_in("reviewer"), one, text)
    assert answer.status_code == 400 and said in text_of(answer)
    assert text.strip().strip("\x00") in text_of(answer)
    assert written() == []


def test_a_thousand_characters_with_breaks_of_lines_are_sent(signed_in: SignIn) -> None:
    one = talked("telegram")
    write(signed_in("reviewer"), one, "é\r\n" * 499 + "👋👋")
    assert len(written()[0][3]) == LONGEST


@pytest.mark.parametrize("token", ["", "x", "0" * 17, "' OR 1=1 --"])
def test_a_form_that_is_not_the_desks_sends_nothing(signed_in: SignIn, token: str) -> None:
    one = talked("telegram")
    answer = write(signed_in("reviewer"), one, "Hello.", token=token)
    assert answer.status_code == 400 and "send them again" in text_of(answer) and "Hello.</textarea>" in text_of(answer)
    assert written() == []


@pytest.mark.parametrize("channel", ["whatsapp", "messenger"])
def test_after_a_day_the_platform_lets_nobody_write_and_the_form_says_why(signed_in: SignIn, channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one = talked(channel, hours_ago=23)
    reviewer = signed_in("reviewer")
    page = text_of(reviewer.get(f"/conversations/{one.pk}/"))
    assert "The platform lets you write until" in page
    form = {**form_of(page), "text": "Hello."}
    monkeypatch.setattr(contacts, "SECONDS_OF_THE_WINDOW", 22 * 3600.0)
    closed = f"{WORDS[channel]} no longer lets the clinic write"
    page = text_of(reviewer.get(f"/conversations/{one.pk}/"))
    assert closed in page and 'name="token"' not in page
    late = reviewer.post(f"/conversations/{one.pk}/write/", form)
    assert late.status_code == 400 and closed in text_of(late) and "Hello." in text_of(late)
    assert written() == []


@pytest.mark.parametrize("channel", ["telegram", "sms", "slack"])
def test_other_platforms_have_no_such_rule(signed_in: SignIn, channel: str) -> None:
    one = talked(channel, hours_ago=40)
    write(signed_in("reviewer"), one, "Hello.")
    assert len(written()) == 1


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_nobody_writes_to_who_sent_stop(signed_in: SignIn, channel: str) -> None:
    one = talked(channel, opted_out=time.time())
    reviewer = signed_in("reviewer")
    page = text_of(reviewer.get(f"/conversations/{one.pk}/"))
    assert f"asked for no more messages on {WORDS[channel]} (STOP)" in page and 'name="token"' not in page
    assert reviewer.post(f"/conversations/{one.pk}/write/", {"token": "0" * 16, "text": "Hello."}).status_code == 400
    assert written() == []


def test_a_viewer_reads_what_staff_wrote_and_cannot_write(signed_in: SignIn) -> None:
    one = talked("telegram")
    sent(one.sender_id, "We call you.", author="ann")
    page = text_of(signed_in("viewer").get(f"/conversations/{one.pk}/"))
    assert "We call you." in page and 'name="token"' not in page
    for address in ("write", "answer-again"):
        assert signed_in("viewer").post(f"/conversations/{one.pk}/{address}/", {"token": "0" * 16, "text": "Hello."}).status_code == 403


def test_on_the_website_there_is_no_form(signed_in: SignIn) -> None:
    one = visit("2026-03-29T10:00")
    assert "Write back here" not in text_of(signed_in("reviewer").get(f"/conversations/{one.pk}/"))
    answer = signed_in("reviewer").post(f"/conversations/{one.pk}/write/", {"token": "0" * 16, "text": "Hello."}, follow=True)
    assert "Nobody can be reached here" in text_of(answer) and written() == []
