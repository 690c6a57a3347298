"""`python -m review first_link`: a link for the first administrator."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from review.accounts.first_link import has_admin, new_token


class Command(BaseCommand):
    """Prints the link, or nothing once there is an administrator."""

    help = "Print a link, good once and for a day, that makes the first administrator."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        if not has_admin():
            self.stdout.write(settings.DESK_ADDRESS + reverse("accounts:welcome", args=[new_token()]))
