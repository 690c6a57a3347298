"""`python -m review log_mark`: by which mark a conversation goes in the logs."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from review.privacy.finding import find
from watch.conversation import SECRET_VARIABLE, mark_of


class Command(BaseCommand):
    """Prints the mark of each sender that a visitor goes by."""

    help = "Print the mark by which a conversation goes in the logs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose conversation."""
        parser.add_argument("who", help="a chat code such as K7QF-M3TA, a sender's id, or an address on a messaging channel")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the visitor and print."""
        if not os.environ.get(SECRET_VARIABLE):
            raise CommandError(f"{SECRET_VARIABLE} must be the assistant's: the marks are made with it.")
        found = find(options["who"])
        if found is None:
            raise CommandError("Nobody goes by this, or everything of theirs is erased.")
        for sender_id in found.sender_ids:
            self.stdout.write(mark_of(sender_id))
