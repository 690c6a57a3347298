"""`python -m review figures`: count the days that are over."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from review.insights.daily import count_until_yesterday


class Command(BaseCommand):
    """Counts each day once, so that what is erased later does not change its figures."""

    help = "Keep the figures of the days that are over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How far back, and whether to count again."""
        parser.add_argument("--days", type=int, default=90, help="how many days back (default 90)")
        parser.add_argument("--recount", action="store_true", help="count again what is kept, from the conversations still there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count."""
        count_until_yesterday(options["days"], options["recount"])
