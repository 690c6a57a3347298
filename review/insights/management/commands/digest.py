"""`python -m review digest`: send the week's figures by e-mail."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from review.accounts import audit
from review.insights.digest import administrators, letter, send, week_until_yesterday


class Command(BaseCommand):
    """Sends the figures of the last seven days, content gaps and how many wait to be called."""

    help = "Send the week's figures to the administrators who have an e-mail address, or to those given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """To whom."""
        parser.add_argument("--to", nargs="+", metavar="ADDRESS", default=[], help="e-mail addresses in place of the administrators'")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send."""
        addresses = options["to"] or administrators()
        if not addresses:
            raise CommandError("Nobody to send to: no administrator has an e-mail address. Name one with --to.")
        for address in addresses:
            try:
                validate_email(address)
            except ValidationError as wrong:
                raise CommandError(f"{address} is no e-mail address.") from wrong
        failed = send(letter(week_until_yesterday()), addresses)
        audit.record_for(None, None, "digest sent", f"{len(addresses) - len(failed)} of {len(addresses)} addresses")
        if failed:
            raise CommandError(f"The mail server did not take it for {', '.join(failed)}.")
        self.stdout.write(f"Sent to {len(addresses)}.")
