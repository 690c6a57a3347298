"""`python -m review erase`: forget one visitor, by chat code, phone number or sender."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from review.accounts.models import AuditEntry
from review.privacy.erasure import erase
from review.privacy.finding import find


class Command(BaseCommand):
    """Erases at once; the page on privacy asks first."""

    help = "Erase every conversation of one visitor for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who."""
        parser.add_argument("who", help="a chat code such as K7QP-3MXD, a phone number, or the sender's id on another channel")

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase, and note it in the log of what staff did.

        :raises CommandError: nobody is called so.
        """
        found = find(options["who"])
        if found is None:
            raise CommandError("Nothing is kept under this chat code, number or sender.")
        erase(found.sender_ids, time.time())
        AuditEntry.objects.create(action="erased", subject=found.name, detail=f"{found.amount}, by command")
        self.stdout.write(f"Erased for good: {found.amount}.")
