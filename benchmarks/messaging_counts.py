"""Counts messages from both ends: what the platforms sent and got, and what the assistant's database holds."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from pathlib import Path
from typing import Any, Iterator, Mapping, NamedTuple, Sequence

from benchmarks.messaging_senders import Webhook
from tests.platforms.shapes import Sent

# By channel and address: moments at which the platform took each message.
Taken = Mapping[tuple[str, str], Sequence[float]]


class Conversation(NamedTuple):
    """What the database holds of one person: for each stored message the places of its answers among all `said` ones."""

    turns: Sequence[Sequence[int]]
    said: int
    heard: Sequence[str]


class Counts(NamedTuple):
    """How it went with all messages of one run."""

    sent: int
    resent: int
    received: int
    answered: int
    lost: int
    doubled: int
    seconds: Sequence[float]


def taken_by(platforms: Mapping[str, Sequence[Sent]]) -> Taken:
    """When each platform took each person's messages, in their order."""
    taken: dict[tuple[str, str], list[float]] = defaultdict(list)
    for channel, messages in platforms.items():
        for message in messages:
            taken[channel, message.address].append(message.at)
    return taken


def conversations_of(database: Path) -> dict[tuple[str, str], Conversation]:
    """All conversations, by channel and address."""
    with closing(sqlite3.connect(database)) as connection:
        people = connection.execute("select channel, address, conversation from messaging_contacts").fetchall()
        received = _grouped(connection, "select conversation, answered from messaging_received order by number")
        sent = _grouped(connection, "select conversation, created from messaging_sent order by number")
        heard = _grouped(connection, "select sender_id, json_extract(data, '$.text') from events where type_name = 'user' order by id")
    return {(channel, address): _conversation(received[name], sent[name], heard[name]) for channel, address, name in people}


def count(webhooks: Sequence[Webhook], conversations: Mapping[tuple[str, str], Conversation], taken: Taken) -> Counts:
    """Compare the true webhooks with both ends.

    A message is lost that is not stored, or not heard by Rasa, or has no answer, or whose answer the platform never took; it
    is doubled if it is stored or heard again, or if the platform took more than there was to send.
    """
    written = _by_person([webhook for webhook in webhooks if not webhook.is_resend])
    received = answered = lost = doubled = 0
    seconds: list[float] = []
    for person, messages in written.items():
        conversation, got = conversations.get(person, Conversation((), 0, ())), taken.get(person, ())
        heard = Counter(conversation.heard)
        took = list(_seconds(messages, conversation, got))
        received += len(conversation.turns)
        answered += sum(second is not None for second in took)
        lost += sum(second is None or not heard[message.words] for message, second in zip(messages, took))
        lost += max(0, len(messages) - len(took))
        doubled += max(0, len(conversation.turns) - len(messages)) + max(0, len(got) - conversation.said)
        doubled += sum(max(0, heard[message.words] - 1) for message in messages)
        seconds += [second for second in took if second is not None]
    sent = sum(map(len, written.values()))
    return Counts(sent, len(webhooks) - sent, received, answered, lost, doubled, seconds)


def _by_person(webhooks: Sequence[Webhook]) -> dict[tuple[str, str], list[Webhook]]:
    written: dict[tuple[str, str], list[Webhook]] = defaultdict(list)
    for webhook in sorted(webhooks, key=lambda webhook: webhook.at):
        written[webhook.channel, webhook.address].append(webhook)
    return written


def _seconds(messages: Sequence[Webhook], conversation: Conversation, got: Sequence[float]) -> Iterator[float | None]:
    """From each webhook to the moment at which the platform took the last part of its answer; None where that never came."""
    for message, answers in zip(messages, conversation.turns):
        is_whole = answers and max(answers) < len(got)
        yield got[max(answers)] - message.at if is_whole else None


def _grouped(connection: sqlite3.Connection, statement: str) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for conversation, value in connection.execute(statement):
        grouped[conversation].append(value)
    return grouped


def _conversation(received: Sequence[float | None], sent: Sequence[float], heard: Sequence[str]) -> Conversation:
    # Question and answers are noted in one transaction, with one moment.
    return Conversation([[place for place, at in enumerate(sent) if at == answered] for answered in received], len(sent), heard)
