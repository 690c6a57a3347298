"""Accounts of staff: the first one, one's own, everybody's, and the log of what they did."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from review.accounts import audit, first_link
from review.accounts.access import ROLES, May, needs
from review.accounts.forms import FirstAdminForm, RoleForm, StaffForm
from review.accounts.models import AuditEntry

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROWS = 100


@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Let the first administrator choose a name and a password, once."""
    if not first_link.is_good(token):
        return render(request, "accounts/link_is_over.html", status=410)
    form = FirstAdminForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            if not first_link.use(token):
                return render(request, "accounts/link_is_over.html", status=410)
            user = form.save()
            user.groups.add(Group.objects.get(name=first_link.ADMIN))
        login(request, user, backend=BACKEND)
        record_authentication(request, user, method="password", username=user.username)
        audit.record(request, "first administrator made", user.username)
        return redirect("/")
    return render(request, "accounts/welcome.html", {"form": form})


@require_GET
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """One's own account."""
    facts = {"page": "account", "roles": request.user.groups.all(), "has_second_factor": is_mfa_enabled(request.user)}
    return render(request, "accounts/account.html", facts)


@require_http_methods(["GET", "POST"])
@needs(May.MANAGE)
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody who may use the desk; a POST makes an account."""
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        user.groups.add(Group.objects.get(name=form.cleaned_data["role"]))
        audit.record(request, "account made", user.username, form.cleaned_data["role"])
        messages.success(request, f"{user.username} can sign in now. Ask them to change the password on their account's page.")
        return redirect("accounts:staff")
    members = [
        {"user": user, "role": next((group.name for group in user.groups.all()), ""), "second_factor": is_mfa_enabled(user)}
        for user in User.objects.order_by("-is_active", "username").prefetch_related("groups")
    ]
    roles = list(ROLES)
    return render(request, "accounts/staff.html", {"page": "staff", "form": form, "members": members, "roles": roles})


@require_POST
@needs(May.MANAGE)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Give somebody another role, or take the access away; somebody always stays who can manage the desk."""
    user, form = get_object_or_404(User, pk=number), RoleForm(request.POST)
    if form.is_valid():
        role, is_active = form.cleaned_data["role"], form.cleaned_data["is_active"]
        with transaction.atomic():
            others = User.objects.select_for_update().filter(is_active=True, groups__name=first_link.ADMIN).exclude(pk=number)
            if not others and not (is_active and role == first_link.ADMIN) and user.groups.filter(name=first_link.ADMIN).exists():
                messages.error(request, f"{user.username} is the only administrator. Make another one first.")
                return redirect("accounts:staff")
            user.groups.set([Group.objects.get(name=role)])
            User.objects.filter(pk=number).update(is_active=is_active)
        audit.record(request, "account changed", user.username, f"{role}, {'active' if is_active else 'no access'}")
    return redirect("accounts:staff")


@require_GET
@needs(May.MANAGE)
def log(request: HttpRequest) -> HttpResponse:
    """What staff did, newest first."""
    found = AuditEntry.objects.all()
    for name, lookup in (("who", "username"), ("action", "action")):
        if value := request.GET.get(name, "").strip():
            found = found.filter(**{lookup: value})
    if day := _day(request.GET.get("day", "")):
        found = found.filter(at__gte=day, at__lt=day + dt.timedelta(days=1))
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < 18:
        found = found.filter(pk__lt=int(before))
    entries = list(found.order_by("-pk")[: ROWS + 1])
    following = request.GET.copy()
    if len(entries) > ROWS:
        following["before"] = str(entries[ROWS - 1].pk)
    facts: dict[str, Any] = {
        "page": "staff",
        "entries": entries[:ROWS],
        "next": following.urlencode() if len(entries) > ROWS else "",
        "asked": request.GET,
        "actions": AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct(),
    }
    return render(request, "accounts/log.html", facts)


def _day(text: str) -> dt.datetime | None:
    try:
        return timezone.make_aware(dt.datetime.combine(dt.date.fromisoformat(text), dt.time()))
    except (ValueError, OverflowError):
        return None
