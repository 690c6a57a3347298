"""The page that says what is kept of visitors and why, and the erasure of one of them."""

from __future__ import annotations

import time
from typing import Any, Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from review.accounts import audit
from review.accounts.access import ROLES, May, needs
from review.accounts.models import AuditEntry
from review.privacy.erasure import erase
from review.privacy.finding import Found, find, find_conversation, look_at
from review.privacy.kept import kept
from review.privacy.models import Tombstone
from review.typed import number_of

PAGE = "privacy:page"
NOT_FOUND = "Nothing is kept under this chat code, number or sender. Check it sign by sign: a chat code looks like K7QP-3MXD."
ERASED_BEFORE = "This chat has been erased already. Nothing of it is left."


def roles() -> Sequence[tuple[str, Sequence[str]]]:
    """Each role with what it may do, in words."""
    words = dict(AuditEntry._meta.permissions)
    return [(role, [words[may.value.split(".")[1]] for may in allowed]) for role, allowed in ROLES.items()]


@require_GET
@needs(May.READ)
def page(request: HttpRequest) -> HttpResponse:
    """What is kept and why, and whom to forget. With `?conversation=<id>`: ask whether to erase that one's visitor."""
    if number := request.GET.get("conversation"):
        return redirect(f"{reverse('privacy:confirm')}?{urlencode({'conversation': number})}")
    facts: dict[str, Any] = {
        "page": "privacy",
        "kept": kept(),
        "roles": roles(),
        "who_erases": [role for role, allowed in ROLES.items() if May.FORGET in allowed],
        "days": settings.CLINIC.days_kept,
        "is_server": connection.vendor == "postgresql",
        "buried": Tombstone.objects.count(),
    }
    return render(request, "privacy/page.html", facts)


@require_http_methods(["GET", "POST"])
@needs(May.FORGET)
def confirm(request: HttpRequest) -> HttpResponse:
    """Show how much would go, never what it says, and ask."""
    found = _found(request)
    if found is None or found.is_gone:
        messages.error(request, NOT_FOUND if found is None else ERASED_BEFORE)
        return redirect(PAGE)
    return render(request, "privacy/confirm.html", {"page": "privacy", "found": found})


@require_POST
@needs(May.FORGET)
def erase_now(request: HttpRequest) -> HttpResponse:
    """Erase, and log that it was done."""
    found = look_at(*request.POST.getlist("sender"))
    if found.is_gone:
        messages.error(request, ERASED_BEFORE)
    elif not found.is_known:
        messages.error(request, NOT_FOUND)
    else:
        with transaction.atomic():
            erase(found.sender_ids, time.time())
            audit.record(request, "erased", found.name, found.amount)
        messages.success(request, f"Erased for good: {found.amount}.")
    return redirect(PAGE)


def _found(request: HttpRequest) -> Found | None:
    if request.method == "POST":
        return find(request.POST.get("who", ""))
    number = number_of(request.GET.get("conversation", ""))
    return None if number is None else find_conversation(number)
