"""What the website chat keeps stands in PostgreSQL as it does in a file, and workers there do not get in each other's way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

from channels import database
from channels.replies import Reply
from channels.website_messages import Asked
from channels.website_queries import ConversationGone
from channels.website_store import WebsiteStore
from channels.website_tables import tables
from core.conversations_database import EVENTS
from tests.unit.test_website_store import (  # noqa: F401
    test_a_button_of_somebody_else_is_unknown,
    test_a_button_that_does_not_stand_there_is_unknown,
    test_a_chat_code_is_of_one_conversation,
    test_a_conversation_that_never_began_is_gone,
    test_a_later_vote_takes_the_place_of_the_first,
    test_a_message_is_asked_once,
    test_a_message_of_a_worker_that_died_is_taken_over_after_a_while,
    test_a_message_whose_turn_failed_may_be_asked_again,
    test_a_message_whose_worker_lives_is_not_taken_over,
    test_a_pressed_button_shows_its_title_and_hands_on_its_payload,
    test_an_activity_is_noted_with_the_first_message_in_a_while,
    test_an_answer_is_numbered_behind_what_was_asked_meanwhile,
    test_an_answer_is_under_way_from_the_question_to_the_reply,
    test_an_answered_message_comes_back_with_its_answer,
    test_an_id_stands_for_one_message,
    test_messages_of_both_sides_are_numbered_from_one,
    test_only_what_the_assistant_said_to_oneself_can_be_voted_on,
    test_the_second_answer_to_a_message_gives_way_to_the_first,
    test_what_a_dead_worker_left_over_is_known_as_it_was_asked_for_a_while,
    test_who_takes_a_message_over_knows_that_its_turn_was_begun,
)
from tests.unit.website_conversations import ANN, HELLO, NOW, begun, kept, run, say
from tools.postgresql import Server, stoppable_server


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Server]:
    with stoppable_server() as (server, _):
        yield server


@pytest.fixture
def store(postgresql: Server) -> Iterator[WebsiteStore]:
    """A store in empty tables."""
    engine = sa.create_engine(postgresql.url())
    for made in (tables, EVENTS.metadata):
        made.drop_all(engine)
        made.create_all(engine)
    with begun(WebsiteStore(postgresql.url())) as opened:
        yield opened
    engine.dispose()


def test_of_two_workers_that_claim_at_a_moment_one_answers(store: WebsiteStore, postgresql: Server) -> None:
    other = WebsiteStore(postgresql.url())

    async def at_a_moment(asked: Asked) -> list[str | None]:
        return sorted(str(claim.payload) for claim in await asyncio.gather(*(each.claim(ANN, asked, NOW) for each in (store, other))))

    for number in range(50):
        assert run(at_a_moment(Asked(f"message-{number:04}", "hello"))) == ["None", "hello"]
    other.close()
    assert [message.seq for message in run(store.history(ANN, 0, NOW))[0]] == list(range(1, 51))


def test_nothing_is_claimed_or_said_in_a_conversation_that_was_erased(store: WebsiteStore) -> None:
    say(store)
    run(store.erase(ANN, NOW + 1))
    for work in (store.claim(ANN, Asked("message-0002", "more"), NOW), store.add_replies(ANN, HELLO.client_msg_id, [Reply("Hi")], NOW, 2)):
        with pytest.raises(ConversationGone):
            run(work)
    assert kept(store, "select text from website_messages") == []


def test_a_connection_that_was_ended_while_idle_is_made_anew(store: WebsiteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    end_all = "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'"

    def end_the_connections() -> None:
        engine = sa.create_engine(store.database._engine.url)
        with engine.connect() as connection:
            connection.exec_driver_sql(end_all)
        engine.dispose()

    say(store)
    end_the_connections()
    with pytest.raises(DBAPIError):  # in use a moment ago: nobody looks
        run(store.claim(ANN, Asked("message-0002", "more"), NOW))
    say(store, asked=Asked("message-0002", "more"))
    monkeypatch.setattr(database, "SECONDS_IDLE_BEFORE_A_LOOK", 0.0)
    end_the_connections()
    say(store, asked=Asked("message-0003", "more"))


def test_a_message_is_claimed_by_nobody_if_the_visit_cannot_be_noted(store: WebsiteStore, postgresql: Server) -> None:
    engine = sa.create_engine(postgresql.url())
    engine.execute("alter table website_sessions add constraint refused check (last_activity <= 1000000)")
    with pytest.raises(DBAPIError):
        run(store.claim(ANN, HELLO, NOW + 3600))
    engine.execute("alter table website_sessions drop constraint refused")
    engine.dispose()
    claim = run(store.claim(ANN, HELLO, NOW + 3600))
    assert (claim.payload, claim.was_begun) == ("hello", False)


def test_a_visit_to_an_erased_conversation_leaves_no_mark(store: WebsiteStore) -> None:
    run(store.erase(ANN, NOW + 1))
    with pytest.raises(ConversationGone):
        run(store.claim(ANN, HELLO, NOW + 3600))
    assert dict(kept(store, "select conversation, last_activity from website_sessions"))[ANN] == NOW


def test_no_statement_of_a_turn_is_compiled_anew(store: WebsiteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def turn(number: int) -> None:
        asked = Asked(f"message-{number:04}", "hello")
        claim = run(store.claim(ANN, asked, NOW))
        run(store.add_replies(ANN, asked.client_msg_id, [Reply("Hi")], NOW, claim.visitor.seq + 1))

    turn(1)
    compiled: list[object] = []
    monkeypatch.setattr(SQLCompiler, "__init__", lambda self, dialect, statement, *rest, **named: compiled.append(statement))
    turn(2)
    assert compiled == []


def test_a_statement_alone_is_all_that_is_sent(store: WebsiteStore, postgresql: Server) -> None:
    say(store)
    run(store.database.read(lambda connection: connection.exec_driver_sql("select 4711").scalar()))
    last = "select query, state from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'"
    with closing(postgresql.connect()) as other, other.cursor() as cursor:
        cursor.execute(last)
        assert ("select 4711", "idle") in cursor.fetchall()
