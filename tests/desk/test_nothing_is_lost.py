"""Six ways in which a reader of Rasa's events loses or doubles them: a plain reader does, the desk's does not.

The plain reader does what comes to mind first: remember the highest id, read what is above it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.db import connection, transaction

from review.conversations import ingester
from review.conversations.events_table import prepare
from review.conversations.ingester import ingest_all, ingest_batch
from review.conversations.models import Conversation, Message
from review.conversations.reconcile import differences
from review.privacy.erasure import erase
from tests.desk.conversations import NOON, Talk

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="many writers at once exist in PostgreSQL alone")
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone gives an id out again")
RASAS_OWN = "CREATE TABLE {} (id INTEGER NOT NULL PRIMARY KEY, sender_id VARCHAR(255) NOT NULL, type_name VARCHAR(255), data TEXT)"


class PlainReader:
    """Reads what is above the highest id that it has seen."""

    def __init__(self, table: str = "events") -> None:
        self._table, self._last, self.seen = table, 0, list[str]()

    def read(self) -> None:
        """Read on."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id, data FROM {self._table} WHERE id > %s AND type_name = 'user' ORDER BY id", [self._last])
            for self._last, data in cursor.fetchall():
                self.seen.append(json.loads(data)["text"])


def said() -> list[str]:
    """What the desk has of the visitors' messages."""
    return list(Message.objects.filter(kind="visitor").order_by("source_id").values_list("text", flat=True))


@pytest.fixture
def other_worker() -> Iterator[Any]:
    """The connection of a second assistant."""
    import psycopg2

    parameters = {key: value for key, value in connection.get_connection_params().items() if key not in ("cursor_factory", "client_encoding")}
    with closing(psycopg2.connect(**parameters)) as second:
        yield second


def insert(cursor: Any, sender: str, text: str) -> None:
    data = json.dumps({"event": "user", "timestamp": NOON, "text": text, "parse_data": {}})
    cursor.execute("INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (%s, 'user', %s, %s)", [sender, NOON, data])


@on_postgresql
def test_an_id_that_becomes_visible_after_a_higher_one_is_read(other_worker: Any) -> None:
    plain = PlainReader()
    with other_worker.cursor() as slow:
        insert(slow, "ann", "the lower id, committed last")
        with connection.cursor() as quick:
            insert(quick, "bob", "the higher id, committed first")
        plain.read()
        ingest_all()
        assert said() == []  # an earlier one may still come
        other_worker.commit()
    plain.read()
    ingest_all()
    assert plain.seen == ["the higher id, committed first"]
    assert said() == ["the lower id, committed last", "the higher id, committed first"]


@on_postgresql
def test_a_turn_that_is_taken_back_holds_nobody_up(other_worker: Any) -> None:
    with other_worker.cursor() as slow:
        insert(slow, "ann", "never committed")
        with connection.cursor() as quick:
            insert(quick, "bob", "committed")
        other_worker.rollback()
    ingest_all()
    assert said() == ["committed"]


@on_sqlite
def test_an_id_that_was_given_out_before_is_read() -> None:
    plain = PlainReader("events_of_rasa_alone")
    with connection.cursor() as cursor:
        cursor.execute(RASAS_OWN.format("events_of_rasa_alone"))
        for step in ("first", "second"):
            cursor.execute(
                "INSERT INTO events_of_rasa_alone (sender_id, type_name, data) VALUES ('ann', 'user', %s)", [json.dumps({"text": step})]
            )
            plain.read()
            cursor.execute("DELETE FROM events_of_rasa_alone")
        cursor.execute("DROP TABLE events_of_rasa_alone")
        for step in ("first", "second"):
            insert(cursor, step, step)
            ingest_all()
            cursor.execute("DELETE FROM events")
    assert plain.seen == ["first"]
    assert said() == ["first", "second"]


@on_sqlite
def test_a_table_that_rasa_made_before_is_brought_up_without_a_loss() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE events")
        cursor.execute(
            "CREATE TABLE events (id INTEGER NOT NULL, sender_id VARCHAR(255) NOT NULL, type_name VARCHAR(255) NOT NULL, timestamp FLOAT,"
            " intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT, PRIMARY KEY (id))"
        )
        cursor.execute("CREATE INDEX ix_events_sender_id ON events (sender_id)")
        insert(cursor, "ann", "of before")
    with connection.schema_editor() as editor:
        prepare(None, editor)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM events")
        insert(cursor, "bob", "of after")
        cursor.execute("SELECT id FROM events")
        assert cursor.fetchall() == [(2,)]


def test_a_reader_that_dies_between_writing_and_remembering_doubles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    Talk("ann").begin().ask("once").save()
    plain, after_its_death = PlainReader(), PlainReader()
    plain.read()
    after_its_death.read()  # its cursor was in memory, or was saved too late
    ingest_batch()
    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        Talk("bob").begin().ask("twice?").save()
        broken.setattr(ingester, "summarise", lambda conversations: (_ for _ in ()).throw(KeyboardInterrupt))
        ingest_batch()
    ingest_all()
    assert plain.seen + after_its_death.seen == ["once", "once"]
    assert said() == ["once", "twice?"]


def test_what_was_erased_in_mid_turn_does_not_come_back() -> None:
    talk = Talk("ann").begin().ask("forget this").save()
    ingest_all()
    erase(["ann"], NOON)
    with connection.cursor() as cursor:  # Rasa saves the turn that was under way, with all of its session
        insert(cursor, "ann", "forget this")
    talk.say("Here I am again.", "greet").save()
    plain = PlainReader()
    plain.read()
    Talk("bob").begin().ask("of somebody else").save()
    ingest_all()
    assert "forget this" in plain.seen
    assert said() == ["of somebody else"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM events WHERE sender_id = 'ann'")
        assert cursor.fetchone() == (0,)


def test_two_writers_on_one_visitor_without_a_lock_are_both_kept() -> None:
    """Rasa's own store counts rows and drops what the count hides; what ours stores, in whatever mixture, is all copied."""
    first, second = Talk("ann").begin().ask("from one worker"), Talk("ann", now=NOON + 1).ask("from the other")
    second.save()
    first.save()
    ingest_all()
    assert sorted(said()) == ["from one worker", "from the other"]
    assert not list(differences(10**9))


def test_reconciling_finds_what_is_missing_and_what_is_too_much() -> None:
    Talk("ann").begin().ask("one").ask("two").save()
    ingest_all()
    assert not list(differences(10**9))
    Message.objects.filter(text="one").delete()
    [missing] = differences(10**9)
    assert (missing.events, missing.messages) == (2, 1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM events")
    [too_much] = differences(10**9)
    assert (too_much.events, too_much.messages) == (0, 1)
    assert Conversation.objects.count() == 1
