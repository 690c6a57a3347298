"""Compares what visitors hold with what the database holds: the website's tables, Rasa's events, and the desk's copy of them."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.chaos.visitors import Guest, Question
from tools.postgresql import Server

SECONDS_FOR_THE_INGESTER = 60.0
MARK = re.compile(r"\bguest\d+q")
_WEBSITE = "select conversation, sender, text, client_msg_id, id from website_messages order by conversation, seq"
_EVENTS = """select sender_id, case type_name when 'user' then 'visitor' else 'assistant' end, data::json ->> 'text', '', ''
from events where type_name in ('user', 'bot') order by sender_id, id"""
_DESK = """select c.sender_id, m.kind, m.text, '', '' from conversations_message m
join conversations_conversation c on c.id = m.conversation_id order by c.sender_id, m.source_id"""
_BEHIND = """select (select count(*) from events where type_name in ('user', 'bot'))
- (select count(*) from conversations_message)"""


class Said(NamedTuple):
    """One message as a table holds it; the last two only where it is the website's."""

    conversation: str
    sender: str
    text: str
    client_msg_id: str = ""
    id: str = ""


@dataclass(frozen=True)
class Held:
    """What each table holds, in the order in which it was said in each conversation."""

    website: Sequence[Said]
    events: Sequence[Said]
    desk: Sequence[Said]


@dataclass
class Counts:
    """How many messages came to what end; `complaints` says of which and why."""

    sent: int = 0
    answered: int = 0
    told: int = 0
    stranded: int = 0
    lost: int = 0
    doubled: int = 0
    mixed: int = 0
    complaints: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Whether everybody got an answer or a clear word, and every answered turn is recorded once and in its place."""
        return not (self.stranded or self.lost or self.doubled or self.mixed)


def read(server: Server) -> Held:
    """Everything that was ever said, once the desk's copy has it."""
    with server.connect() as connection, connection.cursor() as cursor:
        deadline, behind = time.monotonic() + SECONDS_FOR_THE_INGESTER, 1
        while behind and time.monotonic() < deadline:
            cursor.execute(_BEHIND)
            (behind,) = cursor.fetchone() or (0,)
            time.sleep(0.2 if behind else 0.0)
        tables = []
        for query in (_WEBSITE, _EVENTS, _DESK):
            cursor.execute(query)
            tables.append([Said(*row) for row in cursor.fetchall()])
    return Held(*tables)


def count(guests: Sequence[Guest], held: Held) -> Counts:
    """What became of the messages of `guests`."""
    counts, turns = Counts(), _Turns(held)
    for question in (question for guest in guests for question in guest.questions):
        counts.sent += 1
        counts.answered += question.answered_at is not None
        counts.told += bool(question.told_at)
        _judge(question, turns, counts)
    for guest in guests:
        _judge_screen(guest, held, counts)
    marks = {guest.mark for guest in guests}
    for name, table in (("website", held.website), ("events", held.events), ("desk", held.desk)):
        for conversation in _mixed(table, marks):
            counts.mixed += 1
            counts.complaints.append(f"mixed: conversation {conversation} of {name} holds words of several visitors")
    return counts


class _Turns:
    """For each visitor's words, how often each table has them, and the replies that follow."""

    def __init__(self, held: Held) -> None:
        self.asked = {name: _turns_of(table) for name, table in (("events", held.events), ("desk", held.desk))}
        self.rows: dict[str, list[Said]] = defaultdict(list)
        for said in held.website:
            self.rows[said.client_msg_id].append(said)


def _judge(question: Question, turns: _Turns, counts: Counts) -> None:
    rows = turns.rows[question.client_msg_id]
    asked = [said.text for said in rows if said.sender == "visitor"]
    replies = [said.text for said in rows if said.sender == "assistant"]
    found = {name: table.get(question.text, []) for name, table in turns.asked.items()}
    if question.stranded or (question.answered_at is None and not question.told_at):
        counts.stranded += 1
        counts.complaints.append(f"stranded: {question.text}: {question.stranded or 'nothing came'}")
    twice = [name for name, tellings in found.items() if len(tellings) > 1]
    twice += [name for name, tellings in found.items() if tellings and len(tellings[0]) > len(replies) > 0]
    twice += ["website"] if len(asked) > 1 or len(set(replies)) < len(replies) else []
    if twice:
        counts.doubled += 1
        counts.complaints.append(f"doubled: {question.text}: in {', '.join(twice)}")
    if question.answered_at is None:
        return
    missing = [] if asked == [question.text] and replies else ["website"]
    missing += [name for name, tellings in found.items() if not any(_holds(telling, replies) for telling in tellings)]
    if missing:
        counts.lost += 1
        counts.complaints.append(f"lost: {question.text}: not whole in {', '.join(missing)}")


def _judge_screen(guest: Guest, held: Held, counts: Counts) -> None:
    """What a visitor has seen must be what is kept, in this visitor's own conversation."""
    mine = {said.conversation for said in held.website if guest.mark in MARK.findall(said.text)}
    kept = {said.id: said.conversation for said in held.website}
    for message in guest.screen.values():
        if message["id"] not in kept:
            counts.lost += 1
            counts.complaints.append(f"lost: {guest.mark} saw a message that is not kept: {message['text']}")
        elif kept[message["id"]] not in mine:
            counts.mixed += 1
            counts.complaints.append(f"mixed: {guest.mark} saw another conversation's: {message['text']}")
    counts.mixed += len(guest.wrong)
    counts.complaints += [f"mixed: {guest.mark}: {wrong}" for wrong in guest.wrong]


def _turns_of(table: Iterable[Said]) -> dict[str, list[list[str]]]:
    """The replies after each telling of a visitor's words."""
    turns: dict[str, list[list[str]]] = defaultdict(list)
    current: tuple[str, list[str]] = ("", [])
    for said in table:
        if said.sender == "visitor":
            current = (said.conversation, [])
            turns[said.text].append(current[1])
        elif said.conversation == current[0]:
            current[1].append(said.text)
    return turns


def _holds(telling: Sequence[str], replies: Sequence[str]) -> bool:
    return all(telling.count(reply) >= replies.count(reply) for reply in replies)


def _mixed(table: Iterable[Said], marks: set[str]) -> list[str]:
    """Conversations in which one of `marks` stands beside another visitor's."""
    owners: dict[str, set[str]] = defaultdict(set)
    for said in table:
        if said.sender == "visitor":
            owners[said.conversation].update(MARK.findall(said.text))
    return [conversation for conversation, found in owners.items() if len(found) > 1 and found & marks]
