"""Everybody's accounts, and the log of what they did."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from review.accounts import audit, members
from review.accounts.access import ROLES, May, needs
from review.accounts.forms import LogForm, RoleForm, StaffForm
from review.accounts.invitations import link_for
from review.accounts.models import AuditEntry

ROWS = 100


@require_http_methods(["GET", "POST"])
@needs(May.MANAGE)
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody who may use the desk; a POST makes an account and shows its link once."""
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user, role = form.save(commit=False), form.cleaned_data["role"]
        members.invite(user, role)
        audit.record(request, "account made", f"account {user.username}", role)
        return _with_link(request, user)
    listed = [{"user": user, "role": members.role_of(user)} for user in members.everybody()]
    return render(request, "accounts/staff.html", {"page": "staff", "form": form, "members": listed, "roles": list(ROLES)})


@require_POST
@needs(May.MANAGE)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Give somebody another role, or take the access away."""
    user, form = get_object_or_404(User, pk=number), RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "There is no such role.")
        return redirect("accounts:staff")
    try:
        changes = members.change(user, form.cleaned_data["role"], form.cleaned_data["is_active"])
    except members.LastAdmin:
        messages.error(request, f"{user.username} is the only administrator. Make another one first.")
        return redirect("accounts:staff")
    for each in changes:
        audit.record(request, "account changed", f"account {user.username}", each)
        messages.success(request, f"{user.username}: {each}.")
    return redirect("accounts:staff")


@require_POST
@needs(May.MANAGE)
def link(request: HttpRequest, number: int) -> HttpResponse:
    """A link by which somebody chooses a new password; the present one is good until then."""
    user = get_object_or_404(User, pk=number, is_active=True)
    audit.record(request, "password link made", f"account {user.username}")
    return _with_link(request, user)


@require_GET
@needs(May.MANAGE)
def log(request: HttpRequest) -> HttpResponse:
    """What staff did, newest first."""
    form = LogForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    entries = list(_entries(asked)[: ROWS + 1])
    following = request.GET.copy()
    if len(entries) > ROWS:
        following["before"] = str(entries[ROWS - 1].pk)
    facts = {
        "page": "staff",
        "form": form,
        "entries": entries[:ROWS],
        "next": following.urlencode() if len(entries) > ROWS else "",
        "asked": request.GET,
        "actions": _actions(),
    }
    return render(request, "accounts/log.html", facts)


def _with_link(request: HttpRequest, user: User) -> HttpResponse:
    return render(request, "accounts/link.html", {"page": "staff", "member": user, "link": link_for(user)})


def _entries(asked: dict[str, Any]) -> QuerySet[AuditEntry]:
    found = AuditEntry.objects.order_by("-pk")
    if asked.get("who"):
        found = found.filter(username=asked["who"])
    if asked.get("action"):
        found = found.filter(action=asked["action"])
    if asked.get("begin"):
        found = found.filter(at__gte=_midnight(asked["begin"]))
    if asked.get("end"):
        found = found.filter(at__lt=_midnight(asked["end"], 1))
    return found.filter(pk__lt=asked["before"]) if asked.get("before") else found


def _midnight(day: dt.date, days_later: int = 0) -> dt.datetime:
    later = dt.date.fromordinal(min(day.toordinal() + days_later, dt.date.max.toordinal() - 1))
    return timezone.make_aware(dt.datetime.combine(max(later, dt.date(2, 1, 1)), dt.time()))


def _actions() -> list[str]:
    """What is in the log, hopping from one to the next by the index: the log itself is too long to read through."""
    names: list[str] = []
    after = ""
    while (after := AuditEntry.objects.filter(action__gt=after).order_by("action").values_list("action", flat=True).first() or "") != "":
        names.append(after)
    return names
