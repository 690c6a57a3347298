"""Which messages want a decision, and in what groups staff see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Sequence

from django.db.models import Count, Max

from review.conversations.models import Message
from review.conversations.said import Said
from review.training.decisions import undecided
from review.training.grouping import alike
from review.training.material import Known, intents
from review.training.models import InboxMessage

LOW_CONFIDENCE = 0.6
GROUPS_A_PAGE, MOST_SUGGESTIONS = 20, 5
# So many different texts are put together by meaning; the others come up as these are decided.
MOST_TEXTS = 200


@dataclass
class Group:
    """Messages with the same words, what the assistant made of the newest, and others that mean about the same."""

    normalised: str
    count: int
    message: Message
    reasons: Sequence[str]
    suggestions: Sequence[tuple[str, float]]
    likes: list[Group] = field(default_factory=list)
    double: Known | None = None


def reason_for(message: Message | Said, low: float = LOW_CONFIDENCE) -> str | None:
    """Why a visitor's message wants a decision; None where it was understood, or was no text."""
    if message.is_button or not message.text.strip():
        return None
    if message.vote == "down":
        return InboxMessage.Reason.THUMBS_DOWN
    if message.is_ambiguous:
        return InboxMessage.Reason.AMBIGUOUS
    if message.is_refused:
        return InboxMessage.Reason.REFUSED
    return InboxMessage.Reason.LOW if message.confidence is not None and message.confidence < low else None


def groups() -> list[Group]:
    """The groups that wait, most asked first, each with those that mean about the same."""
    counted = undecided().values("normalised").annotate(count=Count("pk"), newest=Max("message_id")).order_by("-count", "-newest")
    rows = {row["normalised"]: row for row in counted[:MOST_TEXTS]}
    messages = Message.objects.in_bulk([row["newest"] for row in rows.values()])
    reasons: dict[str, set[str]] = {}
    for text, reason in InboxMessage.objects.filter(normalised__in=rows).values_list("normalised", "reason").distinct():
        reasons.setdefault(text, set()).add(reason)
    made = {}
    for text, row in rows.items():
        message = messages.get(row["newest"])
        if message:  # not erased in between
            made[text] = Group(text, row["count"], message, sorted(reasons.get(text, ())), _suggestions(message))
    return _clustered(made)


def waiting_texts() -> int:
    """How many different questions wait."""
    return undecided().values("normalised").distinct().count()


def _suggestions(message: Message) -> Sequence[tuple[str, float]]:
    known = set(intents())  # an older model may have had others
    return [(str(name), float(confidence)) for name, confidence in message.ranking if name in known][:MOST_SUGGESTIONS]


def _clustered(made: dict[str, Group]) -> list[Group]:
    first: list[Group] = []
    for cluster in alike(list(made)):
        head, *rest = (made[text] for text in cluster)
        head.likes = rest
        first.append(head)
    return first
