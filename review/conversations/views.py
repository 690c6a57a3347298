"""The list of conversations and one conversation's transcript."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from review.accounts import audit
from review.accounts.access import May, needs
from review.conversations.filters import filtered, problems, used
from review.conversations.models import Conversation, Facet
from review.conversations.paging import NEWEST_FIRST, newer_than, older_than, page_of
from review.messaging import timeline, undelivered
from review.messaging.form import form_of
from review.review.models import SavedFilter, Tag
from review.typed import number_of

MOST_CHOICES = 200
SECONDS_OF_CHOICES = 60


@require_GET
@needs(May.READ)
def conversations(request: HttpRequest) -> HttpResponse:
    """The list; with `X-Live-Update` only its rows, for an open page that asks again and again."""
    page = page_of(filtered(request.GET), request.GET)
    undelivered.mark(page.rows)
    facts: dict[str, Any] = {"page": "conversations", "rows": page.rows, "next": page.next, "query": request.GET.urlencode()}
    if request.headers.get("X-Live-Update"):
        return render(request, "conversations/rows.html", facts)
    facts |= {
        "problems": {problem.field: problem.text for problem in problems(request.GET)},
        "used": used(request.GET),
        "asked": request.GET,
        "choices": choices(),
        "saved": SavedFilter.objects.filter(owner_id=request.user.pk),
        "is_first_page": "before" not in request.GET,
    }
    return render(request, "conversations/list.html", facts)


@require_GET
@needs(May.READ)
def transcript(request: HttpRequest, number: int) -> HttpResponse:
    """All that was said in one conversation; with `X-Live-Update` only what has changed since `?after=` and `?sent=`."""
    conversation = get_object_or_404(Conversation.objects.select_related("reviewed_by", "assignee"), pk=number)
    if request.headers.get("X-Live-Update"):
        return render(request, "conversations/messages.html", _news(request, conversation))
    return render(request, "conversations/transcript.html", transcript_facts(request, conversation))


def transcript_facts(request: HttpRequest, conversation: Conversation) -> dict[str, Any]:
    """What the page of a conversation shows; that it was read is noted in the log."""
    audit.record(request, "read", conversation)
    undelivered.mark([conversation])
    said = timeline.transcript_of(conversation, list(conversation.messages.order_by("source_id")))
    sittings = Conversation.objects.filter(sender_id=conversation.sender_id).exclude(pk=conversation.pk).order_by("-number")
    return {
        "page": "conversations",
        "conversation": conversation,
        "said": said,
        "last": timeline.last_event(said, 0),
        "last_sent": timeline.last_sent(said, 0),
        "query": request.GET.urlencode(),
        "newer": _beside(request, conversation, newer=True),
        "older": _beside(request, conversation, newer=False),
        "staff": User.objects.filter(is_active=True).order_by("username"),
        "known_tags": Tag.objects.all()[:MOST_CHOICES],
        "others": sittings[:20],
        **form_of(conversation),
    }


def _news(request: HttpRequest, conversation: Conversation) -> dict[str, Any]:
    after, sent_after = (number_of(request.GET.get(name, "")) or 0 for name in ("after", "sent"))
    said = list(conversation.messages.order_by("source_id").filter(source_id__gt=after))
    news = timeline.news_of(conversation, said, after, sent_after)
    return {
        "conversation": conversation,
        "said": news.entries,
        "changed": news.changed,
        "marked": news.marked,
        "last": timeline.last_event(news.entries, after),
        "last_sent": timeline.last_sent(news.entries, sent_after),
    }


def _beside(request: HttpRequest, conversation: Conversation, newer: bool) -> int | None:
    """The conversation above or below in the list from which one came."""
    place = (conversation.last_at, conversation.pk)
    if newer:
        found = filtered(request.GET).filter(newer_than(*place)).order_by("last_at", "id")
    else:
        found = filtered(request.GET).filter(older_than(*place)).order_by(*NEWEST_FIRST)
    return found.values_list("pk", flat=True).first()


def choices() -> dict[str, list[Any]]:
    """What the filters offer to choose from."""
    return {
        **(cache.get_or_set("what there is to choose from", _slow_choices, SECONDS_OF_CHOICES) or {}),
        "tag": list(Tag.objects.values_list("name", flat=True)[:MOST_CHOICES]),
        "assignee": list(User.objects.filter(is_active=True).order_by("username")[:MOST_CHOICES]),
    }


def _slow_choices() -> dict[str, list[Any]]:
    """Those for which all conversations are looked through."""
    channels = Conversation.objects.order_by("channel").values_list("channel", flat=True).distinct()
    return {
        "channel": [channel for channel in channels[:MOST_CHOICES] if channel],
        "topic": list(_values(Facet.Kind.TOPIC)),
        "intent": list(_values(Facet.Kind.INTENT)),
    }


def _values(kind: str) -> Any:
    return Facet.objects.filter(kind=kind).order_by("value").values_list("value", flat=True).distinct()[:MOST_CHOICES]
