"""What holds for every request of signed-in staff: a second factor for administrators, an end after idleness, nothing in caches."""

from __future__ import annotations

import time
from typing import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.cache import add_never_cache_headers

from review.accounts import audit
from review.accounts.access import May

LIVE = "X-Live-Update"
_LAST_SEEN = "last_seen"
_WITHOUT_SECOND_FACTOR = ("/accounts/2fa/", "/accounts/reauthenticate/", "/accounts/logout/", "/static/")

Answer = Callable[[HttpRequest], HttpResponse]


def end_when_idle(get_response: Answer) -> Answer:
    """Sign out whoever has done nothing for a quarter of an hour; a page that updates itself is no sign of life."""

    def answer(request: HttpRequest) -> HttpResponse:
        is_live = bool(request.headers.get(LIVE))
        if request.user.is_authenticated:
            now = time.time()
            if now - request.session.get(_LAST_SEEN, now) > settings.SECONDS_OF_IDLENESS:
                audit.record(request, "signed out, idle")
                logout(request)
            elif not is_live:
                request.session[_LAST_SEEN] = now
        if is_live and not request.user.is_authenticated:
            gone = HttpResponse(status=401)
            gone["HX-Redirect"] = resolve_url(settings.LOGIN_URL)
            return gone
        return get_response(request)

    return answer


def demand_second_factor(get_response: Answer) -> Answer:
    """An administrator without a second factor sets one up before anything else."""

    def answer(request: HttpRequest) -> HttpResponse:
        is_elsewhere = not request.path.startswith(_WITHOUT_SECOND_FACTOR)
        if is_elsewhere and request.user.is_authenticated and request.user.has_perm(May.MANAGE.value) and not is_mfa_enabled(request.user):
            return redirect("mfa_activate_totp")
        return get_response(request)

    return answer


def keep_out_of_caches(get_response: Answer) -> Answer:
    """Neither a browser nor a proxy keeps a page that a signed-in member of staff has seen."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    return answer
