"""`python -m review figures`: count the days that are over."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from review.insights.daily import count_since


class Command(BaseCommand):
    """Counts each day once, so that what is erased later does not change its figures."""

    help = "Keep the figures of the days that are over; yesterday's are kept from tomorrow on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How far back, and whether to count again."""
        parser.add_argument("--days", type=int, default=90, help="how many days back (default 90)")
        parser.add_argument(
            "--recount", action="store_true", help="count again what is kept; what has been erased or has expired since is missing then"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Count."""
        first = timezone.localdate() - dt.timedelta(days=options["days"])
        self.stdout.write(f"Days counted: {count_since(first, options['recount'])}")
