"""Writing back to somebody on a messaging channel, and what was not delivered."""

from __future__ import annotations

import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from review.accounts import audit
from review.accounts.access import May, needs
from review.conversations.models import Conversation
from review.conversations.views import transcript_facts
from review.messaging import undelivered
from review.messaging.contacts import contact_of
from review.messaging.names import channel_words
from review.messaging.sent import Sent
from review.messaging.writing import HOURS_QUIET, answer_again, cleaned, problem_of, write_back

PAGE = "messaging:undelivered"
SENT = f"Your message is on its way. The assistant keeps quiet for {HOURS_QUIET} hours."
ANOTHER = "This form has sent other words before. Look at the conversation: if these shall go, too, send them again."
ERASED = "Nobody can be reached here any more: this person's address is not kept."


@require_POST
@needs(May.WRITE_BACK)
def write(request: HttpRequest, number: int) -> HttpResponse:
    """Send a message of staff; what cannot be sent stays in the form, with the reason."""
    conversation = get_object_or_404(Conversation, pk=number)
    text, token, now = cleaned(request.POST.get("text", "")), request.POST.get("token", ""), time.time()
    contact = contact_of(conversation.sender_id)
    if contact is None:
        messages.error(request, ERASED)
        return _back(request, number)
    problem = contact.obstacle(now) or problem_of(text, token)
    written = "" if problem else write_back(contact, request.user.get_username(), text, token, now)
    if written == "gone":
        messages.error(request, ERASED)
    elif problem or written == "another":
        return _again(request, conversation, text, problem or ANOTHER)
    elif written == "sent":
        audit.record(request, "wrote back", conversation, f"{len(text)} characters on {channel_words(contact.channel)}")
        messages.success(request, SENT)
    return _back(request, number)


@require_POST
@needs(May.WRITE_BACK)
def let_answer(request: HttpRequest, number: int) -> HttpResponse:
    """Let the assistant answer again before the quiet hours are over."""
    conversation = get_object_or_404(Conversation, pk=number)
    if answer_again(conversation.sender_id):
        audit.record(request, "let the assistant answer again", conversation)
        messages.success(request, "The assistant answers again.")
    return _back(request, number)


@require_GET
@needs(May.WRITE_BACK)
def page(request: HttpRequest) -> HttpResponse:
    """What was not delivered, newest first."""
    shown = undelivered.undelivered()
    audit.record(request, "read", "messages that were not delivered", f"{len(shown)} shown")
    return render(request, "messaging/undelivered.html", {"page": "undelivered", "shown": shown, "most": undelivered.MOST_SHOWN})


@require_POST
@needs(May.WRITE_BACK)
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Try a message again, or dismiss it."""
    row, wish = undelivered.failed(key), request.POST.get("do", "")
    if row is None:
        messages.error(request, undelivered.GONE)
    elif wish == "again":
        problem = undelivered.try_again(row, time.time())
        _tell(request, row, problem, "message tried again", "It is sent again now.")
    elif wish == "dismiss":
        _tell(request, row, "" if undelivered.dismiss(row) else undelivered.GONE, "message dismissed", "Dismissed.")
    else:
        messages.error(request, "Choose to try again or to dismiss.")
    return redirect(PAGE)


def _tell(request: HttpRequest, row: Sent, problem: str, action: str, done: str) -> None:
    if problem:
        messages.error(request, problem)
        return
    number = undelivered.sitting_of(row)
    audit.record(request, action, f"conversation {number}" if number else "a message", channel_words(row.channel))
    messages.success(request, done)


def _again(request: HttpRequest, conversation: Conversation, draft: str, problem: str) -> HttpResponse:
    facts = {**transcript_facts(request, conversation), "draft": draft, "problem": problem}
    return render(request, "conversations/transcript.html", facts, status=400)


def _back(request: HttpRequest, number: int) -> HttpResponse:
    query = request.GET.urlencode()
    return redirect(reverse("conversations:transcript", args=[number]) + (f"?{query}" if query else ""))
