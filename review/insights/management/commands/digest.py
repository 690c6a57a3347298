"""`python -m review digest`: the week's figures by e-mail."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from review.insights import daily
from review.insights.models import CallbackRequest

DAYS = 7
_SHOWN = ("conversations", "messages", "fell_back", "emergency", "person", "up", "down")


class Command(BaseCommand):
    """Sends numbers alone: no name and none of a visitor's words."""

    help = "Send the last week's figures by e-mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """To whom."""
        parser.add_argument("--to", nargs="*", default=[], help="addresses (default: every administrator's)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send it.

        :raises CommandError: nobody has an address.
        """
        admins = User.objects.filter(is_active=True, groups__name="admin").exclude(email="")
        addresses = options["to"] or list(admins.values_list("email", flat=True))
        if not addresses:
            raise CommandError("No administrator has an e-mail address. Name one with --to.")
        send_mail(f"{settings.CLINIC.name}: the chat's week", _text(), settings.DEFAULT_FROM_EMAIL, addresses)
        self.stdout.write(f"Sent to {len(addresses)}.")


def _text() -> str:
    last = timezone.localdate() - dt.timedelta(days=1)
    first = last - dt.timedelta(days=DAYS - 1)
    total = daily.summed(daily.figures_between(first, last))
    lines = [f"{total[name, '']:>6}  {daily.MEANINGS[name]}" for name in _SHOWN]
    lines.append(f"{_open_callbacks():>6}  Requests to be called back that are still new.")
    return "\n".join([f"{first} to {last}", "", *lines, "", settings.DESK_ADDRESS])


def _open_callbacks() -> int:
    if CallbackRequest._meta.db_table not in connection.introspection.table_names():
        return 0
    return CallbackRequest.objects.filter(status="new").count()
