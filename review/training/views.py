"""The inbox of messages that were not understood, decisions about them, and patches made of those."""

from __future__ import annotations

import hashlib
from typing import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from review.accounts import audit
from review.accounts.access import May, needs
from review.training import decisions, material
from review.training.grouping import works
from review.training.inbox import GROUPS_A_PAGE, MOST_TEXTS, groups, waiting_texts
from review.training.models import Decision, Patch
from review.training.patch import checked, patch_of
from review.training.sentences import safe_sentence
from review.typed import number_of

_DECIDED_SHOWN, _PATCHES_SHOWN = 100, 20
_PAGES_WITH_UNDO = {name: f"training:{name}" for name in ("inbox", "patch", "gaps", "decided")}


@require_GET
@needs(May.TEACH)
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for a decision."""
    shown = Paginator(groups(), GROUPS_A_PAGE).get_page(request.GET.get("page"))
    known = material.known_sentences()
    for group in shown:
        group.double = material.double_of(group.message.text, known)
    facts = {
        "page": "teach",
        "shown": shown,
        "waiting": waiting_texts(),
        "most_texts": MOST_TEXTS,
        "intents": material.intents(),
        "has_encoder": works(),
        "last": Decision.objects.filter(decided_by_id=request.user.pk).order_by("-decided_at", "-pk").first(),
        "ready": decisions.accepted().count(),
    }
    return render(request, "training/inbox.html", facts)


@require_POST
@needs(May.TEACH)
def decide(request: HttpRequest) -> HttpResponse:
    """Decide about all messages with the same words, and with those that were ticked beside them."""
    said = request.POST
    texts = [text.replace("\0", "") for text in (said.get("normalised", ""), *said.getlist("also"))]
    kind, intent = said.get("kind", Decision.Kind.TOPIC), said.get("intent") or said.get("other", "")
    try:
        made = decisions.decide(texts, kind, intent, said.get("target", Decision.Target.TRAINING), request.user.pk)
    except decisions.MakesNoSense as error:
        messages.error(request, str(error))
        made = []
    else:
        if not made:
            messages.error(request, "Somebody else has decided about this one, or it was erased.")
    for decision in made:
        audit.record(request, "taught", f"message {decision.message_id}", f"{decision.kind} {decision.intent}".strip())
    return redirect(_place_in_the_inbox(said.get("page", ""), said.get("card", "")))


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
    return redirect(_PAGES_WITH_UNDO.get(request.POST.get("back", ""), "training:inbox"))


@require_GET
@needs(May.TEACH)
def decided(request: HttpRequest) -> HttpResponse:
    """The latest decisions of everybody, each with its undo."""
    latest = Decision.objects.select_related("decided_by", "patch").order_by("-decided_at", "-pk")[:_DECIDED_SHOWN]
    return render(request, "training/decided.html", {"page": "teach", "latest": latest})


@require_GET
@needs(May.TEACH)
def patch(request: HttpRequest) -> HttpResponse:
    """The accepted sentences, with what they double, and earlier patches."""
    facts = {
        "page": "teach",
        "accepted": checked(decisions.accepted()),
        "earlier": Patch.objects.select_related("made_by").order_by("-pk")[:_PATCHES_SHOWN],
        "targets": Decision.Target.values,
    }
    return render(request, "training/patch.html", facts)


@require_POST
@needs(May.TEACH)
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Put a sentence into better words before it goes out, or send it elsewhere."""
    sentence = safe_sentence(request.POST.get("sentence", ""))
    target = request.POST.get("target")
    if not sentence:
        messages.error(request, "The sentence is empty. Undo the decision if it shall not go out.")
    elif target and target not in Decision.Target.values:
        messages.error(request, "Choose where the sentence goes to.")
    else:
        changed = {"sentence": sentence, **({"target": target} if target else {})}
        Decision.objects.filter(pk=number, patch=None).update(**changed)
        audit.record(request, "sentence edited", f"decision {number}")
    return redirect("training:patch")


@require_POST
@needs(May.TEACH)
def make_patch(request: HttpRequest) -> HttpResponse:
    """Download the accepted sentences as a patch; they do not come up again."""
    new = [each.decision for each in checked(decisions.accepted()) if each.is_new]
    return _download(request, new, None)


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
    return render(request, "training/gaps.html", {"page": "teach", "listed": decisions.gaps()})


def _place_in_the_inbox(page: str, card: str) -> str:
    """Where the next question stands once the decided one is gone: in the place of that one."""
    address = reverse("training:inbox")
    number, place = number_of(page) or 1, number_of(card)
    address += f"?page={number}" if number > 1 else ""
    return address + (f"#card-{place}" if place is not None else "")


def _download(request: HttpRequest, chosen: Sequence[Decision], earlier: Patch | None) -> HttpResponse:
    try:
        text = patch_of(chosen)
    except ValueError as error:
        messages.error(request, f"{error}.")
        return redirect("training:patch")
    if not text:
        messages.error(request, "The assistant's files have all of its sentences already." if earlier else "Nothing to take along yet.")
        return redirect("training:patch")
    made = earlier or _noted(request, text, chosen)
    audit.record(request, "patch downloaded", f"patch {made.pk}", f"{len(chosen)} sentences")
    answer = HttpResponse(text, content_type="text/x-diff; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="teach-{made.pk}.patch"'
    return answer


def _noted(request: HttpRequest, text: str, chosen: Sequence[Decision]) -> Patch:
    """The patch, and on each decision that it has gone out."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    made = Patch.objects.create(made_by_id=request.user.pk, sentences=len(chosen), sha256=digest)
    Decision.objects.filter(pk__in=[decision.pk for decision in chosen], patch=None).update(patch=made)
    return made
