"""What every page shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from review.accounts.access import May
from review.messaging.undelivered import how_many


def desk(request: HttpRequest) -> dict[str, Any]:
    """The clinic's name, and what the user may do: `may.teach` and so on."""
    user = getattr(request, "user", None)
    may = {each.name.lower(): bool(user and user.has_perm(each.value)) for each in May}
    return {"clinic": settings.CLINIC.name, "may": may, "undelivered": how_many}  # counted where a page shows it
