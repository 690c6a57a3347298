"""What staff do to a conversation: reviewed, flagged, tagged, noted, assigned; saved filters; today's queue."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from review.accounts import audit
from review.accounts.access import May, needs
from review.conversations.models import Conversation
from review.review.models import Note, SavedFilter, Tag
from review.review.queue import todays_queue

LONGEST_NOTE, LONGEST_TAG, LONGEST_NAME, LONGEST_QUERY = 2000, 40, 60, 1000


@require_POST
@needs(May.REVIEW)
def set_reviewed(request: HttpRequest, number: int) -> HttpResponse:
    """Note that it was reviewed, by whom and when; or take that back."""
    is_done = request.POST.get("set") == "yes"
    reviewed = {"reviewed_at": timezone.now() if is_done else None, "reviewed_by_id": request.user.pk if is_done else None}
    return _changed(request, number, "reviewed" if is_done else "review undone", **reviewed)


@require_POST
@needs(May.REVIEW)
def set_flagged(request: HttpRequest, number: int) -> HttpResponse:
    """Flag it, or take the flag away."""
    is_flagged = request.POST.get("set") == "yes"
    return _changed(request, number, "flagged" if is_flagged else "unflagged", flagged=is_flagged)


@require_POST
@needs(May.REVIEW)
def assign(request: HttpRequest, number: int) -> HttpResponse:
    """Give it to a member of staff, or to nobody."""
    wanted = request.POST.get("assignee", "")
    assignee = User.objects.filter(is_active=True, pk=int(wanted)).first() if wanted.isascii() and wanted.isdecimal() else None
    if wanted and assignee is None:
        messages.error(request, "Nobody of that name works here any more. Choose somebody from the list.")
        return _back(request, number)
    return _changed(request, number, "assigned", assignee=assignee)


@require_POST
@needs(May.REVIEW)
def tag(request: HttpRequest, number: int) -> HttpResponse:
    """Add a tag (`add`) or take one away (`remove`)."""
    conversation = get_object_or_404(Conversation, pk=number)
    if name := _words(request, "remove"):
        conversation.tags.remove(*Tag.objects.filter(name=name))
        audit.record(request, "untagged", conversation)
    elif (name := _words(request, "add").lstrip("#")) and len(name) <= LONGEST_TAG:
        conversation.tags.add(Tag.objects.get_or_create(name=name)[0])
        audit.record(request, "tagged", conversation)
    else:
        messages.error(request, f"A tag has 1 to {LONGEST_TAG} letters.")
    return _back(request, number)


@require_POST
@needs(May.REVIEW)
def note(request: HttpRequest, number: int) -> HttpResponse:
    """Write a note."""
    conversation = get_object_or_404(Conversation, pk=number)
    text = request.POST.get("text", "").strip()
    if 0 < len(text) <= LONGEST_NOTE:
        Note.objects.create(conversation=conversation, author_id=request.user.pk, text=text)
        audit.record(request, "noted", conversation)
    else:
        messages.error(request, f"A note has 1 to {LONGEST_NOTE} letters; this one has {len(text)}.")
    return _back(request, number)


@require_POST
@needs(May.READ)
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep a list's address under a name; an earlier one of that name is replaced."""
    name, query = _words(request, "name"), request.POST.get("query", "")
    if not name or len(name) > LONGEST_NAME or len(query) > LONGEST_QUERY:
        messages.error(request, f"Give the filter a name of 1 to {LONGEST_NAME} letters.")
    else:
        SavedFilter.objects.update_or_create(owner_id=request.user.pk, name=name, defaults={"query": query})
    return redirect(f"/?{query}" if len(query) <= LONGEST_QUERY else "/")


@require_POST
@needs(May.READ)
def forget_filter(request: HttpRequest, number: int) -> HttpResponse:
    """Forget one of one's own saved filters."""
    get_object_or_404(SavedFilter, pk=number, owner_id=request.user.pk).delete()
    return redirect("/")


@require_GET
@needs(May.REVIEW)
def queue(request: HttpRequest) -> HttpResponse:
    """What shall be reviewed today, and how far it is."""
    items = todays_queue()
    done = sum(item.conversation.reviewed_at is not None for item in items)
    following = next((item for item in items if item.conversation.reviewed_at is None), None)
    return render(request, "review/queue.html", {"page": "queue", "items": items, "done": done, "following": following})


def _changed(request: HttpRequest, number: int, action: str, **values: object) -> HttpResponse:
    conversation = get_object_or_404(Conversation, pk=number)
    Conversation.objects.filter(pk=number).update(**values)
    audit.record(request, action, conversation)
    return _back(request, number)


def _back(request: HttpRequest, number: int) -> HttpResponse:
    query = request.POST.get("query", "")[:LONGEST_QUERY]
    return redirect(reverse("conversations:transcript", args=[number]) + (f"?{query}" if query else ""))


def _words(request: HttpRequest, name: str) -> str:
    return " ".join(request.POST.get(name, "").split())
