"""The dashboard, requests to be called back, and exports."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from review.accounts import audit
from review.accounts.access import May, needs
from review.conversations.filters import filtered, problems
from review.insights import daily, export
from review.insights.charts import HEIGHT, WIDTH, Bar, columns, rows
from review.insights.models import CallbackRequest, CallbackWork
from review.insights.period import CHOICES, Period, period_of

TOP = 12
STATUSES = {"new": "new", "called": "called", "not reached": "not reached", "done": "done"}
_LISTS = {
    "fell_back": {"fell_back": "1"},
    "emergency": {"emergency": "1"},
    "person": {"person": "1"},
    "up": {"vote": "up"},
    "down": {"vote": "down"},
}


@require_GET
@needs(May.READ)
def dashboard(request: HttpRequest) -> HttpResponse:
    """The figures of a period, each with its meaning and the list behind it."""
    period = period_of(request.GET)
    days = daily.figures_between(period.first, period.last)
    total = daily.summed(days)
    total.update(daily.gaps_between(period.first, period.last))
    typed, refused = total["typed", ""], total["refused", ""]
    facts: dict[str, Any] = {
        "page": "figures",
        "period": period,
        "choices": CHOICES,
        "numbers": [
            _number(name, total[name, ""], period)
            for name in ("conversations", "messages", "fell_back", "emergency", "person", "up", "down")
        ],
        "unanswered": round(100 * refused / typed, 1) if typed else None,
        "refused_means": daily.MEANINGS["refused"],
        "means": daily.MEANINGS,
        "by_day": columns([_day_bar(day, days[day]) for day in daily.days_between(period.first, period.last)]),
        "by_hour": columns([Bar(f"{hour:02d}", total["hour", f"{hour:02d}"]) for hour in range(24)]),
        "lists": [
            (title, daily.MEANINGS[name], _top(total, name, period))
            for name, title in (("topic", "Topics"), ("gap", "Not covered"), ("channel", "Channels"))
        ],
        "width": WIDTH,
        "height": HEIGHT,
    }
    return render(request, "insights/dashboard.html", facts)


@require_GET
@needs(May.CALL_BACK)
def callbacks(request: HttpRequest) -> HttpResponse:
    """Who wants to be called, new ones first."""
    wanted = request.GET.get("status", "")
    found = list(_callbacks(wanted)) if _has_callbacks() else []
    work = {each.request: each for each in CallbackWork.objects.filter(request__in=[one.id for one in found]).select_related("taken_by")}
    shown = [
        {"request": one, "asked": dt.datetime.fromtimestamp(one.created, tz=dt.timezone.utc), "work": work.get(one.id)} for one in found
    ]
    audit.record(request, "read", "requests to be called back")
    return render(request, "insights/callbacks.html", {"page": "callbacks", "shown": shown, "statuses": STATUSES, "wanted": wanted})


@require_POST
@needs(May.CALL_BACK)
def change_callback(request: HttpRequest, key: str) -> HttpResponse:
    """Set a request's status; whoever does has taken it."""
    status = request.POST.get("status", "")
    one = get_object_or_404(CallbackRequest, pk=key) if _has_callbacks() else None
    if one is None or status not in STATUSES:
        messages.error(request, "Choose a status from the list.")
        return redirect("insights:callbacks")
    CallbackRequest.objects.filter(pk=key).update(status=status)
    CallbackWork.objects.update_or_create(request=key, defaults={"taken_by_id": request.user.pk})
    audit.record(request, "callback changed", f"request {key[:8]}", status)
    return redirect("insights:callbacks")


@require_GET
@needs(May.EXPORT)
def export_page(request: HttpRequest) -> HttpResponse:
    """What can be exported, and which conversations that would be."""
    return render(
        request,
        "insights/export.html",
        {"page": "figures", "asked": request.GET, "query": request.GET.urlencode(), "problems": problems(request.GET)},
    )


@require_GET
@needs(May.EXPORT)
def download(request: HttpRequest, what: str) -> HttpResponseBase:
    """The conversations that the address asks for, as a file; noted in the log."""
    kind, make = export.KINDS[what]
    found = filtered(request.GET)
    audit.record(request, "exported", what, f"{found.count()} conversations")
    name = f"{what}-{timezone.localdate().isoformat()}.{kind.extension}"
    answer = StreamingHttpResponse(make(found), content_type=kind.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _number(name: str, value: int, period: Period) -> dict[str, Any]:
    titles = {
        "conversations": "Conversations", "messages": "Messages", "fell_back": "Fell back", "emergency": "Emergencies",
        "person": "Asked for a person", "up": "Thumbs up", "down": "Thumbs down",
    }  # fmt: skip
    address = _list_of(period, **_LISTS.get(name, {})) if name != "messages" else ""
    return {"title": titles[name], "value": value, "means": daily.MEANINGS[name], "address": address}


def _day_bar(day: dt.date, figures: daily.Figures) -> Bar:
    return Bar(f"{day.day}/{day.month}", figures.get(("conversations", ""), 0), _list_of(Period(day, day)))


def _top(total: Any, name: str, period: Period) -> list[Bar]:
    found = sorted(((value, detail) for (kind, detail), value in total.items() if kind == name and detail), reverse=True)[:TOP]
    return rows([Bar(detail, value, _list_of(period, **{name: detail})) for value, detail in found])


def _list_of(period: Period, **filters: str) -> str:
    return f"/?{urlencode({'from': period.first.isoformat(), 'to': period.last.isoformat(), **filters})}"


def _has_callbacks() -> bool:
    return CallbackRequest._meta.db_table in connection.introspection.table_names()


def _callbacks(status: str) -> Any:
    found = CallbackRequest.objects.order_by("-created")
    found = found.filter(status=status) if status in STATUSES else found
    return sorted(found[:500], key=lambda one: one.status != "new")
