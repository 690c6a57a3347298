"""What holds for every request: a second factor for administrators, an end after idleness, nothing in caches."""

from __future__ import annotations

import time
from typing import Callable
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from review.accounts.access import May

LIVE = "X-Live-Update"
_LAST_SEEN = "last_seen"
_DOOR = "/accounts/"
_WITHOUT_SECOND_FACTOR = ("/accounts/2fa/totp/activate/", "/accounts/reauthenticate/", "/accounts/logout/", settings.STATIC_URL)

Answer = Callable[[HttpRequest], HttpResponse]


def end_when_idle(get_response: Answer) -> Answer:
    """Sign out whoever has done nothing for a quarter of an hour; a page that updates itself is no sign of life."""

    def answer(request: HttpRequest) -> HttpResponse:
        is_live = LIVE in request.headers
        if request.user.is_authenticated and _is_over(request, is_live):
            setattr(request, "is_idle", True)  # noqa: B010 - read where the log is written
            logout(request)
            if request.method != "GET" and not request.path.startswith(_DOOR):
                return redirect_to_login("/")  # what was typed into the form is not sent again
        if is_live and not request.user.is_authenticated:
            return _sign_in_again(request)
        return get_response(request)

    return answer


def demand_second_factor(get_response: Answer) -> Answer:
    """An administrator without a second factor sets one up before anything else."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_WITHOUT_SECOND_FACTOR) and _lacks_second_factor(request):
            return redirect("mfa_activate_totp")
        return get_response(request)

    return answer


def keep_out_of_caches(get_response: Answer) -> Answer:
    """Neither a browser nor a proxy keeps a page of the desk."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        add_never_cache_headers(response)
        return response

    return answer


def _is_over(request: HttpRequest, is_live: bool) -> bool:
    now = time.time()
    last_seen = request.session.get(_LAST_SEEN)
    if last_seen is None or (not is_live and now - last_seen <= settings.SECONDS_OF_IDLENESS):
        request.session[_LAST_SEEN] = last_seen = now
    return bool(now - last_seen > settings.SECONDS_OF_IDLENESS)


def _lacks_second_factor(request: HttpRequest) -> bool:
    if not request.user.is_authenticated or not request.user.has_perm(May.MANAGE.value):
        return False
    return not is_mfa_enabled(request.user, [Authenticator.Type.TOTP])


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    """Tell htmx to leave the page for the sign-in, and to come back to it afterwards."""
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    back = page.path + (f"?{page.query}" if page.query else "")
    response = HttpResponse(status=401)
    response["HX-Redirect"] = resolve_url(settings.LOGIN_URL) + (f"?{urlencode({'next': back})}" if back else "")
    return response
