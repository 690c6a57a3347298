"""The dashboard, requests to be called back, and exports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from review.accounts import audit
from review.accounts.access import May, needs
from review.conversations.filters import filtered, problems, used
from review.conversations.views import choices
from review.insights import callbacks as requests
from review.insights import export
from review.insights.charts import HEIGHT, WIDTH
from review.insights.counting import MEANINGS
from review.insights.dashboard import dashboard_of
from review.insights.period import CHOICES, period_of
from review.messaging.asked import DAYS_LOOKED_BACK, asked_for_a_person
from review.typed import number_of

# Values of these filters say nothing of a visitor's words, so that the log may have them.
_LOGGED = ("from", "to", "channel", "topic")


@require_GET
@needs(May.READ)
def dashboard(request: HttpRequest) -> HttpResponse:
    """The figures of a period, each with its meaning and the list behind it."""
    found = dashboard_of(period_of(request.GET))
    facts: dict[str, Any] = {
        "page": "figures",
        "found": found,
        "period": found.period,
        "choices": CHOICES,
        "means": MEANINGS,
        "width": WIDTH,
        "height": HEIGHT,
    }
    return render(request, "insights/dashboard.html", facts)


@require_GET
@needs(May.CALL_BACK)
def callbacks(request: HttpRequest) -> HttpResponse:
    """Who wants to be called, new ones first."""
    wanted = request.GET.get("status", "")
    wanted = wanted if wanted in requests.STATUSES else ""
    shown = requests.callbacks(wanted)
    audit.record(request, "read", "requests to be called back", f"{len(shown)} shown")
    facts = {"page": "callbacks", "shown": shown, "statuses": requests.STATUSES, "wanted": wanted, "most": requests.MOST_SHOWN}
    return render(request, "insights/callbacks.html", {**facts, "asked": asked_for_a_person(), "days": DAYS_LOOKED_BACK})


@require_POST
@needs(May.CALL_BACK)
def change_callback(request: HttpRequest, key: str) -> HttpResponse:
    """Take a request, or set its status."""
    status, user = request.POST.get("status", ""), int(request.user.pk or 0)
    if not requests.exists(key):
        messages.error(request, "This request is no longer there.")
    elif "take" in request.POST:
        _take(request, key, user)
    elif status in requests.STATUSES:
        requests.set_status(key, status, user)
        audit.record(request, "callback changed", f"request {key[:8]}", status)
    else:
        messages.error(request, "Choose a status from the list.")
    return redirect(_back(request))


@require_GET
@needs(May.EXPORT)
def export_page(request: HttpRequest) -> HttpResponse:
    """What can be exported, and which conversations that would be."""
    facts = {
        "page": "figures",
        "asked": request.GET,
        "choices": choices(),
        "files": export.FILES,
        "problems": {problem.field: problem.text for problem in problems(request.GET)},
    }
    return render(request, "insights/export.html", facts)


@require_GET
@needs(May.EXPORT)
def download(request: HttpRequest, what: str) -> HttpResponseBase:
    """The conversations that the address asks for, as a file; noted in the log before the first row leaves."""
    if problems(request.GET):  # a filter that is not understood would let through more than was meant
        return redirect(f"/figures/export/?{request.GET.urlencode()}")
    file = export.FILES[what]
    found = filtered(request.GET)
    audit.record(request, "exported", what, f"{file.count(found)} rows; {_narrowing(request)}")
    answer = StreamingHttpResponse(file.make(found), content_type=file.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{what}-{timezone.localdate().isoformat()}.{file.extension}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _take(request: HttpRequest, key: str, user: int) -> None:
    if requests.take(key, user, number_of(request.POST.get("seen", ""))):
        audit.record(request, "callback taken", f"request {key[:8]}")
    else:
        messages.error(request, "Somebody else has taken this request meanwhile.")


def _back(request: HttpRequest) -> str:
    """The list as it was shown."""
    wanted = request.POST.get("wanted", "")
    return f"/figures/callbacks/?status={wanted.replace(' ', '+')}" if wanted in requests.STATUSES else "/figures/callbacks/"


def _narrowing(request: HttpRequest) -> str:
    said = [f"{name}={request.GET[name]}" if name in _LOGGED else name for name in used(request.GET)]
    return "only " + ", ".join(said) if said else "all"
