"""The letter of the week: figures, gaps and how many wait to be called, without a visitor's words or names."""

from __future__ import annotations

import datetime as dt
from smtplib import SMTPException
from typing import Sequence

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from review.insights.callbacks import open_callbacks
from review.insights.dashboard import TITLES, Dashboard, dashboard_of
from review.insights.period import Period

DAYS = 7


def administrators() -> Sequence[str]:
    """Addresses of all administrators who have one."""
    admins = User.objects.filter(Q(groups__name="admin") | Q(is_superuser=True), is_active=True).exclude(email="")
    return sorted(set(admins.values_list("email", flat=True)))


def week_until_yesterday() -> Period:
    """The last seven days that are over."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    return Period(yesterday - dt.timedelta(days=DAYS - 1), yesterday)


def letter(period: Period) -> EmailMultiAlternatives:
    """The letter on `period`, to nobody yet."""
    week, before = dashboard_of(period), dashboard_of(_before(period))
    facts = {
        "clinic": settings.CLINIC.name,
        "desk": settings.DESK_ADDRESS,
        "period": period,
        "week": week,
        "lines": [(number, _change(week, before, name)) for name, number in zip(TITLES, week.numbers)],
        "gaps": week.top("gap"),
        "topics": week.top("topic", 5),
        "open_callbacks": open_callbacks(),
    }
    subject = f"{settings.CLINIC.name}: {week.total['conversations', '']} conversations from {_day(period.first)} to {_day(period.last)}"
    made = EmailMultiAlternatives(subject, render_to_string("insights/digest.txt", facts))
    made.attach_alternative(render_to_string("insights/digest.html", facts), "text/html")
    return made


def send(made: EmailMultiAlternatives, addresses: Sequence[str]) -> Sequence[str]:
    """Send a letter to each address on its own, so that none sees another.

    :return: the addresses to which it could not be sent.
    """
    failed = []
    for address in addresses:
        made.to = [address]
        try:
            made.send()
        except (SMTPException, OSError):
            failed.append(address)
    return failed


def _before(period: Period) -> Period:
    return Period(period.first - dt.timedelta(days=DAYS), period.first - dt.timedelta(days=1))


def _change(week: Dashboard, before: Dashboard, name: str) -> str:
    more = week.total[name, ""] - before.total[name, ""]
    return f"{abs(more)} {'more' if more > 0 else 'fewer'} than the week before" if more else "as the week before"


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B}"
