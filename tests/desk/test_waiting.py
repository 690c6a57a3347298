"""The desk tells Prometheus what waits: events for the ingester, messages for an answer or for their platform."""

from __future__ import annotations

import io
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from prometheus_client.core import Metric

from review.conversations.ingester import ingest_all
from review.metrics import ANSWERS, OfTheDatabase, with_metrics
from review.waiting import Lag, ingesters_lag, queues
from tests.desk.conversations import Talk
from tests.desk.messaging import insert, person
from watch.conversation import mark_of

SENDER = "somebody-on-the-site-01"


def talk(seconds_ago: float) -> Talk:
    return Talk(SENDER, now=time.time() - seconds_ago).begin().ask("does massage help sleep").say("It may.", "sleep").save()


@pytest.mark.django_db(transaction=True)
def test_events_that_are_not_copied_are_behind_and_copied_ones_are_not() -> None:
    assert ingesters_lag() == Lag(0, 0.0)
    talk(seconds_ago=100)
    lag = ingesters_lag()
    assert lag.number == 3  # what conversations are made of: the session, the question, the answer
    assert 95 < lag.seconds < 130
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from events")
        assert (ingest_all(),) == cursor.fetchone()  # it reads past the events that nothing is made of, too
    assert ingesters_lag() == Lag(0, 0.0)


@pytest.mark.django_db
def test_without_a_messaging_channel_nothing_waits_there() -> None:
    assert queues() == []


@pytest.mark.usefixtures("messaging")
def test_messages_wait_for_their_answer_and_answers_for_their_platform() -> None:
    sender, now = person("telegram"), time.time()
    received = {"channel": "telegram", "conversation": sender, "kind": "text", "text": "hello", "claimed": 0.0}
    for number, (ago, answered) in enumerate(((50, None), (20, None), (300, now))):
        insert("messaging_received", message_id=str(number), received=now - ago, answered=answered, **received)
    sent = {"channel": "telegram", "conversation": sender, "author": "assistant", "text": "hello", "buttons": "[]", "attempts": 0, "due": now}
    for number, (ago, state) in enumerate(((70, "waiting"), (400, "sent"), (500, "failed"), (600, "held"))):
        insert("messaging_sent", id=str(number), created=now - ago, state=state, problem="", **sent)
    found = {(queue.channel, queue.direction): queue.lag for queue in queues()}
    assert {key: (lag.number, round(lag.seconds, -1)) for key, lag in found.items()} == {
        ("telegram", "in"): (2, 50),
        ("telegram", "out"): (1, 70),
    }


def test_where_the_database_is_away_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*arguments: object, **named: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", away)
    families: list[Metric] = list(OfTheDatabase().collect())
    assert [(family.name, family.samples[0].value) for family in families] == [(ANSWERS, 0)]


def test_a_request_through_a_proxy_gets_no_numbers_and_other_pages_are_the_desks_own() -> None:
    said: list[str] = []
    desk = with_metrics(lambda environ, start: [environ["PATH_INFO"].encode()])

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        said.append(status)

    assert desk({"PATH_INFO": "/metrics", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}, start) == [b""]
    assert said == ["404 Not Found"]
    assert desk({"PATH_INFO": "/"}, start) == [b"/"]


@pytest.mark.django_db(transaction=True)
def test_support_finds_the_mark_of_a_conversation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINIC_SECRET", "the assistant's own secret, long enough")
    talk(seconds_ago=10)
    ingest_all()
    out = io.StringIO()
    call_command("log_mark", SENDER, stdout=out)
    assert out.getvalue().strip() == mark_of(SENDER, {"CLINIC_SECRET": "the assistant's own secret, long enough"})
    with pytest.raises(CommandError, match="Nobody"):
        call_command("log_mark", "somebody-else-entirely")
    monkeypatch.delenv("CLINIC_SECRET")
    with pytest.raises(CommandError, match="CLINIC_SECRET"):
        call_command("log_mark", SENDER)
