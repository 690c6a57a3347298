"""Whatever a platform sends has a defined outcome: an answer, silence, or a refusal of what is no update; never a fault."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from content.channel_texts import load_filled_channel_texts
from tests.component.messaging_channels import Channel, Channels
from tests.platforms.messenger import Messenger
from tests.platforms.shapes import Person
from tests.platforms.slack import CHANNEL, Slack
from tests.platforms.telegram import Telegram

TEXTS = load_filled_channel_texts()
NO_UPDATE = ("nothing", "null", "list body", "no JSON", "no UTF-8", "no payload")
NO_WORDS = ("photo", "voice", "location", "contact", "sticker", "media", "place", "image", "audio", "file")
# What a person reads for each; all else that `odd` holds is left alone.
ANSWERED = {
    "empty": (TEXTS.empty, TEXTS.messaging.no_text),
    "null text": (TEXTS.empty, TEXTS.messaging.no_text),
    **dict.fromkeys(NO_WORDS, (TEXTS.messaging.no_text,)),
    "place": (TEXTS.empty, TEXTS.messaging.no_text),
}
EDITS_ARE_ASKED_ANEW = ("telegram", "messenger", "slack")


def expected(channel: Channel, name: str) -> tuple[int, bool]:
    """The webhook's status, and whether the person gets an answer."""
    if name in NO_UPDATE:
        return 400, False
    is_edit_that_counts = name == "edited" and channel.name in EDITS_ARE_ASKED_ANEW
    return 200, name in ANSWERED or name in ("emoji", "10 kB", "batch of 3") or is_edit_that_counts


def test_each_odd_update_has_its_outcome(channel: Channel) -> None:
    found, wanted = {}, {}
    for name in channel.platform.odd(channel.somebody()):
        person = channel.somebody()
        answer = channel.platform.send(channel.platform.odd(person)[name])
        found[name] = answer.status, bool(channel.conversation(person) and channel.settled(person))
        wanted[name] = expected(channel, name)
    assert found == wanted


def test_what_cannot_be_read_is_answered_kindly(channel: Channel) -> None:
    person = channel.known()
    for name, texts in ANSWERED.items():
        update = channel.platform.odd(person).get(name)
        if update:
            before = len(channel.platform.answers(person))
            channel.platform.send(update)
            assert [sent.text in texts for sent in channel.settled(person)[before:]] == [True], name


def test_the_log_tells_of_no_fault(channel: Channel) -> None:
    person = channel.known()
    for update in channel.platform.odd(person).values():
        assert channel.platform.send(update).status < 500
    log = channel.channels.log.read_text(encoding="utf-8", errors="replace")
    assert [line for line in log.splitlines() if "Traceback" in line or "could not be taken" in line or "turn failed" in line] == []


def test_a_batch_is_answered_message_by_message(channels: Channels) -> None:
    platform = channels.platforms["messenger"]
    assert isinstance(platform, Messenger)
    channel = Channel(channels, platform)
    person = channel.known()
    before = len(channel.sent(person))
    batch = platform.batch_of_texts(person, "does massage help sleep", "how much is an hour", "are you open on sunday")
    assert platform.send(batch).status == 200
    channel.settled(person)
    assert channel.heard(person)[-3:] == ["does massage help sleep", "how much is an hour", "are you open on sunday"]
    assert channel.sent(person)[before][0] == "sleep"
    assert len(channel.received(person)) == 4


def test_a_resend_is_never_answered_twice(channel: Channel) -> None:
    person = channel.known()
    before = len(channel.platform.answers(person))
    update = channel.platform.text(person, "does massage help sleep")
    with ThreadPoolExecutor(5) as threads:
        statuses = list(threads.map(lambda retry: channel.platform.send(update, retry=retry).status, range(5)))
    assert statuses == [200] * 5
    answers = channel.settled(person)
    assert channel.platform.send(update, retry=3).status == 200
    assert channel.settled(person) == answers
    assert (len(channel.received(person)), channel.heard(person)[1:]) == (2, ["does massage help sleep"])
    assert len(answers) > before


def test_a_replay_of_an_old_message_changes_nothing(channel: Channel) -> None:
    person = channel.somebody()
    old = channel.platform.text(person, "does massage help sleep")
    channel.platform.send(old)
    channel.settled(person)
    channel.ask(person, "how much is an hour")
    answers = channel.ask(person, "are you open on sunday")
    channel.platform.send(old)
    assert channel.settled(person)[-len(answers) :] == answers
    assert len(channel.heard(person)) == 3


def test_messages_out_of_order_are_each_answered(channel: Channel) -> None:
    person = channel.known()
    first, second = (channel.platform.text(person, words) for words in ("does massage help sleep", "how much is an hour"))
    assert [channel.platform.send(update).status for update in (second, first)] == [200, 200]
    channel.settled(person)
    assert channel.heard(person)[1:] == ["how much is an hour", "does massage help sleep"]


@pytest.mark.parametrize("words", ["/restart", "/emergency", '/restart{"x": 1}', "/session_start", "//back"])
def test_a_typed_command_is_only_words(channel: Channel, words: str) -> None:
    person = channel.known()
    channel.ask(person, "does massage help sleep")
    assert channel.ask(person, words)
    assert not channel.heard(person)[-1].startswith("/")
    asked = [event for event in channel.events(person) if event["event"] == "user"]
    assert len(asked) >= 3 and "restart" not in {event["event"] for event in channel.events(person)}
    assert channel.ask(person, "how much is an hour")


def test_a_group_is_told_to_write_in_private(channels: Channels) -> None:
    platform = channels.platforms["telegram"]
    assert isinstance(platform, Telegram)
    channel, group = Channel(channels, platform), Person(0, "-1001234567890")
    platform.send(platform.group_post(channel.somebody(), "/start@willow_lane_bot"))
    assert ["in private only" in sent.text for sent in channel.settled(group)] == [True]


def test_slack_answers_a_mention_in_its_thread(channels: Channels) -> None:
    platform = channels.platforms["slack"]
    assert isinstance(platform, Slack)
    channel, moment = Channel(channels, platform), "1700000000.000100"
    platform.send(platform.mention(channel.somebody(), "does massage help sleep", moment))
    thread = Person(0, f"{CHANNEL} {moment}")
    assert channel.settled(thread) and channel.heard(thread) == ["does massage help sleep"]
    platform.send(platform.mention(channel.somebody(), "how much is an hour", "1700000000.000200", thread=moment))
    channel.settled(thread)
    assert channel.heard(thread)[-1] == "how much is an hour"
