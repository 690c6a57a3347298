"""What the website chat keeps in a real database: once, in order, and for its own visitor alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.dialects import postgresql

from channels import website_claims
from channels.claims import SECONDS_A_CLAIM_LASTS
from channels.database import database_url
from channels.replies import Reply
from channels.website_claims import SECONDS_BETWEEN_MARKS, IdUsed, UnknownButton
from channels.website_messages import Asked
from channels.website_queries import SECONDS_OF_INTEREST, ConversationGone, UnknownMessage
from channels.website_store import WebsiteStore
from tests.unit.website_conversations import ANN, BOB, HELLO, NOW, kept, run, say, store_in

BUTTONS = [{"title": "Book", "payload": "/booking"}, {"title": "Our page", "url": "https://a.example"}]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[WebsiteStore]:
    with store_in(tmp_path / "conversations.db") as opened:
        yield opened


def test_messages_of_both_sides_are_numbered_from_one(store: WebsiteStore) -> None:
    say(store)
    say(store, asked=Asked("message-0002", "and sleep?"))
    say(store, BOB)
    messages, running, _ = run(store.history(ANN, 0, NOW))
    assert [(message.seq, message.sender, message.text) for message in messages] == [
        (1, "visitor", "hello"),
        (2, "assistant", "Hi"),
        (3, "visitor", "and sleep?"),
        (4, "assistant", "Hi"),
    ]
    assert not running
    assert [message.seq for message in run(store.history(ANN, 3, NOW))[0]] == [4]


def test_a_chat_code_is_of_one_conversation(store: WebsiteStore) -> None:
    codes = [code for (code,) in kept(store, "select chat_code from website_sessions")]
    assert len(set(codes)) == 2


def test_a_message_is_asked_once(store: WebsiteStore) -> None:
    first, again = run(store.claim(ANN, HELLO, NOW)), run(store.claim(ANN, HELLO, NOW))
    assert (first.payload, again.payload, again.visitor) == ("hello", None, first.visitor)


def test_an_answered_message_comes_back_with_its_answer(store: WebsiteStore) -> None:
    reply = say(store)
    say(store, asked=Asked("message-0002", "later"))
    again = run(store.claim(ANN, HELLO, NOW + 3600))
    assert (again.payload, [message.id for message in again.replies]) == (None, [reply])


def test_a_message_whose_turn_failed_may_be_asked_again(store: WebsiteStore) -> None:
    run(store.claim(ANN, HELLO, NOW))
    run(store.give_up(ANN, HELLO.client_msg_id))
    assert run(store.claim(ANN, HELLO, NOW)).payload == "hello"
    assert len(run(store.history(ANN, 0, NOW))[0]) == 1


def test_a_message_of_a_worker_that_died_is_taken_over_after_a_while(store: WebsiteStore) -> None:
    run(store.claim(ANN, HELLO, NOW))
    assert run(store.claim(ANN, HELLO, NOW + SECONDS_A_CLAIM_LASTS - 1)).payload is None
    assert run(store.claim(ANN, HELLO, NOW + SECONDS_A_CLAIM_LASTS)).payload == "hello"
    assert run(store.claim(ANN, HELLO, NOW + SECONDS_A_CLAIM_LASTS)).payload is None


def test_a_message_whose_worker_lives_is_not_taken_over(store: WebsiteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    run(store.claim(ANN, HELLO, NOW))
    monkeypatch.setattr("time.time", lambda: NOW + SECONDS_A_CLAIM_LASTS - 1)
    run(store.renew([(ANN, HELLO.client_msg_id)]))
    assert run(store.claim(ANN, HELLO, NOW + SECONDS_A_CLAIM_LASTS)).payload is None


def test_who_takes_a_message_over_knows_that_its_turn_was_begun(store: WebsiteStore) -> None:
    assert not run(store.claim(ANN, HELLO, NOW)).was_begun
    assert run(store.claim(ANN, HELLO, NOW + SECONDS_A_CLAIM_LASTS)).was_begun


@pytest.mark.parametrize("likely", [0, 2])
def test_the_second_answer_to_a_message_gives_way_to_the_first(store: WebsiteStore, likely: int) -> None:
    run(store.claim(ANN, HELLO, NOW))
    first = run(store.add_replies(ANN, HELLO.client_msg_id, [Reply("One"), Reply("Two", tuple(BUTTONS))], NOW, 2))
    assert run(store.add_replies(ANN, HELLO.client_msg_id, [Reply("Other")], NOW, likely)) == first
    assert [message.seq for message in run(store.history(ANN, 0, NOW))[0]] == [1, 2, 3]


def test_an_answer_is_numbered_behind_what_was_asked_meanwhile(store: WebsiteStore) -> None:
    run(store.claim(ANN, HELLO, NOW))
    run(store.claim(ANN, Asked("message-0002", "and sleep?"), NOW))
    said = run(store.add_replies(ANN, HELLO.client_msg_id, [Reply("One"), Reply("Two")], NOW, 2))
    assert [message.seq for message in said] == [3, 4]


def test_an_answer_is_under_way_from_the_question_to_the_reply(store: WebsiteStore) -> None:
    run(store.claim(ANN, HELLO, NOW))
    assert run(store.history(ANN, 0, NOW))[1]
    assert not run(store.history(BOB, 0, NOW))[1]
    assert not run(store.history(ANN, 0, NOW + SECONDS_A_CLAIM_LASTS))[1]
    run(store.add_replies(ANN, HELLO.client_msg_id, [Reply("Hi")], NOW))
    assert not run(store.history(ANN, 0, NOW))[1]


def test_what_a_dead_worker_left_over_is_known_as_it_was_asked_for_a_while(store: WebsiteStore) -> None:
    button = f"{say(store, asked=Asked('message-0000', 'first'), buttons=BUTTONS)}.0"
    asked = [HELLO, Asked("message-0002", button=button), Asked.starter("message-0003", "sleep", "Sleep?")]
    for each in (*asked, Asked("message-0004", "given up")):
        run(store.claim(ANN, each, NOW))
    run(store.give_up(ANN, "message-0004"))
    assert run(store.history(ANN, 0, NOW)).left_over == []
    history = run(store.history(ANN, 0, NOW + SECONDS_A_CLAIM_LASTS))
    assert (history.left_over, history.running) == (asked, False)
    assert run(store.history(ANN, 0, NOW + SECONDS_OF_INTEREST)).left_over == []


@pytest.mark.parametrize("other", [Asked(HELLO.client_msg_id, "bye"), Asked(HELLO.client_msg_id, "Hi", "sleep", "/sleep")])
def test_an_id_stands_for_one_message(store: WebsiteStore, other: Asked) -> None:
    run(store.claim(ANN, HELLO, NOW))
    with pytest.raises(IdUsed):
        run(store.claim(ANN, other, NOW))
    assert run(store.claim(BOB, other, NOW)).payload


def test_a_pressed_button_shows_its_title_and_hands_on_its_payload(store: WebsiteStore) -> None:
    reply = say(store, buttons=BUTTONS)
    claim = run(store.claim(ANN, Asked("message-0002", button=f"{reply}.0"), NOW))
    assert (claim.visitor.text, claim.payload) == ("Book", "/booking")
    assert "/booking" not in str(run(store.history(ANN, 0, NOW))[0][1].as_data())


@pytest.mark.parametrize("button", ["{}.1", "{}.2", "{}.-1", "{}.x", "{}.", "{}", "{}.0.0", ".0", "0", "x.0", "{}.99999999999999999999"])
def test_a_button_that_does_not_stand_there_is_unknown(store: WebsiteStore, button: str) -> None:
    reply = say(store, buttons=BUTTONS)
    with pytest.raises(UnknownButton):
        run(store.claim(ANN, Asked("message-0002", button=button.format(reply)), NOW))
    assert len(run(store.history(ANN, 0, NOW))[0]) == 2


def test_a_button_of_somebody_else_is_unknown(store: WebsiteStore) -> None:
    reply = say(store, buttons=BUTTONS)
    with pytest.raises(UnknownButton):
        run(store.claim(BOB, Asked("message-0001", button=f"{reply}.0"), NOW))


def test_a_later_vote_takes_the_place_of_the_first(store: WebsiteStore) -> None:
    reply = say(store)
    run(store.vote(ANN, reply, "up", None, NOW))
    run(store.vote(ANN, reply, "down", "too short", NOW + 1))
    assert kept(store, "select conversation, message_id, vote, comment from website_feedback") == [(ANN, reply, "down", "too short")]


def test_only_what_the_assistant_said_to_oneself_can_be_voted_on(store: WebsiteStore) -> None:
    reply, own = say(store), run(store.history(ANN, 0, NOW))[0][0].id
    for conversation, message in ((BOB, reply), (ANN, own), (ANN, ""), (ANN, "x")):
        with pytest.raises(UnknownMessage):
            run(store.vote(conversation, message, "up", None, NOW))


def test_an_activity_is_noted_with_the_first_message_in_a_while(store: WebsiteStore) -> None:
    for second, message in enumerate(("message-0001", "message-0002", "message-0003")):
        run(store.claim(ANN, Asked(message, "hello"), NOW + second * (SECONDS_BETWEEN_MARKS - 1)))
    noted = dict(kept(store, "select conversation, last_activity from website_sessions"))
    assert noted == {ANN: NOW + 2 * (SECONDS_BETWEEN_MARKS - 1), BOB: NOW}


def test_a_conversation_that_never_began_is_gone(store: WebsiteStore) -> None:
    with pytest.raises(ConversationGone):
        run(store.claim("c" * 32, HELLO, NOW))


def test_on_postgresql_the_row_of_the_session_keeps_workers_apart() -> None:
    statement = str(website_claims._session_and_earlier.compile(dialect=postgresql.dialect()))
    assert statement.endswith("FOR UPDATE OF website_sessions")


def test_the_environment_names_a_file_or_any_database() -> None:
    assert database_url({"CLINIC_DATABASE": "/data/conversations.db"}) == "sqlite:////data/conversations.db"
    assert database_url({"CLINIC_DATABASE": "postgresql://u@h/db"}) == "postgresql://u@h/db"
    with pytest.raises(SystemExit, match="CLINIC_DATABASE must name"):
        database_url({})
