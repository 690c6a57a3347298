"""Brings databases up to the present in the desk's own process, and does in each what the assistant and the desk do."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import traceback
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered

from channels.database import open_database
from channels.messaging.tables import tables as messaging_tables
from channels.replies import Reply
from channels.website_messages import Asked
from channels.website_store import WebsiteStore
from core.tracker_store import ClinicTrackerStore
from review.conversations.events_table import begin_in_another_server
from review.conversations.models import Conversation
from tools.database_of_a_commit import NOON, PERSON, QUESTION, VISITOR

NEWCOMER, WORD = "9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b", "sphygmology"
NOW = NOON + 7_200


def bring_up(places: list[str]) -> None:
    """Bring each database up, with what follows; prints what came of each, by its place."""
    told = {}
    for place in places:
        connection.close()
        connection.settings_dict["NAME"] = place.rsplit("/", 1)[1] if "://" in place else place
        os.environ["CLINIC_DATABASE"] = place
        cache.clear()
        try:
            call_command("migrate", verbosity=0)
            begin_in_another_server(connection)  # as a restored one: a dump holds the transactions of the server that wrote it
            asyncio.run(_assist(place))
            _open_the_desk()
            told[place] = "whole"
        except BaseException:
            told[place] = traceback.format_exc()
    connection.close()
    sys.stdout.write(f"\n{json.dumps(told)}\n")


async def _assist(place: str) -> None:
    """Start as the assistant does; somebody who has been here goes on, and somebody new begins."""
    url = place if "://" in place else f"sqlite:///{place}"
    open_database(url, messaging_tables).dispose()
    website = WebsiteStore(url)
    await website.begin(NEWCOMER, NOW, NOW + 86_400, None, None)
    claim = await website.claim(NEWCOMER, Asked("c2", f"does it help my {WORD}"), NOW)
    [said] = await website.add_replies(NEWCOMER, claim.visitor.client_msg_id, [Reply("It may.")], NOW)
    await website.vote(NEWCOMER, said.id, "up", None, NOW)
    website.close()
    store = ClinicTrackerStore(Domain.from_yaml("version: '3.1'\nintents: [pain]\n"), db=place)
    for sender in (VISITOR, NEWCOMER):
        tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
        earlier = [event.text for event in tracker.events if isinstance(event, UserUttered)]
        assert earlier in ([QUESTION], []), earlier
        parse: Any = {"intent": {"name": "pain", "confidence": 0.9}}
        asked = UserUttered(f"does it help my {WORD}", parse["intent"], parse_data=parse)
        for event in (asked, BotUttered("It may."), ActionExecuted("action_listen")):
            tracker.update(event)
        await store.save(tracker)
    store.engine.dispose()


def _open_the_desk() -> None:
    """Copy what is new, see that the copy is whole, and look at it as a member of staff."""
    call_command("ingest")
    call_command("reconcile")
    member, _ = User.objects.get_or_create(username="bea")
    member.groups.add(Group.objects.get(name="reviewer"))
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    newest = Conversation.objects.get(sender_id=NEWCOMER)
    for words, senders in ((WORD, (VISITOR, NEWCOMER)), ("neck", (PERSON,))):
        page = client.get("/", {"q": words}).content.decode()
        for sender in senders:
            latest = Conversation.objects.filter(sender_id=sender).order_by("-number").first()  # a new database has nobody of earlier
            assert latest is None or f"/conversations/{latest.pk}/" in page, words
    assert WORD in client.get(f"/conversations/{newest.pk}/").content.decode()
