"""`python -m review ingest`: copy the assistant's events into the desk's tables."""

from __future__ import annotations

import logging
import signal
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection

from review.conversations.ingester import follow, ingest_all, rebuild

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_AFTER_TROUBLE = 2.0


class Command(BaseCommand):
    """Copies once, for ever, or everything anew."""

    help = "Copy the assistant's events into the desk's tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Either one of the options, or none: copy what is new, and end."""
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--follow", action="store_true", help="go on for ever")
        how.add_argument("--rebuild", action="store_true", help="from the first event on; what staff decided stays")

    def handle(self, *args: Any, **options: Any) -> None:
        """Copy."""
        if options["follow"]:
            self._follow()
        else:
            copied = rebuild() if options["rebuild"] else ingest_all()
            self.stdout.write(f"{copied} events copied.")

    def _follow(self) -> None:
        signal.signal(signal.SIGTERM, _end)
        while True:
            try:
                for _ in follow(SECONDS_BETWEEN_LOOKS):
                    pass
            except DatabaseError as error:  # it comes back, and nothing is lost meanwhile
                logger.error("The events cannot be copied just now: %s", type(error).__name__)
                connection.close()
                close_old_connections()
                time.sleep(SECONDS_AFTER_TROUBLE)


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
