"""On every channel of the running assistant a visitor in danger is answered, however long, fast or unwelcome the message is."""

from __future__ import annotations

import pytest

from channels.rates import MOST_OF_A_VISITOR
from content.channel_texts import load_filled_channel_texts
from tests.component.messaging_channels import Channel, Channels
from tests.platforms.shapes import Person
from tests.platforms.slack import Slack
from tests.platforms.telegram import MEDIA, Telegram
from tests.platforms.twilio import Twilio
from tools.website_client import WebsiteChat, messages_of

TEXTS = load_filled_channel_texts()
DANGER = "my chest hurts and my left arm is numb"
STORY = "i work at a desk and sit most of the day. "
MOST = int(MOST_OF_A_VISITOR["messages"].split("/")[0])
LONG = [f"{STORY * 70}{DANGER}", f"{DANGER}. {STORY * 70}"]


def last_topic(channel: Channel, person: Person) -> str | None:
    topic: str | None = channel.sent(person)[-1][0]
    return topic


@pytest.mark.parametrize("text", [*LONG, f"{STORY * 1_000}{DANGER}"], ids=["end", "beginning", "end of 40 kB"])
def test_danger_at_either_end_of_a_long_story_is_answered_on_the_website(chat: WebsiteChat, text: str) -> None:
    (reply,) = messages_of(chat.ask(text))
    assert reply["topic"] == "emergency" and "999" in reply["text"]


def test_a_visitor_of_the_website_who_is_too_fast_is_answered_in_danger(chat: WebsiteChat) -> None:
    for number in range(MOST):
        chat.ask(f"hello {number}")
    refused = chat.ask("how much is an hour")
    assert refused.error == (429, "too_fast") and "call 999" in refused.json["error"]["message"]
    assert [message["topic"] for message in messages_of(chat.ask(DANGER))] == ["emergency"]


def test_a_body_beyond_the_limit_of_the_website_says_whom_to_call(chat: WebsiteChat) -> None:
    for size in (70_000, 3_000_000):
        refused = chat.ask("x" * size)
        assert refused.error == (413, "too_large") and "call 999" in refused.json["error"]["message"]


@pytest.mark.parametrize("text", LONG, ids=["end", "beginning"])
def test_danger_at_either_end_of_a_long_story_is_answered_on_each_platform(channel: Channel, text: str) -> None:
    person = channel.known()
    assert "999" in channel.ask(person, text)[-1].text
    assert last_topic(channel, person) == "emergency"


def test_a_person_who_is_too_fast_is_answered_in_danger_on_each_platform(channel: Channel) -> None:
    person = channel.known()
    for number in range(MOST):
        assert channel.platform.say(person, f"hello {number}").status == 200
    assert [sent.text for sent in channel.settled(person)][-1] == TEXTS.website.too_fast
    assert channel.ask(person, "how much is an hour") == []
    assert "999" in channel.ask(person, DANGER)[-1].text


@pytest.mark.parametrize("kind", ["photo", "voice"])
def test_a_caption_that_tells_of_danger_is_answered(channels: Channels, kind: str) -> None:
    platform = channels.platforms["telegram"]
    assert isinstance(platform, Telegram)
    channel = Channel(channels, platform)
    person = channel.known()
    platform.send(platform._update("message", platform.message(person, **{kind: MEDIA[kind]}, caption=DANGER)))
    channel.settled(person)
    assert (channel.heard(person)[-1], last_topic(channel, person)) == (DANGER, "emergency")


def test_words_beside_a_picture_and_a_file_that_tell_of_danger_are_answered(channels: Channels) -> None:
    for name in ("whatsapp", "slack"):
        platform = channels.platforms[name]
        channel = Channel(channels, platform)
        person = channel.known()
        if isinstance(platform, Twilio):
            platform.send(platform._message(person, Body=DANGER, NumMedia="1", MediaUrl0="https://api.twilio.com/ME1"))
        elif isinstance(platform, Slack):
            platform.send(platform.event(platform.message(person, text=DANGER, subtype="file_share", files=[{"id": "F1"}])))
        channel.settled(person)
        assert last_topic(channel, person) == "emergency"


def test_a_person_who_opted_out_on_whatsapp_is_answered_in_danger_alone(channels: Channels) -> None:
    channel = Channel(channels, channels.platforms["whatsapp"])
    person = channel.known()
    channel.ask(person, "stop")
    assert channel.ask(person, "how much is an hour") == []
    assert ["999" in sent.text for sent in channel.ask(person, DANGER)] == [True]
    assert channel.ask(person, "how much is an hour") == []


def test_a_carrier_that_lets_nothing_through_after_stop_leaves_the_danger_for_staff_to_see(channels: Channels) -> None:
    channel = Channel(channels, channels.platforms["sms"])
    person = channel.known()
    channel.ask(person, "STOP")
    assert channel.ask(person, DANGER) == []
    assert channel.sent(person)[-1] == ("emergency", "failed", "opted_out")
    channel.far.broken.clear()  # it refused as it should
