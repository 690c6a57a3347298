"""One's own account: the first one, one by invitation, and what stands in it."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from review.accounts import audit, first_link
from review.accounts.access import May
from review.accounts.forms import FirstAdminForm
from review.accounts.invitations import invited
from review.accounts.members import ADMIN

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Let the first administrator choose a name and a password, once."""
    if not first_link.is_good(token):
        return _is_over(request)
    form = FirstAdminForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            if not first_link.use(token):
                return _is_over(request)
            user = form.save()
            user.groups.add(Group.objects.get(name=ADMIN))
        login(request, user, backend=BACKEND)
        record_authentication(request, user, method="password", username=user.username)
        audit.record(request, "first administrator made", f"account {user.username}")
        return redirect("mfa_activate_totp")
    return render(request, "accounts/welcome.html", {"form": form})


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, who: str, token: str) -> HttpResponse:
    """Let an invited member of staff choose a password, once; they sign in with it like everybody, second factor included."""
    user = invited(who, token)
    if user is None:
        return _is_over(request)
    form = SetPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            if invited(who, token, among=User.objects.select_for_update()) is None:
                return _is_over(request)
            form.save()
        audit.record_for(request, user, "password chosen by link")
        messages.success(request, f"The password is set. Sign in as {user.username}.")
        return redirect("account_login")
    return render(request, "accounts/join.html", {"form": form, "member": user})


@require_GET
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """One's own account."""
    factors = {each.type: each.wrap() for each in Authenticator.objects.filter(user=request.user)}
    recovery = factors.get(Authenticator.Type.RECOVERY_CODES)
    facts = {
        "page": "account",
        "roles": request.user.groups.all(),
        "has_second_factor": Authenticator.Type.TOTP in factors,
        "must_have_it": request.user.has_perm(May.MANAGE.value),
        "codes_left": len(recovery.get_unused_codes()) if recovery else 0,
    }
    return render(request, "accounts/account.html", facts)


def _is_over(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/link_is_over.html", status=410)
