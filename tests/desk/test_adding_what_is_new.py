"""What is new is added to what is copied, at the same price for one visitor as for many, and nothing is paid where nothing is new."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from review.conversations.ingester import follow, ingest_all, ingest_batch
from review.conversations.models import Conversation, Facet, Message
from review.conversations.reading import Place, is_behind
from review.conversations.sittings import of_senders
from review.conversations.summary import summarise
from review.privacy.erasure import erase
from review.training.models import InboxMessage
from tests.desk.conversations import NOON, Talk
from tests.desk.test_ingester import visit

pytestmark = pytest.mark.django_db(transaction=True)


def all_that_is_shown() -> list[list[dict[str, Any]]]:
    facets = Facet.objects.order_by("conversation", "kind", "value").values("conversation", "kind", "value")
    inbox = InboxMessage.objects.order_by("message").values("message", "normalised", "reason")
    return [list(Conversation.objects.order_by("pk").values()), list(Message.objects.order_by("pk").values()), list(facets), list(inbox)]



@pytest.mark.parametrize("size", [1, 2, 3, 5, 11, 600])
def test_what_is_added_batch_by_batch_is_what_counting_all_of_it_gives(size: int) -> None:
    """Each sitting of each sender, with a danger, a refusal, a fallback, a wish for a person and a gap, here and there."""
    for sender in ("ann", "bob"):
        visit(sender).say("And one thing more.", "gift").save()
        talk = Talk(sender, now=NOON + 7200).begin().ask("hm sleep or pain", "nlu_fallback", 0.4).say("Did you mean?", response="utter_did_you_mean")
        talk.ask("chest pain", "emergency", 1.0).say("Call 999.", "emergency").ask("does it cure lupus", "condition", 0.5)
        talk.say("I do not know.", "condition_not_covered", gap="lupus").ask("a person please", "handoff").say("Here is how.", "handoff").save()
    while ingest_batch(size):
        pass
    added = all_that_is_shown()
    summarise(of_senders(["ann", "bob"]))
    assert all_that_is_shown() == added
    assert Conversation.objects.filter(fell_back=True, emergency=True, asked_for_a_person=True, lowest_confidence=0.21).count() == 2
    assert InboxMessage.objects.count() == 4


def test_a_reply_that_comes_in_a_later_batch_marks_the_question_before_it() -> None:
    talk = Talk("ann").begin().ask("does it cure lupus", "condition", 0.9).save()
    ingest_all()
    assert not InboxMessage.objects.exists()
    talk.say("I do not know.", "condition_not_covered", gap="lupus").save()
    ingest_all()
    asked = Message.objects.get(kind="visitor")
    assert asked.is_refused and asked.conversation.fell_back and asked.conversation.assistant_messages == 1
    assert InboxMessage.objects.get().message == asked


def test_an_event_of_a_lower_id_that_comes_late_is_counted_in_its_place() -> None:
    Talk("ann", now=NOON + 1).begin().ask("from one worker").save()
    ingest_all()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE conversations_message SET source_id = source_id + 1000")
    Talk("ann").ask("from the other").save()
    ingest_all()
    conversation = Conversation.objects.get()
    assert (conversation.visitor_messages, conversation.first_words) == (2, "from the other")


def test_a_batch_asks_the_database_as_often_for_twenty_visitors_as_for_one() -> None:
    visit("the first")
    ingest_all()
    counts = []
    for visitors in (1, 20):
        for number in range(visitors):
            visit(f"{visitors}-{number}")
        with CaptureQueriesContext(connection) as asked:
            ingest_batch()
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 20


def test_a_look_that_finds_nothing_changes_and_locks_nothing() -> None:
    visit()
    ingest_all()
    with CaptureQueriesContext(connection) as asked:
        assert ingest_batch() == 0
    assert [query["sql"].split()[0] for query in asked.captured_queries] == ["SELECT"] * len(asked) and len(asked) <= 3


def test_turns_that_come_one_by_one_are_copied_together() -> None:
    """Following waits between looks, also while something is new each time; a full batch is followed by the next at once."""
    looks = follow(0.3)
    begun = time.monotonic()
    for sender in ("ann", "bob", "cid"):
        visit(sender)
        assert next(iter(looks)) > 0
    assert time.monotonic() - begun >= 0.6


def test_whoever_was_erased_is_noticed_by_an_event_that_shows_no_words() -> None:
    erase(["ann"], NOON)
    talk = Talk("ann")
    talk._add("action", None, "action_listen", name="action_listen")
    talk.save()
    ingest_all()
    assert not is_behind(Place())


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite waits for the disk at its checkpoints alone")
def test_the_copy_does_not_wait_for_the_disk_and_whatever_comes_after_it_does() -> None:
    seen: dict[bool, str] = {}

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "conversations_message" in sql and "INSERT" in sql:
            seen[True] = setting()
        return execute(sql, params, many, context)

    def setting() -> str:
        with connection.connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            return str(cursor.fetchone()[0])

    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO on")
    visit()
    with connection.execute_wrapper(note):
        ingest_all()
    seen[False] = setting()
    assert seen == {True: "off", False: "on"}
