"""`python -m review restore`: put a backup in the place of the conversations' database, while nothing runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from review.backups.folder import BackupFailed, backups_in
from review.backups.restoring import restore


class Command(BaseCommand):
    """Puts one back, or says which there are."""

    help = "Put a backup back, bring it up to this version, and erase again whoever was erased since. Without a file: list the backups."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which, and what may go for it."""
        parser.add_argument("backup", type=Path, nargs="?", help="the file; its checksum must stand beside it")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--replace", action="store_true", help="also if the present database holds something; it is backed up first")
        how.add_argument("--discard", action="store_true", help="as --replace, without a backup, as where the present one is damaged")

    def handle(self, *args: Any, **options: Any) -> None:
        """Put it back, and say what was done.

        :raises CommandError: nothing was changed, and why.
        """
        if options["backup"] is None:
            self._list()
            return
        try:
            done = restore(options["backup"], options["replace"], options["discard"])
        except BackupFailed as error:
            raise CommandError(f"Nothing was restored, and nothing changed. {error}") from None
        if done.kept_before:
            self.stdout.write(f"What was there before: {done.kept_before}")
        self.stdout.write(f"Restored: {options['backup']}. {done.erased_again} senders who were erased since were erased again.")
        if done.cannot_be_told:
            self.stdout.write(
                f"{done.cannot_be_told} more were noted under another CLINIC_DESK_SECRET or CLINIC_SECRET: erase them again by hand."
            )

    def _list(self) -> None:
        found = backups_in(settings.BACKUPS) if settings.BACKUPS else ()
        for each in found:
            self.stdout.write(f"{each}  {each.stat().st_size:,} bytes")
        if not found:
            self.stdout.write("No backup was found; say which file, or set CLINIC_BACKUPS.")
