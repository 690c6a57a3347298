"""`python -m review retention`: forget old conversations. Let the machine run it each night."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from review.privacy.files import rewrite_files
from review.privacy.retention import forget_old, would_go


class Command(BaseCommand):
    """Deletes, or only says what it would delete."""

    help = "Delete the conversations of everybody who has been silent for as long as content/clinic.yml says."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to delete, and how thoroughly."""
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--dry-run", action="store_true", help="only say what would go")
        how.add_argument("--rewrite", action="store_true", help="PostgreSQL: write the tables anew, too; the assistant waits meanwhile")

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, and say how much."""
        found = would_go(time.time()) if options["dry_run"] else forget_old(time.time())
        if options["rewrite"]:
            rewrite_files()
        verb = "would be" if options["dry_run"] else "were"
        self.stdout.write(
            f"Silent for {settings.CLINIC.days_kept} days: {found.senders} senders, {found.conversations} conversations, "
            f"{found.messages} messages and {found.callbacks} requests to be called {verb} deleted."
        )
        if found.came_back:
            self.stdout.write(f"{found.came_back} events of erased senders had come back and were deleted again.")
