"""Today's queue: every emergency and fallback that nobody has reviewed, and a sample of the rest."""

from __future__ import annotations

import datetime as dt
import math
import random

from django.db import transaction
from django.utils import timezone

from review.conversations.models import Conversation
from review.review.models import QueueItem

DAYS_LOOKED_BACK = 7
SHARE_OF_THE_REST, FEWEST_OF_THE_REST = 0.2, 5
_ORDER = {QueueItem.Reason.EMERGENCY: 0, QueueItem.Reason.FELL_BACK: 1, QueueItem.Reason.SAMPLE: 2}


def todays_queue() -> list[QueueItem]:
    """The queue, made on the day's first look and joined by new emergencies and fallbacks at each; the most urgent first."""
    today = timezone.localdate()
    with transaction.atomic():
        is_new = not QueueItem.objects.filter(day=today).exists()
        wanted = _urgent() + (_sample(today) if is_new else [])
        for conversation, reason in wanted:
            QueueItem.objects.get_or_create(day=today, conversation=conversation, defaults={"reason": reason})
    items = QueueItem.objects.filter(day=today).select_related("conversation", "conversation__reviewed_by")
    return sorted(items, key=lambda item: (_ORDER[QueueItem.Reason(item.reason)], -item.conversation.last_at.timestamp()))


def _urgent() -> list[tuple[Conversation, str]]:
    since = timezone.now() - dt.timedelta(days=DAYS_LOOKED_BACK)
    open_ones = Conversation.objects.filter(reviewed_at=None, last_at__gte=since)
    emergencies = [(each, QueueItem.Reason.EMERGENCY) for each in open_ones.filter(emergency=True)]
    fallbacks = [(each, QueueItem.Reason.FELL_BACK) for each in open_ones.filter(emergency=False, fell_back=True)]
    return [*emergencies, *fallbacks]


def _sample(today: dt.date) -> list[tuple[Conversation, str]]:
    """Some of yesterday's and today's conversations in which nothing stood out, for what nobody thought to look for."""
    yesterday = timezone.make_aware(dt.datetime.combine(today - dt.timedelta(days=1), dt.time()))
    rest = Conversation.objects.filter(reviewed_at=None, last_at__gte=yesterday, emergency=False, fell_back=False)
    numbers = list(rest.values_list("pk", flat=True))
    size = min(len(numbers), max(FEWEST_OF_THE_REST, math.ceil(SHARE_OF_THE_REST * len(numbers))))
    chosen = random.sample(numbers, size)
    return [(each, QueueItem.Reason.SAMPLE) for each in Conversation.objects.filter(pk__in=chosen)]
