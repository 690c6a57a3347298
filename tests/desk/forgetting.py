"""A desk in a process of its own on a real database, the rows that a visitor leaves there, and a look into the database's files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from channels.database import database_url, open_database
from channels.website_tables import callbacks, feedback, messages, sessions, tables
from tests.desk.conversations import Talk
from tools.serve import PROJECT

SECRET = "not a secret: for the checks alone"
DAY = 24 * 3600.0
CODE = "K7QP-3MXD"


@dataclass
class Desk:
    """The desk's commands on the database at `place`, which is a file or a URL; `files` is the folder of its files."""

    place: str
    files: Path

    def run(self, *arguments: str) -> str:
        """`python -m review ...`; what it says."""
        ours = {"CLINIC_DATABASE": self.place, "CLINIC_SECRET": SECRET}
        command = [sys.executable, "-W", "ignore", "-m", "review", *arguments]
        done = subprocess.run(command, cwd=PROJECT, env={**os.environ, **ours}, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def call(self, function: str, *values: object) -> str:
        """Call a function of this module in the desk's process; what it prints."""
        written = ", ".join(map(repr, values))
        return self.run("shell", "--no-imports", "-c", f"from tests.desk import forgetting; forgetting.{function}({written})")

    def has(self, word: str) -> bool:
        """Whether one of the files holds the bytes of `word`."""
        return any(word.encode() in file.read_bytes() for file in self.files.rglob("*") if file.is_file())


def talk(sender: str, word: str, at: float, channel: str = "website") -> Talk:
    """A question with `word`, and its answer."""
    begun = Talk(sender, channel, at).begin().ask(f"Does massage help my {word}?", entities=[{"entity": "condition", "value": word}])
    return begun.say(f"About {word}: please ask us.", "sleep")


def save_as_the_assistant(said: Talk) -> None:
    """Write events as Rasa's process does: on a connection without the desk's settings."""
    engine = sa.create_engine(database_url())
    columns = "sender_id, type_name, timestamp, intent_name, action_name, data"
    written = sa.text(f"INSERT INTO events ({columns}) VALUES (:sender, :kind, :at, :intent, :action, :data)")
    with engine.begin() as connection:
        for kind, intent, action, data in said.events:
            row = {"sender": said.sender, "kind": kind, "at": data["timestamp"], "intent": intent, "action": action}
            connection.execute(written, {**row, "data": json.dumps(data)})
    engine.dispose()


def leave_on_the_website(sender: str, code: str, word: str, at: float) -> None:
    """What the website channel stores of a visitor."""
    engine = open_database(database_url(), tables)
    said: dict[str, Any] = {"conversation": sender, "client_msg_id": "1", "buttons": [{"title": word}], "topic": "sleep", "created": at}
    with engine.begin() as connection:
        session = {"conversation": sender, "chat_code": code, "created": at, "expires": at + DAY, "last_activity": at}
        connection.execute(sessions.insert(), {**session, "page": f"https://clinic.example/{word}", "lang": "en"})
        connection.execute(messages.insert(), {**said, "seq": 1, "id": f"a{sender[:30]}", "sender": "visitor", "text": f"my {word}"})
        connection.execute(messages.insert(), {**said, "seq": 2, "id": f"b{sender[:30]}", "sender": "assistant", "text": f"About {word}"})
        vote = {"conversation": sender, "message_id": f"b{sender[:30]}", "vote": "down", "comment": f"nothing on {word}", "created": at}
        connection.execute(feedback.insert(), vote)
        call = {"id": f"call-{sender}"[:32], "conversation": sender, "name": "Ann", "phone": "1", "created": at, "status": "new"}
        connection.execute(callbacks.insert(), call)
    engine.dispose()


def leave_on_the_desk(sender: str, code: str, word: str, at: float) -> None:
    """The desk's copy, and what staff have made of it."""
    import datetime as dt

    from review.conversations.models import Conversation, Facet, Message
    from review.review.models import Note, QueueItem, Tag
    from review.training.models import Decision, InboxMessage
    from review.training.normalise import normalised

    moment = dt.datetime.fromtimestamp(at, tz=dt.timezone.utc)
    number = Conversation.objects.filter(sender_id=sender).count() + 1
    words = f"Does massage help my {word}?"
    kept = Conversation.objects.create(
        sender_id=sender, number=number, channel="website", chat_code=code, started_at=moment, last_at=moment, first_words=words, visitor_messages=1
    )
    last = Message.objects.order_by("-source_id").values_list("source_id", flat=True).first() or 0
    asked = Message.objects.create(
        conversation=kept, source_id=last + 1, sent_at=moment, kind="visitor", text=words, entities=[["condition", word]], slots={"condition": word}
    )
    Message.objects.create(conversation=kept, source_id=last + 2, sent_at=moment, kind="assistant", text=f"About {word}", comment=f"nothing on {word}")
    Facet.objects.create(conversation=kept, kind="gap", value=word)
    Note.objects.create(conversation=kept, text=f"asked about {word}")
    QueueItem.objects.create(day=moment.date(), conversation=kept, reason="sample")
    Tag.objects.get_or_create(name="ask again")[0].conversations.add(kept)
    InboxMessage.objects.create(message=asked, normalised=normalised(words), reason="refused")
    Decision.objects.get_or_create(normalised=normalised(words), defaults={"message": asked, "kind": "topic", "sentence": words})


def leave_everywhere(sender: str, code: str, word: str, days_ago: float = 0.0) -> None:
    """One conversation in every place."""
    at = time.time() - days_ago * DAY
    save_as_the_assistant(talk(sender, word, at))
    leave_on_the_website(sender, code, word, at)
    leave_on_the_desk(sender, code, word, at)


def leave_many(count: int, days_ago: float = 0.0) -> None:
    """Others, between whom one visitor's rows stand."""
    from django.db import transaction

    at = time.time() - days_ago * DAY
    first = time.time_ns()
    with transaction.atomic():
        for each in range(first, first + count):
            talk(f"other-{each}", f"ordinary{each}", at).save()
            leave_on_the_desk(f"other-{each}", "", f"ordinary{each}", at)


def come_back(sender: str, word: str) -> None:
    """The assistant saves a turn that was under way."""
    save_as_the_assistant(talk(sender, word, time.time()))
