"""What staff wrote to somebody on a messaging channel, as the desk shows and counts it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from review.conversations.ingester import ingest_all
from review.conversations.models import Conversation
from review.insights.counting import figures_of
from tests.desk.conversations import Talk
from tests.desk.messaging import PHONE, person, rows, sent, talked, text_of, write, written

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("messaging")]
SignIn = Callable[[str], Client]


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
