"""The inbox of messages that were not understood, decisions about them, and patches made of those."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from review.accounts import audit
from review.accounts.access import May, needs
from review.training import material
from review.training.grouping import is_there
from review.training.inbox import groups, waiting_texts
from review.training.models import Decision, InboxMessage, Patch
from review.training.patch import patch_of
from review.training.sentences import safe_sentence


@require_GET
@needs(May.TEACH)
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for a decision."""
    facts = {
        "page": "teach",
        "groups": groups(),
        "waiting": waiting_texts(),
        "intents": material.intents(),
        "has_encoder": is_there(),
        "last": Decision.objects.filter(decided_by_id=request.user.pk).order_by("-decided_at").first(),
        "ready": _accepted().count(),
    }
    return render(request, "training/inbox.html", facts)


@require_POST
@needs(May.TEACH)
def decide(request: HttpRequest) -> HttpResponse:
    """Decide about all messages with the same words."""
    text, kind = request.POST.get("normalised", ""), request.POST.get("kind", Decision.Kind.TOPIC)
    intent, target = request.POST.get("intent", ""), request.POST.get("target", Decision.Target.TRAINING)
    row = InboxMessage.objects.filter(normalised=text).select_related("message").order_by("-message__sent_at").first()
    if row is None:
        messages.error(request, "Somebody else has decided about this one, or it was erased.")
    elif kind not in Decision.Kind.values or target not in Decision.Target.values:
        messages.error(request, "Choose one of the buttons.")
    elif kind == Decision.Kind.TOPIC and intent not in material.intents():
        messages.error(request, "Choose a topic from the list first.")
    else:
        chosen = intent if kind == Decision.Kind.TOPIC else ""
        sentence = safe_sentence(request.POST.get("sentence") or row.message.text)
        values = {"message": row.message, "kind": kind, "intent": chosen, "target": target, "sentence": sentence}
        Decision.objects.update_or_create(normalised=text, defaults={**values, "decided_by_id": request.user.pk, "patch": None})
        audit.record(request, "taught", f"message {row.message_id}", f"{kind} {chosen}".strip())
    return redirect("training:inbox")


@require_POST
@needs(May.TEACH)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take a decision back, so that its messages wait again; not once it has gone out in a patch."""
    decision = get_object_or_404(Decision, pk=number)
    if decision.patch_id:
        messages.error(request, "That one has gone out in a patch already. Ask a developer to leave it out.")
    else:
        decision.delete()
        audit.record(request, "teaching undone", f"decision {number}")
    return redirect("training:inbox")


@require_GET
@needs(May.TEACH)
def patch(request: HttpRequest) -> HttpResponse:
    """The accepted sentences, with what they double, and earlier patches."""
    known = material.known_sentences()
    accepted = [(decision, material.double_of(decision.sentence, known)) for decision in _accepted()]
    facts = {"page": "teach", "accepted": accepted, "earlier": Patch.objects.select_related("made_by").order_by("-pk")[:20]}
    return render(request, "training/patch.html", facts)


@require_POST
@needs(May.TEACH)
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Put a sentence into better words before it goes out."""
    sentence = safe_sentence(request.POST.get("sentence", ""))
    if sentence:
        Decision.objects.filter(pk=number, patch=None).update(sentence=sentence)
        audit.record(request, "sentence edited", f"decision {number}")
    else:
        messages.error(request, "The sentence is empty. Undo the decision if it shall not go out.")
    return redirect("training:patch")


@require_POST
@needs(May.TEACH)
def make_patch(request: HttpRequest) -> HttpResponse:
    """Download the accepted sentences as a patch; they do not come up again."""
    accepted = list(_accepted())
    return _download(request, accepted, None)


@require_GET
@needs(May.TEACH)
def patch_again(request: HttpRequest, number: int) -> HttpResponse:
    """An earlier patch once more, made against the files as they are now."""
    earlier = get_object_or_404(Patch, pk=number)
    return _download(request, list(Decision.objects.filter(patch=earlier).order_by("pk")), earlier)


@require_GET
@needs(May.TEACH)
def gaps(request: HttpRequest) -> HttpResponse:
    """New questions that the content should answer, most asked first."""
    wanted = Decision.objects.filter(kind=Decision.Kind.NEW_QUESTION).order_by("-decided_at")
    rows = InboxMessage.objects.filter(normalised__in=wanted.values("normalised")).values("normalised")
    counts = dict(rows.annotate(count=Count("pk")).values_list("normalised", "count"))
    listed = sorted(((counts.get(each.normalised, 1), each) for each in wanted), key=lambda pair: -pair[0])
    return render(request, "training/gaps.html", {"page": "teach", "listed": listed})


def _accepted() -> QuerySet[Decision]:
    return Decision.objects.filter(kind=Decision.Kind.TOPIC, patch=None).exclude(sentence="").order_by("pk")


def _download(request: HttpRequest, decisions: list[Decision], earlier: Patch | None) -> HttpResponse:
    try:
        text = patch_of(decisions)
    except ValueError as error:
        messages.error(request, f"{error}.")
        return redirect("training:patch")
    if not text:
        messages.error(request, "Nothing to take along yet.")
        return redirect("training:patch")
    digest = hashlib.sha256(text.encode()).hexdigest()
    made = earlier or Patch.objects.create(made_by_id=request.user.pk, sentences=len(decisions), sha256=digest)
    Decision.objects.filter(pk__in=[decision.pk for decision in decisions]).update(patch=made)
    audit.record(request, "patch downloaded", f"patch {made.pk}", f"{len(decisions)} sentences")
    answer = HttpResponse(text, content_type="text/x-diff; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="teach-{made.pk}.patch"'
    return answer
