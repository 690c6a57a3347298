"""What waits in the inbox, in what order, and what never comes there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from review.conversations.models import Message
from review.training import views
from review.training.inbox import groups, reason_for
from review.training.models import InboxMessage
from review.training.normalise import LONGEST, normalised
from review.training.noting import note_for_inbox
from tests.desk.teaching import ZEBRA, refused

wait_for_real_transactions = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ({"text": "hm", "confidence": 0.59}, "low confidence"),
        ({"text": "hm", "confidence": 0.6}, None),
        ({"text": "hm", "confidence": None}, None),
        ({"text": "hm", "confidence": 0.9, "is_refused": True}, "refused"),
        ({"text": "hm", "confidence": 0.9, "is_ambiguous": True}, "ambiguous"),
        ({"text": "hm", "confidence": 0.9, "vote": "up"}, None),
        ({"text": "hm", "confidence": 0.9, "vote": "down"}, "thumbs down"),
        ({"text": "Sleep", "confidence": None, "is_button": True, "is_refused": True, "vote": "down"}, None),
        ({"text": " \n", "confidence": 0.1, "is_refused": True}, None),
    ],
)
def test_a_message_waits_for_a_reason(message: dict[str, object], reason: str | None) -> None:
    assert reason_for(Message(**message)) == reason


def test_how_unsure_is_too_unsure_can_be_said() -> None:
    assert reason_for(Message(text="hm", confidence=0.5), low=0.4) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [("Do you do ZEBRAS?!", "do  you do\tzebras"), ("ﬁne “quotes”", "fine quotes"), ("Ｗｈａｔ", "what"), ("it's", "it’s"), ("a\x00b", "a b")],
)
def test_the_same_question_is_the_same_however_it_is_typed(one: str, other: str) -> None:
    assert normalised(one) == normalised(other) != ""


@pytest.mark.parametrize("text", ["a" * 499 + " b" * 9, "😀 ?!", "é" * 900, "İstanbul"])
def test_normalising_twice_changes_nothing_and_keeps_to_the_column(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)
    assert len(normalised(text)) <= LONGEST


@wait_for_real_transactions
def test_what_was_asked_most_often_stands_first() -> None:
    refused("Do you treat llamas?", times=1, sender="a")
    refused(ZEBRA, times=3, sender="b")
    assert [(group.normalised, group.count) for group in groups()] == [(normalised(ZEBRA), 3), ("do you treat llamas", 1)]


@wait_for_real_transactions
def test_a_vote_that_is_taken_back_leaves_the_inbox() -> None:
    refused(ZEBRA)
    message = Message.objects.get(text=ZEBRA)
    message.is_refused = False
    note_for_inbox([message])
    assert not InboxMessage.objects.exists()


@wait_for_real_transactions
def test_the_inbox_can_be_leafed_through(signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "GROUPS_A_PAGE", 1)
    refused("Do you treat llamas?", times=1, sender="a")
    refused(ZEBRA, times=2, sender="b")
    trainer = signed_in("trainer")
    first, second, beyond = (trainer.get(f"/teach/?page={page}").content.decode() for page in ("1", "2", "no such"))
    assert ZEBRA in first and "llamas" not in first
    assert "llamas" in second and ZEBRA not in second
    assert ZEBRA in beyond


@wait_for_real_transactions
def test_a_card_says_what_the_assistant_thought_where_it_was_said_and_what_it_doubles(signed_in: Callable[[str], Client]) -> None:
    refused("What are the benefits of massages?")
    page = signed_in("trainer").get("/teach/").content.decode()
    assert "<strong>out_of_scope</strong> (0.90), then of <strong>pain</strong> (0.05)" in page
    assert f"/conversations/{Message.objects.first().conversation_id}/" in page  # type: ignore[union-attr]
    assert "doubles" in page and "data/nlu.yml, for benefits_overview" in page


@wait_for_real_transactions
def test_what_a_visitor_types_is_no_markup(signed_in: Callable[[str], Client]) -> None:
    refused('"><script>alert(1)</script>{{ settings }}')
    page = signed_in("trainer").get("/teach/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page and "{{ settings }}" in page


@wait_for_real_transactions
@pytest.mark.parametrize("address", ["/teach/", "/teach/patch/", "/teach/gaps/", "/teach/decided/"])
def test_only_those_who_teach_see_it(signed_in: Callable[[str], Client], address: str) -> None:
    seen = {role: signed_in(role).get(address).status_code for role in ("viewer", "reviewer", "trainer", "admin")}
    assert seen == {"viewer": 403, "reviewer": 403, "trainer": 200, "admin": 200}


@wait_for_real_transactions
def test_the_inbox_costs_the_same_number_of_queries_however_much_waits(signed_in: Callable[[str], Client]) -> None:
    trainer, costs = signed_in("trainer"), []
    for text in (ZEBRA, "Do you treat llamas?", "is there parking for my car", "who painted the ceiling", "do you sell umbrellas"):
        refused(text, sender=text[:5])
        with CaptureQueriesContext(connection) as queries:
            page = trainer.get("/teach/").content.decode()
        costs.append(len(queries))
    assert page.count('class="card group"') == 5
    assert len(set(costs)) == 1
