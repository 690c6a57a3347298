"""What waits is handed to the platform in order, again after its troubles, and what fails stays to be seen."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from channels.messaging.delivery import attempts, wait_after
from channels.telegram import Telegram
from channels.twilio import Sms, WhatsApp
from tests.unit.messaging_far_sides import ANN, BOB, known, open_office, too_many

INTRODUCED = "insert into messaging_sent (id, channel, conversation, author, text, buttons, created, state, attempts, due, problem) values"
PHONE = "+447700900123"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


def test_a_persons_answers_come_in_order(file: Path) -> None:
    async def check() -> None:
        async with open_office(file) as (office, far):
            await known(office, far, ANN, BOB)
            for number in range(12):
                await office.hears(str(number + 100))
            await far.until(12)
            assert far.texts() == [f"You said {number + 100}" for number in range(12)]

    asyncio.run(check())


@pytest.mark.parametrize("trouble", [too_many("0.2"), (500, {}, ""), (503, {"Retry-After": "0.2"}, "")])
def test_a_platform_in_trouble_gets_the_message_again_and_once(file: Path, trouble: tuple[int, dict[str, str], str]) -> None:
    async def check() -> None:
        async with open_office(file) as (office, far):
            await known(office, far, ANN, BOB)
            far.answers = [trouble]
            await office.hears("101")
            await far.until(1)
            await asyncio.sleep(0.3)
            assert far.texts() == ["You said 101"]
            assert office.rows("select state, attempts from messaging_sent order by number desc limit 1") == [("sent", 2)]

    asyncio.run(check())


def test_one_persons_trouble_holds_up_nobody_else(file: Path) -> None:
    async def check() -> None:
        async with open_office(file) as (office, far):
            await known(office, far, ANN, BOB)
            far.answers_to[ANN] = [(500, {}, "")]
            await office.hears("first", ANN)
            await office.hears("second", ANN)
            await office.hears("hello", BOB)
            await far.until(3)
            assert [(body["chat_id"], body["text"]) for body in far.took] == [(BOB, "You said hello"), (ANN, "You said first"), (ANN, "You said second")]

    asyncio.run(check())


def test_what_a_platform_never_takes_is_given_up_and_kept(file: Path) -> None:
    async def check() -> None:
        async with open_office(file, attempts=2) as (office, far):
            await known(office, far, ANN, BOB)
            far.answers_to[ANN] = [(500, {}, "")] * 2
            await office.hears("101")
            await office.hears("102")
            await office.until_states([("sent", "")] * 4 + [("failed", "gave_up"), ("sent", "")])
            assert far.texts() == ["You said 102"]

    asyncio.run(check())


def test_what_a_platform_refuses_is_not_tried_again(file: Path) -> None:
    async def check() -> None:
        async with open_office(file) as (office, far):
            await known(office, far, ANN, BOB)
            far.answers = [(400, {}, '{"ok": false, "description": "chat not found"}')]
            await office.hears("101")
            await office.until_states([("sent", "")] * 4 + [("failed", "refused")])
            assert office.rows("select attempts from messaging_sent order by number desc limit 1") == [(1,)]

    asyncio.run(check())


def test_no_connection_is_trouble_too(file: Path) -> None:
    async def check() -> None:
        async with open_office(file, attempts=1) as (office, far):
            await known(office, far, ANN, BOB)
            office.platform._api = "http://127.0.0.1:9/bot"  # type: ignore[attr-defined]
            await office.hears("101")
            await office.until_states([("sent", "")] * 4 + [("failed", "gave_up")])

    asyncio.run(check())


def test_what_staff_write_is_sent_within_seconds(file: Path) -> None:
    async def check() -> None:
        async with open_office(file) as (office, far):
            await known(office, far, ANN, BOB)
            [(conversation,)] = office.rows("select conversation from messaging_contacts where address = ?", ANN)
            row = ("d" * 16, "telegram", conversation, "ann", "Tuesday at three?", "[]", time.time(), "waiting", 0, time.time(), "")
            office.rows(f"{INTRODUCED} ({', '.join('?' * len(row))})", *row)
            await far.until(1, seconds=3)
            assert far.texts() == ["Tuesday at three?"]

    asyncio.run(check())


def test_whatsapp_gets_nothing_after_its_24_hours(file: Path) -> None:
    async def check() -> None:
        async with open_office(file, WhatsApp) as (office, far):
            await office.hears("hello", f"whatsapp:{PHONE}")
            await far.until(2)
            office.rows("update messaging_contacts set last_heard = ?", time.time() - 25 * 3600)
            office.rows("update messaging_sent set state = 'waiting', due = 0 where number = 1")
            await office.until_states([("failed", "window"), ("sent", "")])
            assert len(far.took) == 2

    asyncio.run(check())


def test_who_said_stop_gets_nothing_until_start(file: Path) -> None:
    async def check() -> None:
        async with open_office(file, Sms) as (office, far):
            await office.hears("hello", PHONE)
            await far.until(2)
            await office.hears("told", PHONE, kind="stop")
            await office.hears("does it hurt?", PHONE)
            await office.turns.finish()
            office.rows("update messaging_sent set state = 'waiting', due = 0 where number = 1")
            await office.until_states([("failed", "opted_out"), ("sent", "")])
            await office.hears("", PHONE, kind="start")
            await far.until(3)
            assert "Welcome back" in far.took[2]["Body"]

    asyncio.run(check())


def test_yesterdays_answer_is_not_sent_any_more(file: Path) -> None:
    async def check() -> None:
        async with open_office(file) as (office, far):
            await known(office, far, ANN, BOB)
            office.rows("update messaging_sent set state = 'waiting', due = 0, created = created - 90000 where number = 1")
            await office.until_states([("failed", "too_old")] + [("sent", "")] * 3)

    asyncio.run(check())


def test_two_workers_send_each_message_once(file: Path) -> None:
    async def check() -> None:
        async with open_office(file) as (office, far), open_office(file) as (other, other_far):
            await known(office, far, ANN, BOB)
            other_far.took.clear()
            for number in range(30):
                await office.hears(str(number + 100), f"{number}")
                other.delivery.wake()
            await office.until_states([("sent", "")] * 64)
            assert len(far.took) + len(other_far.took) == 60

    asyncio.run(check())


def test_waits_grow_and_are_bounded() -> None:
    assert 0.8 <= wait_after(1, None) <= 1.2
    assert 6.4 <= wait_after(4, None) <= 9.6
    assert wait_after(30, None) <= 72
    assert (wait_after(1, 7.0), wait_after(1, 1e6)) == (7.0, 300.0)


def test_the_number_of_attempts_can_be_set() -> None:
    assert (attempts({}), attempts({"CLINIC_MESSAGING_ATTEMPTS": "3"})) == (10, 3)
    with pytest.raises(SystemExit, match="must be a number from 1"):
        attempts({"CLINIC_MESSAGING_ATTEMPTS": "0"})


def test_the_token_is_in_no_log(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def check() -> None:
        async with open_office(file, Telegram, attempts=1) as (office, far):
            far.answers = [(400, {}, "no")] * 2
            await office.hears("my secret words")
            await office.until_states([("failed", "refused")] * 2)

    asyncio.run(check())
    assert "refused" in caplog.text
    assert "ABC-DEF" not in caplog.text and "secret words" not in caplog.text and ANN not in caplog.text
