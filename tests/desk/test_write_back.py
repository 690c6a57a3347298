"""Staff write back to somebody on a messaging channel: once, within the platforms' rules, and the assistant keeps quiet."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from review.accounts.models import AuditEntry
from review.conversations.ingester import ingest_all
from review.conversations.models import Conversation
from review.insights.counting import figures_of
from review.messaging import contacts
from review.messaging.contacts import contact_of
from review.messaging.writing import HOURS_QUIET, LONGEST
from tests.desk.conversations import Talk
from tests.desk.messaging import ADDRESSES, PHONE, SHOWN, person, rows, sent, talked
from tests.desk.visits import visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("messaging")]
SignIn = Callable[[str], Client]
WORDS = {"telegram": "Telegram", "whatsapp": "WhatsApp", "sms": "SMS", "messenger": "Messenger", "slack": "Slack"}


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def form_of(page: str) -> dict[str, str]:
    found = re.search(r'name="token" value="([0-9a-f]{16})"', page)
    assert found, "no form"
    return {"token": found[1]}


def write(client: Client, one: Conversation, text: str, **more: str) -> Any:
    place = f"/conversations/{one.pk}/"
    return client.post(f"{place}write/", {**form_of(text_of(client.get(place))), "text": text, **more}, follow=True)


def written() -> list[tuple[Any, ...]]:
    return rows("SELECT conversation, channel, author, text, state, attempts, problem, buttons FROM messaging_sent ORDER BY number")


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


def test_what_staff_wrote_stands_in_its_place_with_its_state(signed_in: SignIn) -> None:
    one = talked("telegram", hours_ago=1)
    Talk(one.sender_id, "telegram", time.time() - 60).ask("thank you", "thanks").say("You are welcome.", "thanks").save()
    ingest_all()
    sent(one.sender_id, "This is Ann.", hours_ago=0.5, author="ann")
    sent(one.sender_id, "Are you there?", hours_ago=0.4, author="ann", state="failed", problem="refused")
    sent(one.sender_id, "Hello?", hours_ago=0.3, author="ann", state="waiting", attempts=2)
    page = text_of(signed_in("viewer").get(f"/conversations/{one.pk}/"))
    places = [page.index(words) for words in ("It may.", "This is Ann.", "Are you there?", "Hello?", "thank you")]
    assert places == sorted(places)
    assert "The platform refused it for good" in page and "Tried 2 times." in page
    assert page.count('<span class="badge bad">not delivered</span>') == 2  # on the message, and among the conversation's badges


def test_answers_that_did_not_reach_the_person_are_marked(signed_in: SignIn) -> None:
    one = talked("telegram", hours_ago=1)
    sent(one.sender_id, "It may.", hours_ago=1, state="held")
    sent(one.sender_id, "I read text only.", hours_ago=0.5, state="failed", problem="gave_up")
    sent(one.sender_id, "Delivered by rule.", hours_ago=0.5)
    page = text_of(signed_in("viewer").get(f"/conversations/{one.pk}/"))
    assert page.count("It may.") == 1 and page.index("It may.") < page.index("held back") < page.index("I read text only.")
    assert "a member of staff was writing" in page and "was not reached or too busy" in page
    assert "Delivered by rule." not in page


def test_each_sitting_has_what_was_written_in_it_and_the_form_stands_in_the_latest(signed_in: SignIn) -> None:
    sender = person("telegram")
    begin = time.time() - 6 * 3600
    Talk(sender, "telegram", begin).begin().ask("sleep?").say("It may.", "sleep").wait(5 * 3600).begin().ask("and pain?", "pain").save()
    ingest_all()
    first, second = Conversation.objects.order_by("number")
    sent(sender, "To the first.", hours_ago=3, author="ann")
    sent(sender, "To the second.", hours_ago=0.5, author="ann")
    old, new = (text_of(signed_in("reviewer").get(f"/conversations/{one.pk}/")) for one in (first, second))
    assert "To the first." in old and "To the second." not in old and 'name="token"' not in old
    assert f'href="/conversations/{second.pk}/#write-back"' in old
    assert "To the second." in new and "To the first." not in new and 'name="token"' in new


def live(client: Client, one: Conversation, after: int, sent_after: int) -> str:
    return text_of(client.get(f"/conversations/{one.pk}/?after={after}&sent={sent_after}", headers={"X-Live-Update": "1"}))


def test_an_open_transcript_learns_what_a_colleague_wrote_and_what_became_of_it(signed_in: SignIn) -> None:
    one, viewer = talked("telegram"), signed_in("viewer")
    last = one.messages.order_by("-source_id")[0].source_id
    key = sent(one.sender_id, "This is Ann.", author="ann", state="waiting")
    [(number,)] = rows("SELECT number FROM messaging_sent")
    fresh = live(viewer, one, last, 0)
    assert "This is Ann." in fresh and f"after={last}&sent={number}" in fresh
    again = live(viewer, one, last, number)
    assert "This is Ann." not in again and f'id="sent-{key}" hx-swap-oob="true"' in again and "waiting to be sent" in again
    sent(one.sender_id, "It may.", state="held")
    assert f'id="sent-{last}" hx-swap-oob="true"' in live(viewer, one, last, number)


@pytest.mark.parametrize("query", ["after=x&sent=y", "after=" + "9" * 40, "sent=²&after=-1", ""])
def test_a_live_address_that_makes_no_sense_breaks_nothing(signed_in: SignIn, query: str) -> None:
    one = talked("telegram")
    answer = signed_in("viewer").get(f"/conversations/{one.pk}/?{query}", headers={"X-Live-Update": "1"})
    assert answer.status_code == 200


def test_a_colleague_named_as_the_assistant_is_still_staff(signed_in: SignIn, staff: dict[str, Any]) -> None:
    one = talked("telegram")
    staff["reviewer"].username = "assistant"
    staff["reviewer"].save()
    write(signed_in("reviewer"), one, "Hello.")
    assert written()[0][2] == "assistant (staff)"


def test_messages_of_staff_count_nowhere_as_the_assistants(signed_in: SignIn) -> None:
    one = talked("telegram", hours_ago=0)
    before = figures_of(timezone.localdate())
    write(signed_in("reviewer"), one, "Hello.")
    one.refresh_from_db()
    assert (one.visitor_messages, one.assistant_messages) == (1, 1)
    assert figures_of(timezone.localdate()) == before


def test_who_asked_for_a_person_is_on_the_page_of_callbacks_until_somebody_writes(signed_in: SignIn) -> None:
    one = talked("whatsapp", "can I talk to a person", intent="handoff")
    talked("telegram", "does it help sleep")
    reviewer = signed_in("reviewer")
    page = text_of(reviewer.get("/figures/callbacks/"))
    assert "WhatsApp, +44 … 123" in page and f'href="/conversations/{one.pk}/#write-back"' in page and "Telegram, …234" not in page
    assert PHONE not in page
    write(reviewer, one, "This is Ann.")
    assert "Asked for a person on a messaging channel" not in text_of(reviewer.get("/figures/callbacks/"))
