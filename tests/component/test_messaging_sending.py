"""Answers reach the person whatever the platform's server does; what cannot be sent stays to be seen."""

from __future__ import annotations

import json
import secrets
import time
from typing import Any

import pytest

from tests.component.messaging_channels import ATTEMPTS, Channel, Channels
from tests.platforms.shapes import Person, Trouble
from tests.platforms.twilio import FarTwilio

QUESTION = "how much is an hour"
TROUBLES = [
    (Trouble("too_many", 1), Trouble("error")),
    (Trouble("closed"), Trouble("unavailable")),
    (Trouble("slow", 2),),
]


@pytest.mark.parametrize("troubles", TROUBLES, ids=lambda troubles: " then ".join(trouble.kind for trouble in troubles))
def test_an_answer_survives_the_platforms_troubles_and_comes_once(channel: Channel, troubles: tuple[Trouble, ...]) -> None:
    person = channel.known()
    calm = [sent.text for sent in channel.ask(person, QUESTION)]
    channel.far.misbehave(*troubles, address=person.address)
    assert [sent.text for sent in channel.ask(person, QUESTION)] == calm
    assert {state for _, state, _ in channel.sent(person)} == {"sent"}


def test_what_a_platform_never_takes_is_given_up_and_the_next_is_sent(channel: Channel) -> None:
    person = channel.known()
    channel.far.misbehave(*[Trouble("unavailable")] * ATTEMPTS, address=person.address)
    before = len(channel.sent(person))
    channel.ask(person, QUESTION)
    assert channel.sent(person)[before][1:] == ("failed", "gave_up")
    after = len(channel.sent(person))
    assert channel.ask(person, QUESTION)
    assert {state for _, state, _ in channel.sent(person)[after:]} == {"sent"}


def test_one_persons_trouble_is_nobody_elses(channel: Channel) -> None:
    ann, bob = channel.known(), channel.known()
    channel.far.misbehave(Trouble("error"), Trouble("error"), address=ann.address)
    channel.platform.say(ann, QUESTION)
    begun = time.monotonic()
    assert channel.ask(bob, QUESTION)
    assert time.monotonic() - begun < 2.5
    assert channel.settled(ann)


def test_the_webhook_is_answered_before_the_platform_takes_the_answer(channel: Channel) -> None:
    person = channel.known()
    channel.far.misbehave(Trouble("slow", 3), address=person.address)
    begun = time.monotonic()
    assert channel.platform.say(person, QUESTION).status == 200
    assert time.monotonic() - begun < 1.5
    channel.settled(person)


def test_who_is_out_of_the_platforms_reach_is_seen_at_once(channels: Channels) -> None:
    channel = Channel(channels, channels.platforms["sms"])
    person = channel.known()
    assert isinstance(channel.far, FarTwilio)
    channel.far.opted_out.add(person.address)
    assert channel.ask(person, QUESTION) == []
    assert channel.sent(person)[-1][1:] == ("failed", "opted_out")


def write_as_staff(channel: Channel, person: Person, text: str) -> None:
    """Put a message into the post as the desk does."""
    row: dict[str, Any] = {"id": secrets.token_hex(8), "channel": channel.name, "conversation": channel.conversation(person)}
    row.update(author="ann", text=text, buttons=json.dumps([]), created=time.time(), state="waiting", attempts=0, due=time.time(), problem="")
    channel.rows(f"insert into messaging_sent ({', '.join(row)}) values ({', '.join('?' * len(row))})", *row.values())


def test_what_staff_write_reaches_the_person_within_seconds(channel: Channel) -> None:
    person = channel.known()
    before = len(channel.platform.answers(person))
    write_as_staff(channel, person, "Tuesday at <3> & no later?")
    assert channel.platform.wait_for(person, before + 1, 3.0)[-1].text == "Tuesday at <3> & no later?"


def test_while_staff_are_talking_the_assistant_is_silent_but_for_an_emergency(channel: Channel) -> None:
    person = channel.known()
    until = "update messaging_contacts set quiet_until = ? where conversation = ?"
    channel.rows(until, time.time() + 3600, channel.conversation(person))
    assert channel.ask(person, QUESTION) == []
    assert channel.sent(person)[-1][1] == "held"
    assert channel.heard(person)[-1] == QUESTION
    (alarm,) = channel.ask(person, "i have chest pain and my arm is numb")
    assert "999" in alarm.text
    channel.rows(until, None, channel.conversation(person))
    assert channel.ask(person, QUESTION)


def test_whatsapp_gets_nothing_after_its_24_hours(channels: Channels) -> None:
    channel = Channel(channels, channels.platforms["whatsapp"])
    person = channel.known()
    channel.rows("update messaging_contacts set last_heard = ? where conversation = ?", time.time() - 90_000, channel.conversation(person))
    before = channel.platform.answers(person)
    write_as_staff(channel, person, "Tuesday at three?")
    assert channel.settled(person) == before
    assert channel.sent(person)[-1][1:] == ("failed", "window")
