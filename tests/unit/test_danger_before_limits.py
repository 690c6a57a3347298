"""No limit stands before danger: who is too fast, writes too much, or wants no more messages is helped all the same."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sanic import Sanic

from channels import danger
from channels.danger import DangerPasses
from channels.messaging.messages import Incoming
from channels.rates import MOST_OF_A_VISITOR, Rates
from channels.telegram import TelegramInput
from channels.website import WebsiteInput
from content.channel_texts import load_filled_channel_texts
from tests.unit.messaging_far_sides import ANN, UserMessage, known, open_office
from tests.unit.platform_settings import VARIABLES
from tests.unit.website_far_side import SECRET, FarSide, make_events_table, served
from tools.website_client import WebsiteChat, WebsiteClient, messages_of

TEXTS = load_filled_channel_texts()
DANGER, CALM = "my chest hurts and my left arm is numb", "how much is an hour"
STORY = "i work at a desk and my neck is stiff. "
MOST = int(MOST_OF_A_VISITOR["messages"].split("/")[0])


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("website") / "conversations.db"
    make_events_table(file)
    return file


@pytest.fixture(scope="module")
def server(database: Path) -> Iterator[tuple[str, Sanic, WebsiteInput]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLINIC_SECRET", SECRET)
        patch.setenv("CLINIC_DATABASE", str(database))
        patch.delenv("CLINIC_ORIGINS", raising=False)
        channel = WebsiteInput()
    with served(channel) as (url, app):
        yield url, app, channel


@pytest.fixture
def chat(server: tuple[str, Sanic, WebsiteInput], database: Path, monkeypatch: pytest.MonkeyPatch) -> WebsiteChat:
    server[1].ctx.agent = FarSide(database)
    monkeypatch.setattr(server[2], "_danger", DangerPasses())
    monkeypatch.setattr(server[2], "_rates", Rates())
    return WebsiteClient(server[0]).chat()


def reach_the_limit(chat: WebsiteChat) -> None:
    for number in range(MOST):
        assert chat.ask(f"hello {number}").status == 200
    assert chat.ask(CALM).error == (429, "too_fast")


def test_a_visitor_who_is_too_fast_is_heard_in_danger_and_only_then(chat: WebsiteChat) -> None:
    reach_the_limit(chat)
    assert messages_of(chat.ask(DANGER))[0]["text"] == f"You said {DANGER}"
    assert chat.ask(CALM).error == (429, "too_fast")
    assert chat.press("sleep").error == (429, "too_fast")
    assert chat.request("POST", "/messages", b"[]").status == 400


def test_a_visitor_who_floods_us_with_danger_is_told_whom_to_call(chat: WebsiteChat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(danger, "MOST_PASSES", 2)
    reach_the_limit(chat)
    answers = [chat.ask(DANGER) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert "call 999" in answers[2].json["error"]["message"] and "Samaritans on 116 123" in answers[2].json["error"]["message"]


@pytest.mark.parametrize("text", [STORY * 90 + DANGER, f"{DANGER}. {STORY * 90}", STORY * 1_500 + DANGER], ids=["end", "beginning", "58 kB"])
def test_danger_at_either_end_of_a_visitors_long_story_is_read(chat: WebsiteChat, text: str) -> None:
    assert DANGER in messages_of(chat.ask(text))[0]["text"]


def test_a_visitor_who_sends_more_than_can_be_taken_is_told_whom_to_call(chat: WebsiteChat) -> None:
    answer = chat.ask("x" * 70_000)
    assert answer.error == (413, "too_large")
    assert "call 999" in answer.json["error"]["message"]


def test_a_visitor_who_writes_while_the_database_is_locked_is_told_whom_to_call(chat: WebsiteChat, database: Path) -> None:
    with sqlite3.connect(database, isolation_level="EXCLUSIVE") as connection:
        connection.execute("DELETE FROM website_feedback")  # and with it the lock, until the end of the block
        answer = chat.ask(DANGER)
    assert answer.error == (503, "trouble")
    assert "call 999" in answer.json["error"]["message"]


@pytest.fixture
def telegram(monkeypatch: pytest.MonkeyPatch) -> TelegramInput:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    channel = TelegramInput()
    channel._rates, channel._danger = Rates(), DangerPasses()
    return channel


def admitted(channel: TelegramInput, *texts: str, kind: str = "text") -> list[str | None]:
    """The kind as which each message of one person goes on; None where it meets silence."""

    async def admit() -> list[str | None]:
        kinds: list[str | None] = []
        for number, text in enumerate(texts):
            incoming = await channel._admitted(Incoming(str(number), ANN, kind, text))  # type: ignore[arg-type]
            kinds.append(incoming and incoming.kind)
        return kinds

    return asyncio.run(admit())


def test_a_person_who_is_too_fast_on_a_platform_is_heard_in_danger(telegram: TelegramInput) -> None:
    assert admitted(telegram, *[CALM] * MOST) == ["text"] * MOST
    assert admitted(telegram, CALM, CALM, DANGER, CALM, DANGER) == ["too_fast", None, "text", None, "text"]
    assert admitted(telegram, "", kind="no_text") == [None]


def test_a_person_in_danger_never_meets_silence(telegram: TelegramInput, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(danger, "MOST_PASSES", 1)
    admitted(telegram, *[CALM] * MOST)
    assert admitted(telegram, DANGER, CALM, DANGER, DANGER, CALM) == ["text", "too_fast", "too_fast", "too_fast", None]


async def urgent(message: UserMessage) -> None:
    assert message.output_channel
    topic = "emergency" if "chest" in (message.text or "") else "sleep"
    for topics in ([topic], ["price"]):
        await message.output_channel.send_response(message.sender_id, {"text": f"{topics[0]}: {message.text}", "topics": topics})


def test_a_person_who_has_opted_out_gets_the_reply_to_danger_and_no_other(tmp_path: Path) -> None:
    async def check() -> None:
        async with open_office(tmp_path / "conversations.db", say=urgent) as (office, far):
            await office.hears("hello")
            await far.until(3)
            await office.hears("", kind="stop")
            await far.until(4)
            far.took.clear()
            for text in (CALM, "i want to die", DANGER):  # the second one is danger to which the assistant replies something else
                await office.hears(text)
            await far.until(1)
            await office.turns.finish()
            await asyncio.sleep(0.2)
            assert far.texts() == [f"emergency: {DANGER}"]

    asyncio.run(check())


def test_what_waits_for_a_person_who_opts_out_is_not_sent(tmp_path: Path) -> None:
    async def check() -> None:
        async with open_office(tmp_path / "conversations.db") as (office, far):
            await known(office, far, ANN)
            far.answers = [(503, {}, "")]
            await office.hears("how much is an hour")
            await office.hears("", kind="stop")
            await far.until(1)
            await office.until_states([("sent", ""), ("sent", ""), ("failed", "opted_out"), ("sent", "")])

    asyncio.run(check())
