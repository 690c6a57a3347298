"""The staff desk with 100,000 conversations and 1,000,000 messages: `make bench-desk`.

Each page is asked for through the whole of Django, signed in, with a database of its own: an SQLite file, then a real
PostgreSQL. Prints the time of each page and how fast the assistant's events are copied.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from benchmarks.load import percentile
from tools.postgresql import running_server

CONVERSATIONS, TURNS_TO_COPY, ROUNDS = 100_000, 4_000, 12
MOST_MS = {"sqlite": 500, "postgresql": 300}
FEWEST_EVENTS_A_SECOND = 2_000
PAGES = {
    "list": ["/"],
    "next page": ["next"],
    "dates": ["/?from={week}&to={today}", "/?from={month}"],
    "channel": ["/?channel=website", "/?channel=sms"],
    "topic": ["/?topic=sleep", "/?topic=handoff"],
    "intent": ["/?intent=price"],
    "confidence": ["/?below=0.3", "/?below=0.9"],
    "fell back": ["/?fell_back=1"],
    "feedback": ["/?vote=down"],
    "emergency": ["/?emergency=1"],
    "asked for a person": ["/?person=1"],
    "flagged": ["/?flagged=1"],
    "reviewed": ["/?reviewed=no", "/?reviewed=yes"],
    "length": ["/?longer_than=4", "/?longer_than=40"],
    "several at once": ["/?channel=website&topic=pain&fell_back=1&reviewed=no"],
    "search, common word": ["/?q=sleep", "/?q=massage+help"],
    "search, rare word": ["/?q=zanzibar", "/?q=nowhere"],
    "search and topic": ["/?q=lumbago&topic=sleep"],
    "transcript": ["transcript"],
    "dashboard": ["/figures/", "/figures/?days=7", "/figures/?days=90"],
}


def main() -> None:
    """Measure on both databases."""
    parser = argparse.ArgumentParser(description="The staff desk with a year's conversations.")
    parser.add_argument("--conversations", type=int, default=CONVERSATIONS)
    parser.add_argument("--here", action="store_true", help="measure the database of CLINIC_DATABASE, which is empty")
    arguments = parser.parse_args()
    if arguments.here:
        return _measure(arguments.conversations)
    with tempfile.TemporaryDirectory() as scratch:
        _measure_in(f"{scratch}/desk.db", arguments.conversations)
    with running_server() as server:
        _measure_in(server.url(), arguments.conversations)


def _measure_in(database: str, conversations: int) -> None:
    """Measure in a process of its own: Django has one database for its lifetime."""
    secret = "no secret: nobody but the benchmark signs in"
    ours = {"CLINIC_DATABASE": database, "CLINIC_SECRET": secret, "DJANGO_SETTINGS_MODULE": "review.settings"}
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.desk", "--here", "--conversations", str(conversations)]
    subprocess.run(command, check=True, env={**os.environ, **ours}, cwd=Path(__file__).parent.parent)


def _measure(conversations: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.desk_data import fill

    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    fill(conversations)
    print(f"\n{connection.vendor}: {conversations:,} conversations made in {time.perf_counter() - begun:.0f} s", flush=True)
    call_command("figures", verbosity=0)
    call_command("migrate", verbosity=0)
    _print_pages(MOST_MS[connection.vendor])
    _print_copying()


def _print_pages(most: int) -> None:
    client, seconds = _signed_in(), defaultdict[str, list[float]](list)
    for turn in range(ROUNDS + 1):
        for name, addresses in PAGES.items():
            for address in addresses:
                place = _filled(address, turn)
                begun = time.perf_counter()
                answer = client.get(place)
                b"".join(answer.streaming_content) if answer.streaming else answer.content
                if answer.status_code != 200:
                    raise RuntimeError(f"{place} answered {answer.status_code}")
                if turn:  # the first round fills caches
                    seconds[name].append(time.perf_counter() - begun)
    print(f"{'page':<24}{'p50 ms':>9}{'p95 ms':>9}   at most {most}")
    for name, took in seconds.items():
        verdict = "kept" if 1000 * percentile(took, 0.95) <= most else "MISSED"
        print(f"{name:<24}{1000 * percentile(took, 0.5):>9.0f}{1000 * percentile(took, 0.95):>9.0f}   {verdict}", flush=True)


def _print_copying() -> None:
    from benchmarks.desk_data import write_events
    from review.conversations.ingester import ingest_all

    written = write_events(TURNS_TO_COPY)
    begun = time.perf_counter()
    ingest_all()
    rate = written / (time.perf_counter() - begun)
    verdict = "kept" if rate >= FEWEST_EVENTS_A_SECOND else "MISSED"
    print(f"{written:,} events copied at {rate:,.0f} a second; at least {FEWEST_EVENTS_A_SECOND:,}: {verdict}", flush=True)


def _signed_in() -> Any:
    from allauth.mfa.models import Authenticator
    from django.contrib.auth.models import Group, User
    from django.test import Client

    user = User.objects.create_user("bench")
    user.groups.add(Group.objects.get(name="admin"))
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _filled(address: str, turn: int) -> str:
    from datetime import date, timedelta

    from review.conversations.models import Conversation

    newest = Conversation.objects.order_by("-last_at", "-id")
    if address == "transcript":
        return f"/conversations/{newest[turn].pk}/"
    if address == "next":
        last = newest[50 * (turn + 1)]
        return f"/?before={last.last_at.timestamp()}-{last.pk}"
    today = date.today()
    return address.format(today=today, week=today - timedelta(days=7), month=today - timedelta(days=30))


if __name__ == "__main__":
    main()
