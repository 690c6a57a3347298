"""Requests to be called back: which there are, who has taken one, how far it has come."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Sequence

from django.db import connection, transaction
from django.db.models import Case, IntegerField, Value, When

from review.conversations.models import Conversation
from review.insights.models import CallbackRequest, CallbackWork

NEW = "new"
STATUSES = (NEW, "called", "not reached", "reached", "done")
OPEN = tuple(status for status in STATUSES if status not in ("reached", "done"))
MOST_SHOWN = 500


@dataclass(frozen=True)
class Callback:
    """A request with what staff have done about it, and the conversation in which it was made, if that is still there."""

    request: CallbackRequest
    asked: dt.datetime
    work: CallbackWork | None
    conversation: int | None

    @property
    def holder(self) -> int | None:
        """The id of who has taken it."""
        return self.work.taken_by_id if self.work else None

    @property
    def dialled(self) -> str:
        """The number for a `tel:` link."""
        return "".join(sign for sign in self.request.phone or "" if sign in "+0123456789")


def has_table() -> bool:
    """Whether the website's channel has made the table yet."""
    return CallbackRequest._meta.db_table in connection.introspection.table_names()


def callbacks(status: str = "") -> Sequence[Callback]:
    """Requests of a status or of all: new ones first, then the latest."""
    if not has_table():
        return []
    place = Case(When(status=NEW, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = CallbackRequest.objects.order_by(place, "-created")
    requests = list((found.filter(status=status) if status in STATUSES else found)[:MOST_SHOWN])
    work = {each.request: each for each in CallbackWork.objects.filter(request__in=[one.id for one in requests]).select_related("taken_by")}
    senders = [one.conversation for one in requests if one.conversation]
    held = dict(Conversation.objects.filter(sender_id__in=senders).order_by("number").values_list("sender_id", "pk"))
    return [Callback(one, _moment(one.created), work.get(one.id), held.get(one.conversation or "")) for one in requests]


def open_callbacks() -> int:
    """How many people still wait to be called."""
    return CallbackRequest.objects.filter(status__in=OPEN).count() if has_table() else 0


def exists(key: str) -> bool:
    """Whether there is such a request."""
    return has_table() and CallbackRequest.objects.filter(pk=key).exists()


def set_status(key: str, status: str, user: int) -> None:
    """Say how far a request has come; whoever does has taken it, unless somebody has."""
    with transaction.atomic():
        CallbackRequest.objects.filter(pk=key).update(status=status)
        work, _ = CallbackWork.objects.get_or_create(request=key)
        work.taken_by_id = work.taken_by_id or user
        work.save()


def take(key: str, user: int, seen: int | None) -> bool:
    """Take a request, from whoever was seen to have it; False if it is no longer theirs."""
    with transaction.atomic():
        CallbackWork.objects.get_or_create(request=key)
        work = CallbackWork.objects.select_for_update().get(request=key)
        if work.taken_by_id != seen:
            return False
        work.taken_by_id = user
        work.save()
    return True


def _moment(timestamp: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(timestamp, tz=dt.timezone.utc)
