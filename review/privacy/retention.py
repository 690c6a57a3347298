"""Forgets whoever has been silent for as many days as the clinic keeps conversations, on every channel."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from importlib import import_module
from typing import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from review.conversations.models import Conversation, Message
from review.insights.models import CallbackWork, DailyFigure
from review.privacy import stores
from review.privacy.files import clean_files
from review.privacy.tombstones import enforce_all_tombstones

SECONDS_OF_A_DAY = 24 * 3600


@dataclass
class Forgotten:
    """How much went, or would go."""

    senders: int = 0
    conversations: int = 0
    messages: int = 0
    callbacks: int = 0
    came_back: int = 0


def forget_old(now: float) -> Forgotten:
    """Delete, some senders at a time, whoever has been silent for too long, and requests to be called that are as old.

    A sender's last activity counts, so a returning visitor's old conversations stay as long as the new one.
    """
    limit = limit_at(now)
    gone = Forgotten(came_back=enforce_all_tombstones())
    for some in stores.in_steps(silent_senders(limit)):
        with transaction.atomic():
            stores.hold_the_ingester()
            _forget(_still_silent(some, limit), gone)
    stores.delete_messages_to_nobody()
    gone.callbacks = _forget_callbacks(limit)
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    transaction.on_commit(clean_files, robust=True)
    return gone


def would_go(now: float) -> Forgotten:
    """What `forget_old` would delete."""
    limit = limit_at(now)
    silent = silent_senders(limit)
    old = Forgotten(senders=len(silent))
    for some in stores.in_steps(silent):
        old.conversations += Conversation.objects.filter(sender_id__in=some).count()
        old.messages += Message.objects.filter(conversation__sender_id__in=some).count()
    if "callback_requests" in stores.tables():
        old.callbacks = stores.rows("SELECT COUNT(*) FROM callback_requests WHERE created < %s", [limit])[0][0]
    return old


def limit_at(now: float) -> float:
    """The moment before which the last activity must lie."""
    return now - settings.CLINIC.days_kept * SECONDS_OF_A_DAY


def silent_senders(limit: float) -> Sequence[str]:
    """Everybody whose last activity lies before `limit`, wherever something of theirs is."""
    last = {name for name, _ in Conversation.objects.values_list("sender_id").annotate(last=Max("last_at")).filter(last__lt=_moment(limit))}
    events = "SELECT sender_id FROM events GROUP BY sender_id HAVING COALESCE(MAX(timestamp), 0) < %s"
    last |= {row[0] for row in stores.rows(events, [limit])}
    if "website_sessions" in stores.tables():
        last |= {row[0] for row in stores.rows("SELECT conversation FROM website_sessions WHERE last_activity < %s", [limit])}
    if "messaging_contacts" in stores.tables():
        last |= {row[0] for row in stores.rows("SELECT conversation FROM messaging_contacts WHERE last_heard < %s", [limit])}
    silent: list[str] = []
    for some in stores.in_steps(sorted(last)):
        silent += _still_silent(some, limit)
    return silent


def _still_silent(sender_ids: Sequence[str], limit: float) -> Sequence[str]:
    """Those who have said nothing since `limit` in any place."""
    recent = Conversation.objects.filter(sender_id__in=sender_ids, last_at__gte=_moment(limit))
    active = set(recent.values_list("sender_id", flat=True))
    query = "SELECT DISTINCT sender_id FROM events WHERE timestamp >= %s AND sender_id IN (...)"
    active |= {row[0] for row in stores.rows(query, [limit], sender_ids)}
    if "website_sessions" in stores.tables():
        query = "SELECT conversation FROM website_sessions WHERE last_activity >= %s AND conversation IN (...)"
        active |= {row[0] for row in stores.rows(query, [limit], sender_ids)}
    if "messaging_contacts" in stores.tables():
        query = "SELECT conversation FROM messaging_contacts WHERE last_heard >= %s AND conversation IN (...)"
        active |= {row[0] for row in stores.rows(query, [limit], sender_ids)}
    return [sender_id for sender_id in sender_ids if sender_id not in active]


def _forget(sender_ids: Sequence[str], gone: Forgotten) -> None:
    if not sender_ids:
        return
    keep_figures(sender_ids)
    gone.senders += len(sender_ids)
    gone.messages += Message.objects.filter(conversation__sender_id__in=sender_ids).count()
    gone.conversations += stores.delete_copy(sender_ids)
    stores.delete_events(sender_ids)
    stores.delete_old_on_the_website(sender_ids)
    stores.delete_messaging(sender_ids)


def keep_figures(sender_ids: Sequence[str]) -> None:
    """Count the days of these senders' conversations. A day that has its figures keeps them: it may have lost conversations since."""
    from review.insights.daily import count_day

    spans = Conversation.objects.filter(sender_id__in=sender_ids).values_list("started_at", "last_at")
    days = {timezone.localdate(moment) for span in spans for moment in span}
    for day in sorted(days - set(DailyFigure.objects.filter(day__in=days).values_list("day", flat=True))):
        count_day(day)


def _forget_callbacks(limit: float) -> int:
    if "callback_requests" not in stores.tables():
        return 0
    with transaction.atomic():
        gone = stores.change("DELETE FROM callback_requests WHERE created < %s", [limit])
        present = [row[0] for row in stores.rows("SELECT id FROM callback_requests", [])]
        CallbackWork.objects.exclude(request__in=present).delete()
    return gone


def _moment(timestamp: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(timestamp, tz=dt.timezone.utc)
