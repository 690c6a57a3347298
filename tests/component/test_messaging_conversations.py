"""Conversations on every channel, as the person sees them."""

from __future__ import annotations

import pytest

from tests.component.messaging_channels import Channel, Channels
from tests.platforms.telegram import FarTelegram
from tests.platforms.twilio import Twilio
from tools.turns import last_turn

DANGER = "i have chest pain and my arm is numb"


def topics(channel: Channel, *questions: str) -> list[str | None]:
    """The topics of what a person is told who asks all of these."""
    person = channel.somebody()
    for question in questions:
        assert channel.ask(person, question)
    return [topic for topic, _, _ in channel.sent(person)]


def test_a_follow_up_is_understood(channel: Channel) -> None:
    person = channel.somebody()
    introduction, *sleep = channel.ask(person, "does massage help sleep")
    assert "automatic assistant" in introduction.text and "999" in introduction.text
    assert any("sleep" in sent.text.lower() for sent in sleep)
    diabetes = channel.ask(person, "is it safe with diabetes?")
    assert any("diabetes" in sent.text.lower() for sent in diabetes)
    told = [topic for topic, _, _ in channel.sent(person)]
    assert told[0] is None and {"sleep", "diabetes"} <= set(told)
    assert {(state, problem) for _, state, problem in channel.sent(person)} == {("sent", "")}
    assert channel.far.broken == []


def test_a_button_leads_to_its_answer_and_on(channel: Channel) -> None:
    person = channel.somebody()
    assert "What does research say?" in [choice.title for choice in channel.ask(person, "does massage help sleep")[-1].choices]
    assert channel.press(person, "What does research say?")
    assert last_turn(channel.channels.database, channel.conversation(person)).topics == ("evidence", "sleep")
    assert channel.press(person, "Book a visit")
    assert last_turn(channel.channels.database, channel.conversation(person)).topics == ("booking",)
    if isinstance(channel.far, FarTelegram):
        assert len(channel.far.acknowledged) >= 2


def test_a_button_of_somebody_else_is_unknown(channel: Channel) -> None:
    ann, bob = channel.somebody(), channel.known()
    choice = channel.ask(ann, "does massage help sleep")[-1].choices[0]
    if choice.how.isdecimal():
        pytest.skip("a number means the person's own choices")
    before = len(channel.platform.answers(bob))
    assert channel.platform.send(channel.platform.pressed(bob, choice.how, choice.title)).status == 200
    assert ["don't know that button" in sent.text for sent in channel.settled(bob)[before:]] == [True]


@pytest.mark.parametrize("is_known", [False, True])
def test_an_emergency_is_whole_first_and_alone(channel: Channel, is_known: bool) -> None:
    person = channel.known() if is_known else channel.somebody()
    (alarm,) = channel.ask(person, DANGER)
    said = [event["text"] for event in channel.events(person) if event["event"] == "bot"][-1]
    assert "999" in alarm.text and alarm.text.split() == said.replace("**", "").split()
    assert channel.sent(person)[-1] == ("emergency", "sent", "")


def test_begin_greets_and_offers_starters(channel: Channel) -> None:
    person = channel.somebody()
    update = channel.platform.start_over(person)
    if update is None:
        pytest.skip("this channel has no button to begin")
    assert channel.platform.send(update).status == 200
    (greeting,) = channel.settled(person)
    assert "Hello!" in greeting.text and len(greeting.choices) == 3
    assert channel.press(person, greeting.choices[0].title)


def test_all_channels_tell_the_same(channels: Channels) -> None:
    told = {name: topics(Channel(channels, platform), "does massage help sleep", "how much is an hour") for name, platform in channels.platforms.items()}
    assert len({tuple(dict.fromkeys(topics)) for topics in told.values()}) == 1, told


def test_nobodys_address_stands_in_rasas_events_or_in_the_log(channel: Channel) -> None:
    person = channel.known()
    address = person.address.removeprefix("whatsapp:").removeprefix("+")
    assert channel.rows("select count(*) from events where data like ? or sender_id like ?", f"%{address}%", f"%{address}%") == [(0,)]
    assert address not in channel.channels.log.read_text(encoding="utf-8", errors="replace")
    assert len(channel.conversation(person)) == 32


def test_what_a_person_tells_of_themselves_is_masked(channel: Channel) -> None:
    person = channel.known()
    channel.ask(person, "does massage help sleep? I am zoequux@example.com, 07911 123457")
    assert channel.heard(person)[-1] == "does massage help sleep? I am [e-mail address], [phone number]"
    assert channel.rows("select count(*) from messaging_received where text <> '' and conversation = ?", channel.conversation(person)) == [(0,)]


def test_stop_help_and_start_by_text_message(channels: Channels) -> None:
    channel = Channel(channels, channels.platforms["sms"])
    person = channel.known()
    assert ["STOP" in sent.text for sent in channel.ask(person, "HELP")] == [True]
    assert channel.ask(person, "STOP") == []  # Twilio has confirmed it
    assert channel.ask(person, "does massage help sleep") == []
    assert ["Welcome back" in sent.text for sent in channel.ask(person, "Start")] == [True]
    assert channel.ask(person, "does massage help sleep")
    assert channel.far.broken == []


def test_stop_on_whatsapp_is_confirmed_by_us(channels: Channels) -> None:
    channel = Channel(channels, channels.platforms["whatsapp"])
    person = channel.known()
    assert ["no more messages" in sent.text for sent in channel.ask(person, "stop")] == [True]
    assert channel.ask(person, "does massage help sleep") == []
    assert ["Welcome back" in sent.text for sent in channel.ask(person, "start")] == [True]


def test_where_twilio_has_replied_we_do_not(channels: Channels) -> None:
    channel = Channel(channels, channels.platforms["sms"])
    person = channel.known()
    assert isinstance(channel.platform, Twilio)
    before = channel.platform.answers(person)
    for word in ("HELP", "STOP", "START"):
        assert channel.platform.send(channel.platform.opting(person, word)).status == 200
    assert channel.settled(person) == before
