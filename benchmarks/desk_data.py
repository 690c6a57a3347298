"""A hundred thousand conversations for the desk's benchmark, in the tables that the desk reads.

Topics and words come up as unevenly as they do in life: some in every third conversation, some in one of ten thousand.
"""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta, timezone
from typing import Any, Iterator, Sequence

from django.db import connection, transaction
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from channels import website_tables as tables
from review.conversations.bulk import write_all
from review.conversations.models import Conversation, Facet, Message

MESSAGES_A_CONVERSATION = 10
TOPICS = "sleep pain price hours booking stress_anxiety headaches safety diabetes gift jobs emergency handoff".split()
WORDS = (
    "does massage help with my back what about sleep pain stress price open sunday book visit neck shoulder headache"
    " migraine safe pregnant diabetes insulin gift voucher cost long often therapist shower afterwards sore bruise"
).split()
RARE = ("lumbago", "zanzibar", "quinine", "pilates")
REPLY = (
    "Many people find that a relaxing massage eases it for a while. The evidence is thin: small studies, short effects."
    " Please ask your doctor first."
)
_AT_ONCE = 2_000
_DAYS = 85


def fill(conversations: int, seed: int = 7) -> None:
    """Put `conversations` with ten messages each into the desk's tables, spread over the last months."""
    chance, newest = random.Random(seed), datetime.now(timezone.utc)
    for first in range(0, conversations, _AT_ONCE):
        some = [_conversation(chance, number, newest) for number in range(first, min(first + _AT_ONCE, conversations))]
        Conversation.objects.bulk_create(some)
        messages, facets = [], []
        for conversation in some:
            said = list(_messages(chance, conversation))
            messages += said
            found = {("topic", message.topic) for message in said} | {("intent", message.intent) for message in said if message.intent}
            facets += [Facet(conversation=conversation, kind=kind, value=value) for kind, value in sorted(found)]
        Message.objects.bulk_create(messages)
        Facet.objects.bulk_create(facets)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def write_events(turns: int, seed: int = 11, name: str = "bench") -> int:
    """Write `turns` turns into the assistant's table in Rasa's shape; how many events those are."""
    chance = random.Random(seed)
    rows: list[tuple[Any, ...]] = []
    at = datetime.now(timezone.utc).timestamp()
    for turn in range(turns):
        rows += turn_events(chance, f"{name}-{turn // 5:06d}", at + turn * 0.01, begins=turn % 5 == 0)
    store(rows)
    return len(rows)


def store(rows: Sequence[tuple[Any, ...]]) -> None:
    """Write rows of the assistant's table, in one transaction as the assistant writes a turn."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO events (sender_id, type_name, timestamp, intent_name, action_name, data) VALUES (%s, %s, %s, %s, %s, %s)", rows
        )


def fill_website(sessions: int, seed: int = 13) -> None:
    """Make the website channel's tables, with so many sessions; of each hundredth the visitor has erased what was said."""
    chance, now = random.Random(seed), datetime.now(timezone.utc).timestamp()
    with connection.schema_editor() as editor:
        dialect = sqlite.dialect() if connection.vendor == "sqlite" else postgresql.dialect()
        for table in (tables.sessions, tables.messages, tables.feedback):
            editor.execute(str(CreateTable(table).compile(dialect=dialect)))
    columns = ("conversation", "chat_code", "created", "expires", "last_activity", "erased_at")
    made = ((f"{number:032x}", f"{number:09d}", now - chance.random(), None if number % 100 else now) for number in range(sessions))
    rows = [(name, code, now, now, active, erased) for name, code, active, erased in made]
    write_all(f"INSERT INTO website_sessions ({', '.join(columns)}) VALUES", rows)


def _conversation(chance: random.Random, number: int, newest: datetime) -> Conversation:
    begun = newest - timedelta(days=_DAYS * chance.random())
    return Conversation(
        sender_id=f"made-{number:08d}",
        number=1,
        channel=chance.choices(("website", "telegram", "whatsapp", "sms"), (80, 12, 7, 1))[0],
        started_at=begun,
        last_at=begun + timedelta(minutes=chance.randint(1, 40)),
        first_words=_sentence(chance),
        visitor_messages=MESSAGES_A_CONVERSATION // 2,
        assistant_messages=MESSAGES_A_CONVERSATION // 2,
        lowest_confidence=chance.random() ** 0.3,
        fell_back=chance.random() < 0.12,
        emergency=chance.random() < 0.002,
        asked_for_a_person=chance.random() < 0.04,
        thumbs_down=int(chance.random() < 0.02),
        thumbs_up=int(chance.random() < 0.05),
        flagged=chance.random() < 0.001,
        reviewed_at=newest if chance.random() < 0.3 else None,
    )


def _messages(chance: random.Random, conversation: Conversation) -> Iterator[Message]:
    at, topic = conversation.started_at, "sleep"
    # Far above the ids of real events, which the same database may hold, too.
    first_id = 10**12 + conversation.pk * 100
    for number in range(MESSAGES_A_CONVERSATION):
        at += timedelta(seconds=chance.randint(2, 60))
        common: dict[str, Any] = {"conversation": conversation, "source_id": first_id + number, "sent_at": at}
        if number % 2:
            yield Message(**common, kind="assistant", text=REPLY, topic=topic, topics=[topic], response=f"utter_{topic}")
        else:
            topic = chance.choices(TOPICS, [1 / (place + 1) for place in range(len(TOPICS))])[0]
            confidence, next_best = chance.random() ** 0.3, chance.choice(TOPICS)
            ranking = [[topic, confidence], [next_best, (1 - confidence) / 2]]
            yield Message(
                **common, kind="visitor", text=_sentence(chance), topic=topic, intent=topic, confidence=confidence, runner_up=next_best,
                runner_up_confidence=(1 - confidence) / 2, ranking=ranking,
            )  # fmt: skip


def _sentence(chance: random.Random) -> str:
    words = chance.choices(WORDS, k=chance.randint(3, 9))
    return " ".join([*words, chance.choice(RARE)] if chance.random() < 0.0005 else words)


def turn_events(chance: random.Random, sender: str, at: float, begins: bool) -> Iterator[tuple[Any, ...]]:
    """The rows of one turn in the assistant's table: 6 events, and 3 more where a conversation begins."""
    topic, text = chance.choice(TOPICS), _sentence(chance)
    ranking = [{"name": name, "confidence": round(chance.random(), 6)} for name in (topic, *TOPICS[:9])]
    parse = {"intent": ranking[0], "intent_ranking": ranking, "entities": [], "text": text, "text_tokens": [[0, 4], [5, 9]], "metadata": {}}
    events: list[tuple[str, dict[str, Any]]] = [
        ("user", {"text": text, "parse_data": parse, "input_channel": "website", "message_id": f"{sender}{at}"}),
        ("slot", {"name": "condition", "value": [topic]}),
        ("user_featurization", {"use_text_for_featurization": False}),
        ("action", {"name": f"utter_{topic}", "policy": "RulePolicy", "confidence": 1.0}),
        ("bot", {"text": REPLY, "data": {"buttons": [{"title": "Book a visit", "payload": "/booking"}]}, "metadata": {"topics": [topic]}}),
        ("action", {"name": "action_listen", "policy": "RulePolicy", "confidence": 1.0}),
    ]
    if begins:
        events = [("action", {"name": "action_session_start"}), ("session_started", {}), ("action", {"name": "action_listen"}), *events]
    for kind, data in events:
        stored = json.dumps({"event": kind, "timestamp": at, **data})
        yield sender, kind, at, topic if kind == "user" else None, data.get("name"), stored
