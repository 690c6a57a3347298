"""`python -m review backup`: copy the conversations' database while everything runs. Let the machine run it each night."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from review.backups.folder import BackupFailed
from review.backups.making import make_backup


class Command(BaseCommand):
    """Makes one backup, and deletes those that are too many."""

    help = "Back the conversations' database up into a folder, checked, with a checksum beside it."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where."""
        parser.add_argument("--to", type=Path, default=settings.BACKUPS, help="the folder; by default CLINIC_BACKUPS")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and say where it is.

        :raises CommandError: it could not be made; nothing was left behind.
        """
        if options["to"] is None:
            raise CommandError("Say where: --to FOLDER, or CLINIC_BACKUPS in the environment.")
        try:
            made = make_backup(options["to"], settings.BACKUPS_KEPT)
        except BackupFailed as error:
            raise CommandError(f"No backup was made. {error}") from None
        gone = f" {made.gone} older ones were deleted." if made.gone else ""
        self.stdout.write(f"Backed up and checked: {made.file}, {made.bytes:,} bytes.{gone}")
