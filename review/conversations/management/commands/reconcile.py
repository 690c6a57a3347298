"""`python -m review reconcile`: prove that nothing is missing in the desk's copy."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from review.conversations.ingester import ingest_all, rebuild
from review.conversations.models import Message
from review.conversations.reconcile import differences


class Command(BaseCommand):
    """Compares, and mends on request."""

    help = "Compare the assistant's events with the desk's copy of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to mend."""
        parser.add_argument("--mend", action="store_true", help="make the copy anew if something differs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what differs; senders are named by the start of their id only.

        :raises CommandError: something differs, so that a scheduler sees it by the exit code.
        """
        ingest_all()
        newest = Message.objects.order_by("-source_id").values_list("source_id", flat=True).first() or 0
        found = list(differences(newest))
        for one in found[:20]:
            self.stderr.write(f"{one.sender_id[:6]}…: {one.events} events, {one.messages} messages, last {one.last[0]} and {one.last[1]}")
        if found and options["mend"]:
            self.stdout.write(f"{rebuild()} events copied anew.")
            found = list(differences(newest))
        if found:
            raise CommandError(f"{len(found)} senders differ. `python -m review reconcile --mend` makes the copy anew.")
        self.stdout.write("Nothing is missing and nothing is too much.")
