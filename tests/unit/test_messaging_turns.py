"""Each message gets one turn, whatever happens in the middle; buttons, digits, silence and erasure included."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from rasa.core.channels.channel import UserMessage

from channels import claims
from channels.messaging import queries, turns
from channels.messaging.fitting import Fitted
from tests.unit.messaging_far_sides import ANN, echo, known, open_office

BOOK = {"title": "Book a visit", "payload": "/booking"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


async def with_buttons(message: UserMessage) -> None:
    assert message.output_channel
    reply = {"text": f"You said {message.text}", "buttons": [{"title": "Is it safe?", "payload": "/safety"}, BOOK], "topics": ["sleep"]}
    await message.output_channel.send_response(message.sender_id, reply)


async def danger(message: UserMessage) -> None:
    assert message.output_channel
    topics = ["emergency"] if "chest" in (message.text or "") else ["sleep"]
    await message.output_channel.send_response(message.sender_id, {"text": f"You said {message.text}", "topics": topics})


async def fail(message: UserMessage) -> None:
    raise RuntimeError(f"cannot handle {message.text}")


def test_a_resend_is_never_answered_twice(file: Path) -> None:
    async def check() -> None:
        async with open_office(file) as (office, far):
            for _ in range(5):
                await office.hears("does it hurt?", message_id="7")
            await far.until(2)
            await asyncio.sleep(0.2)
            assert far.texts()[1] == "You said does it hurt?"
            assert len(far.took) == 2

    asyncio.run(check())


def test_the_first_answer_says_who_is_talking_and_the_second_does_not(file: Path) -> None:
    async def check() -> None:
        async with open_office(file) as (office, far):
            await office.hears("one")
            await far.until(2)
            await office.hears("two")
            await far.until(3)
            assert [text.split()[0] for text in far.texts()] == ["I", "You", "You"]
            assert "a computer program and no doctor" in far.texts()[0]

    asyncio.run(check())


def test_nothing_stands_beside_an_emergency(file: Path) -> None:
    async def check() -> None:
        async with open_office(file, say=danger) as (office, far):
            await office.hears("my chest hurts")
            await far.until(1)
            await asyncio.sleep(0.2)
            assert far.texts() == ["You said my chest hurts"]

    asyncio.run(check())


def test_a_button_asks_what_it_stands_for(file: Path) -> None:
    async def check() -> None:
        async with open_office(file, say=with_buttons) as (office, far):
            await known(office, far, ANN)
            [(sent_id,)] = office.rows("select id from messaging_sent where buttons <> '[]'")
            await office.hears(f"{sent_id}.1", kind="button")
            await far.until(1)
            assert far.texts() == ["You said /booking"]

    asyncio.run(check())


@pytest.mark.parametrize("button", ["0123456789abcdef.0", "nonsense", "/restart", ""])
def test_a_button_that_was_never_offered_is_told_so(file: Path, button: str) -> None:
    async def check() -> None:
        async with open_office(file, say=with_buttons) as (office, far):
            await known(office, far, ANN)
            await office.hears(button, kind="button")
            await far.until(1)
            assert far.texts() == ["I don't know that button any more. Please type what you would like to ask."]

    asyncio.run(check())


def test_another_persons_button_is_not_known(file: Path) -> None:
    async def check() -> None:
        async with open_office(file, say=with_buttons) as (office, far):
            await known(office, far, ANN)
            [(sent_id,)] = office.rows("select id from messaging_sent where buttons <> '[]'")
            await office.hears(f"{sent_id}.1", person="somebody else", kind="button")
            await far.until(2)
            assert "I don't know that button" in far.texts("somebody else")[1]

    asyncio.run(check())


@pytest.mark.parametrize(("digit", "asked"), [("1", "/safety"), (" 2. ", "/booking"), ("3", "3"), ("0", "0")])
def test_a_digit_picks_a_choice_that_was_offered(file: Path, digit: str, asked: str) -> None:
    async def check() -> None:
        async with open_office(file, say=with_buttons) as (office, far):
            await known(office, far, ANN)
            await office.hears("", kind="no_text")
            await far.until(1)
            far.took.clear()
            await office.hears(digit)
            await far.until(1)
            assert far.texts() == [f"You said {asked}"]

    asyncio.run(check())


def test_what_was_left_over_by_a_dead_worker_is_answered_at_the_next_start(file: Path) -> None:
    async def check() -> None:
        async with open_office(file, say=fail) as (office, _):
            await office.hears("hello")
            await office.until_states([("sent", "")] * 2)
            office.rows("update messaging_received set answered = null, text = 'left over', claimed = 1")
        async with open_office(file) as (office, far):
            await far.until(1)
            assert far.texts() == ["You said left over"]

    asyncio.run(check())


def test_a_message_that_two_workers_answer_is_answered_once(file: Path) -> None:
    async def check() -> None:
        async with open_office(file) as (office, far):
            await known(office, far, ANN)
            [(number, conversation)] = office.rows("select number, conversation from messaging_received")
            task, said = queries.Task(number, conversation, "text", "hello"), [queries.Said(Fitted("Again", ()), None)]
            assert await office.database.write(queries.answer, task, "telegram", said, time.time())
            assert office.states() == [("sent", "")] * 2

    asyncio.run(check())


def test_a_turn_longer_than_a_claim_lasts_is_not_taken_over(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "SECONDS_BETWEEN_RENEWALS", 0.2)
    monkeypatch.setattr(turns, "SECONDS_BETWEEN_LOOKS", 0.2)
    begun: list[str] = []

    async def slow(message: UserMessage) -> None:
        begun.append(str(message.message_id))
        await asyncio.sleep(claims.SECONDS_A_CLAIM_LASTS + 1.0)
        await echo(message)

    async def check() -> None:
        async with open_office(file, say=slow) as (office, _), open_office(file, say=slow):
            await office.hears("hello")
            await office.until_states([("sent", "")] * 2, seconds=20.0)  # by either of them
            assert begun == ["received-1"]

    asyncio.run(check())


def test_a_failed_turn_is_told_and_no_words_are_logged(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def check() -> None:
        async with open_office(file, say=fail) as (office, far):
            await office.hears("my private words")
            await far.until(2)
            assert "something went wrong" in far.texts()[1]

    asyncio.run(check())
    assert "RuntimeError" in caplog.text and "private words" not in caplog.text


def test_while_staff_talk_the_assistant_is_quiet_except_in_an_emergency(file: Path) -> None:
    async def check() -> None:
        async with open_office(file, say=danger) as (office, far):
            await known(office, far, ANN)
            office.rows("update messaging_contacts set quiet_until = ?", time.time() + 60)
            await office.hears("Tuesday is fine")
            await office.hears("my chest hurts")
            await far.until(1)
            assert far.texts() == ["You said my chest hurts"]
            assert office.states() == [("sent", ""), ("sent", ""), ("held", ""), ("sent", "")]

    asyncio.run(check())


def test_a_person_who_is_erased_in_mid_turn_stays_erased(file: Path) -> None:
    async def check() -> None:
        async with open_office(file) as (office, far):
            await known(office, far, ANN)
            began = asyncio.Event()

            async def erased_meanwhile(message: UserMessage) -> None:
                office.rows("delete from messaging_contacts")
                office.rows("insert into events (sender_id, data) values (?, ?)", message.sender_id, message.text)
                began.set()
                await echo(message)

            office.turns._assistant._on_new_message = erased_meanwhile
            await office.hears("forget me")
            await asyncio.wait_for(began.wait(), 5)
            await office.turns.finish()
            assert (far.took, office.rows("select * from events")) == ([], [])

    asyncio.run(check())


def test_words_stay_in_the_channels_table_no_longer_than_until_the_answer(file: Path) -> None:
    async def check() -> None:
        async with open_office(file) as (office, far):
            await known(office, far, ANN)
            assert office.rows("select text from messaging_received") == [("",)]
            assert office.rows("select count(*) from messaging_contacts where address = ?", ANN) == [(1,)]

    asyncio.run(check())
