"""What staff decide about a question: once, for everybody who asks it in the same words."""

from __future__ import annotations

from typing import Iterable, Sequence

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from review.training import material
from review.training.models import Decision, InboxMessage
from review.training.sentences import safe_sentence


class MakesNoSense(ValueError):
    """A decision that cannot be; it says why in words for staff."""


def decide(texts: Iterable[str], kind: str, intent: str, target: str, user_id: int | None) -> list[Decision]:
    """Decide about the normalised `texts`; those that nobody has decided about before, which may be none.

    :raises MakesNoSense: kind, intent or target are none that there are.
    """
    if kind not in Decision.Kind.values or target not in Decision.Target.values:
        raise MakesNoSense("Choose one of the buttons.")
    if kind == Decision.Kind.TOPIC and intent not in material.intents():
        raise MakesNoSense("Choose a topic from the list first.")
    chosen = intent if kind == Decision.Kind.TOPIC else ""
    with transaction.atomic():
        made = [_decide_one(text, kind, chosen, target, user_id) for text in dict.fromkeys(texts)]
    return [decision for decision in made if decision]


def accepted() -> QuerySet[Decision]:
    """Sentences with a topic that wait for a patch."""
    return Decision.objects.filter(kind=Decision.Kind.TOPIC, patch=None).exclude(sentence="").order_by("pk")


def undecided() -> QuerySet[InboxMessage]:
    """Messages about whose words nobody has decided."""
    return InboxMessage.objects.filter(~Exists(Decision.objects.filter(normalised=OuterRef("normalised"))))


def gaps() -> Sequence[tuple[int, Decision]]:
    """New questions that the content should answer and how often each was asked, most asked first."""
    wanted = Decision.objects.filter(kind=Decision.Kind.NEW_QUESTION).order_by("-decided_at")
    rows = InboxMessage.objects.filter(normalised__in=wanted.values("normalised")).values("normalised")
    counts = dict(rows.annotate(count=Count("pk")).values_list("normalised", "count"))
    return sorted(((counts.get(each.normalised, 1), each) for each in wanted), key=lambda pair: -pair[0])


def _decide_one(text: str, kind: str, intent: str, target: str, user_id: int | None) -> Decision | None:
    row = InboxMessage.objects.filter(normalised=text).select_related("message").order_by("-message_id").first()
    if row is None:
        return None
    values = {"message": row.message, "kind": kind, "intent": intent, "target": target, "decided_by_id": user_id}
    sentence = safe_sentence(row.message.text)
    decision, is_new = Decision.objects.get_or_create(normalised=text, defaults={**values, "sentence": sentence})
    return decision if is_new else None
