"""Thumbs of the website's visitors reach the desk, whichever comes first, the vote or the copy."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.db import connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from channels.website_tables import feedback, messages, sessions
from review.conversations import website
from review.conversations.ingester import ingest_all
from review.conversations.models import Conversation, Message
from tests.desk.conversations import Talk

pytestmark = pytest.mark.django_db(transaction=True)
NOW = time.time()


@pytest.fixture(autouse=True)
def tables(transactional_db: None) -> Iterator[None]:
    """The website channel's own tables, as it makes them."""
    website._found.clear()
    dialect = sqlite.dialect() if connection.vendor == "sqlite" else postgresql.dialect()
    with connection.cursor() as cursor:
        for table in (sessions, messages, feedback):
            cursor.execute(str(CreateTable(table).compile(dialect=dialect)))
        cursor.execute(
            "INSERT INTO website_sessions (conversation, chat_code, created, last_activity, expires) VALUES ('ann', 'K7QP-3MXD', %s, %s, %s)", [NOW] * 3
        )
        cursor.execute(
            "INSERT INTO website_messages (conversation, seq, id, sender, client_msg_id, text, buttons, created)"
            " VALUES ('ann', 2, 'm2', 'assistant', 'c1', 'It may.', '[]', %s)", [NOW]
        )  # fmt: skip
    yield
    with connection.cursor() as cursor:
        for table in (feedback, messages, sessions):
            cursor.execute(f"DROP TABLE {table.name}")


def vote(which: str, comment: str | None = None, at: float = NOW) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM website_feedback")
        cursor.execute(
            "INSERT INTO website_feedback (conversation, message_id, vote, comment, created) VALUES ('ann', 'm2', %s, %s, %s)", [which, comment, at]
        )


def talk() -> None:
    Talk("ann", now=NOW).begin().ask("does massage help sleep").say("It may.", "sleep").save()


def test_a_vote_is_seen_on_the_reply_and_on_the_conversation() -> None:
    talk()
    vote("down", "too vague")
    ingest_all()
    reply = Message.objects.get(kind="assistant")
    assert (reply.vote, reply.comment, reply.conversation.thumbs_down) == ("down", "too vague", 1)


def test_a_vote_that_comes_before_the_copy_waits_for_it() -> None:
    vote("up")
    ingest_all()
    talk()
    ingest_all()
    assert Message.objects.get(kind="assistant").vote == "up"


def test_another_opinion_replaces_the_first() -> None:
    talk()
    vote("down", "no")
    ingest_all()
    vote("up", at=NOW + 5)
    ingest_all()
    conversation = Conversation.objects.get()
    assert (conversation.thumbs_up, conversation.thumbs_down) == (1, 0)


def test_a_vote_that_is_committed_after_a_later_one_is_not_passed_by() -> None:
    talk()
    vote("up", at=NOW + 30)
    ingest_all()
    vote("down", at=NOW + 1)
    ingest_all()
    assert Message.objects.get(kind="assistant").vote == "down"


def test_a_conversation_has_the_code_that_its_visitor_sees() -> None:
    talk()
    ingest_all()
    assert Conversation.objects.get().chat_code == "K7QP-3MXD"


def test_a_vote_is_seen_also_when_the_clock_was_set_back_since_the_last_one() -> None:
    talk()
    vote("down", at=NOW + 3_600)
    ingest_all()
    vote("up", at=time.time())
    ingest_all()
    assert Message.objects.get(kind="assistant").vote == "up"
