"""Without the action server the fixed replies go on, alarms above all, and a look-up says that it cannot."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

from content.clinic import load_clinic
from content.safety import load_safety
from tools.rest_client import RestClient
from tools.running import Running
from tools.serve import HOST, MODEL, Supervisor, free_port
from tools.turns import RecordedTurn, last_turn

CLINIC = load_clinic()
COUNTRY = load_safety().country(CLINIC.country)
MARK = "zanzibarquux"
LOOKED_UP = ["are you open on sunday", "how much is an hour", "does it help sciatica", "can i have a massage with shingles"]


def until(happens: Callable[[], bool], seconds: float = 120.0) -> bool:
    """Wait for what must happen; whether it did."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happens():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Supervisor]:
    """An assistant whose action server was never started."""
    folder = tmp_path_factory.mktemp("alone")
    supervisor = Supervisor(free_port(), MODEL, folder / "conversations.db", folder / "assistant.log")
    supervisor._start_assistant()
    try:
        assert until(RestClient(f"http://{HOST}:{supervisor.port}").is_up)
        yield supervisor
    finally:
        supervisor.end()


@pytest.fixture
def ask(alone: Supervisor, sender: str) -> Callable[[str], RecordedTurn]:
    """Ask the lonely assistant; the turn as it was recorded."""

    def say(text: str) -> RecordedTurn:
        replies = RestClient(f"http://{HOST}:{alone.port}").say(sender, text)
        turn = last_turn(alone.database, sender)
        assert turn.reply == "\n".join(reply.get("text") or "" for reply in replies)
        return turn

    return say


Ask = Callable[[str], RecordedTurn]


@pytest.mark.parametrize(
    ("text", "topic"),
    [("does massage help sleep", "sleep"), ("how do i book", "booking"), ("hello", "greet"), ("are you a bot", "bot_challenge")],
)
def test_a_fixed_reply_comes_all_the_same(ask: Ask, text: str, topic: str) -> None:
    assert ask(text).topics == (topic,)


@pytest.mark.parametrize(
    ("text", "topic", "number"),
    [
        ("my chest hurts and my left arm is numb", "emergency", COUNTRY.emergency),
        ("i want to kill myself", "crisis", COUNTRY.crisis),
    ],
)
def test_an_alarm_comes_all_the_same_with_its_number(ask: Ask, text: str, topic: str, number: str) -> None:
    turn = ask(text)
    assert turn.topics == (topic,)
    assert number in turn.reply


@pytest.mark.parametrize("text", LOOKED_UP)
def test_a_look_up_says_once_that_it_cannot_and_gives_the_phone(ask: Ask, text: str) -> None:
    turn = ask(text)
    assert turn.reply.startswith("I'm sorry, I can't look that up at the moment.")
    assert turn.reply.count(CLINIC.contact.phone) == 1
    assert turn.reply.count("look that up") == 1


def test_after_a_failed_look_up_the_conversation_goes_on(ask: Ask) -> None:
    ask("are you open on sunday")
    assert ask("does massage help sleep").topics == ("sleep",)
    assert "look that up" in ask("are you open on sunday").reply
    assert ask("my chest hurts and my left arm is numb").topics == ("emergency",)


def test_the_outage_is_in_the_log_without_the_visitors_words(ask: Ask, alone: Supervisor) -> None:
    ask(f"are you open on sunday {MARK}")
    log = alone.log.read_text(encoding="utf-8", errors="replace")
    assert "The action server gave no answer" in log and "ClientConnectorError" in log
    assert MARK not in log


def test_once_the_action_server_is_there_the_same_visitor_is_answered(ask: Ask, alone: Supervisor) -> None:
    assert "look that up" in ask("are you open on sunday").reply
    alone._start_actions()
    assert until(lambda: ask("are you open on sunday").topics == ("hours",), seconds=30)


def action_server_of(assistant: Running) -> int | None:
    """Process id of the action server at the assistant's own port."""
    port = assistant.actions_url.rsplit(":", 1)[1]
    listed = subprocess.run(["ps", "-ww", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    found = [line.split()[0] for line in listed.splitlines() if line.endswith(f"-m actions.server --port {port}")]
    return int(found[0]) if found else None


def test_an_action_server_that_dies_is_started_again(client: RestClient, assistant: Running, sender: str) -> None:
    first = action_server_of(assistant)
    assert first
    subprocess.run(["kill", "-KILL", str(first)], check=True)
    assert until(lambda: action_server_of(assistant) not in (None, first), seconds=30)
    assert until(lambda: "closed on Sundays" in str(client.say(sender, "are you open on sunday")), seconds=30)
