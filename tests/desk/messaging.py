"""The messaging channels' own tables, and rows in them as the assistant leaves them."""

from __future__ import annotations

import html
import itertools
import json
import re
import time
import uuid
from typing import Any

from django.db import connection
from django.test import Client
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from channels.messaging.tables import tables
from review.conversations.ingester import ingest_all
from review.conversations.models import Conversation
from tests.desk.conversations import Talk

PHONE = "+447700900123"
ADDRESSES = {"telegram": "5550001234", "whatsapp": f"whatsapp:{PHONE}", "sms": PHONE, "messenger": "7766554433221100", "slack": "D024BE91L 1699.0001"}
SHOWN = {"whatsapp": "+44 … 123", "sms": "+44 … 123", "telegram": "…234", "messenger": "…100", "slack": "…91L"}
_numbers = itertools.count(1)


def make_tables() -> None:
    drop_tables()
    dialect = sqlite.dialect() if connection.vendor == "sqlite" else postgresql.dialect()
    with connection.cursor() as cursor:
        for table in tables.sorted_tables:
            cursor.execute(str(CreateTable(table).compile(dialect=dialect)))
            for index in table.indexes:
                cursor.execute(str(CreateIndex(index).compile(dialect=dialect)))


def drop_tables() -> None:
    with connection.cursor() as cursor:
        for table in tables.sorted_tables:
            cursor.execute(f"DROP TABLE IF EXISTS {table.name}")


def insert(table: str, **row: Any) -> None:
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(row))
        cursor.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def person(channel: str, hours_ago: float = 0.1, address: str = "", sender: str = "", **more: Any) -> str:
    """Somebody who wrote so long ago; the conversation's name."""
    sender, at = sender or uuid.uuid4().hex, time.time() - hours_ago * 3600
    row = {"address": address or ADDRESSES[channel], "shown": SHOWN[channel], "created": at, "last_heard": at, **more}
    insert("messaging_contacts", conversation=sender, channel=channel, **row)
    said = {"kind": "text", "text": "", "received": at, "claimed": at, "answered": at}
    insert("messaging_received", channel=channel, message_id=f"{row['address']} {next(_numbers)}", conversation=sender, **said)
    return sender


def sent(sender: str, text: str, hours_ago: float = 0.0, author: str = "assistant", **more: Any) -> str:
    """A message on its way, or what became of it; its id."""
    at, key = time.time() - hours_ago * 3600, uuid.uuid4().hex[:16]
    [(channel,)] = rows(f"SELECT channel FROM messaging_contacts WHERE conversation = '{sender}'")
    row = {"topic": None, "state": "sent", "attempts": 1, "due": at, "problem": "", **more}
    insert("messaging_sent", id=key, channel=channel, conversation=sender, author=author, text=text, buttons=json.dumps([]), created=at, **row)
    return key


def talked(channel: str, question: str = "does massage help sleep", hours_ago: float = 0.1, intent: str = "sleep", **more: Any) -> Conversation:
    """A conversation on the desk with somebody on a messaging channel."""
    sender = person(channel, hours_ago, **more)
    Talk(sender, channel, time.time() - hours_ago * 3600).begin().ask(question, intent).say("It may.", intent).save()
    ingest_all()
    return Conversation.objects.get(sender_id=sender)


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def form_of(page: str) -> dict[str, str]:
    found = re.search(r'name="token" value="([0-9a-f]{16})"', page)
    assert found, "no form"
    return {"token": found[1]}


def write(client: Client, one: Conversation, text: str, **more: str) -> Any:
    place = f"/conversations/{one.pk}/"
    return client.post(f"{place}write/", {**form_of(text_of(client.get(place))), "text": text, **more}, follow=True)


def written() -> list[tuple[Any, ...]]:
    return rows("SELECT conversation, channel, author, text, state, attempts, problem, buttons FROM messaging_sent ORDER BY number")
