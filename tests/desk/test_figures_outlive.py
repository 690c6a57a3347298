"""Figures stay when the conversations go, and are kept only once they are right."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from review.conversations.models import Conversation
from review.insights.daily import count_day, count_since, figures_between, figures_of
from review.insights.models import DailyFigure
from tests.desk.conversations import Talk
from tests.desk.visits import visit

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 29)


def ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


def noon(day: dt.date) -> str:
    return f"{day.isoformat()}T12:00"


def conversations_on(day: dt.date) -> int:
    return figures_between(day, day)[day].get(("conversations", ""), 0)


def test_figures_outlive_the_conversations() -> None:
    day = ago(5)
    visit(noon(day), topic="pain")
    count_day(day)
    Conversation.objects.all().delete()
    count_day(day)
    call_command("figures", days=6)
    found = figures_between(day, day)[day]
    assert (found["conversations", ""], found["topic", "pain"]) == (1, 1)


def test_figures_outlive_some_of_a_days_conversations() -> None:
    day = ago(5)
    visit(noon(day), topic="pain")
    visit(noon(day), topic="sleep")
    assert conversations_on(day) == 2
    Conversation.objects.first().delete()  # type: ignore[union-attr]
    count_since(day)
    assert conversations_on(day) == 2
    count_since(day, recount=True)
    assert conversations_on(day) == 1


def test_no_figure_holds_a_visitors_words() -> None:
    visit("2026-03-29T10:00", "my name is Rodney", gap="Rodney and his wet lung")
    count_day(DAY)
    assert DailyFigure.objects.count() > 3
    assert not any("Rodney" in str(row) for row in DailyFigure.objects.values())


def test_today_and_yesterday_are_counted_live() -> None:
    for day in (ago(0), ago(1), ago(2)):
        visit(noon(day))
    call_command("figures", days=10)
    assert DailyFigure.objects.order_by("-day").values_list("day", flat=True)[0] == ago(2)
    for day in (ago(0), ago(1), ago(2)):
        visit(noon(day))
    assert [conversations_on(day) for day in (ago(0), ago(1), ago(2))] == [2, 2, 1]


@pytest.mark.django_db(transaction=True)  # PostgreSQL reads what is committed
def test_a_day_is_not_kept_before_its_events_are_copied() -> None:
    visit(noon(DAY))
    late = dt.datetime(2026, 3, 29, 15, tzinfo=dt.timezone.utc).timestamp()
    Talk("late", now=late).begin().ask("hello").say("Hello.").save()
    assert conversations_on(DAY) == 1
    call_command("figures", days=(timezone.localdate() - DAY).days)
    assert not DailyFigure.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM events")
    assert conversations_on(DAY) == 1
    assert DailyFigure.objects.filter(day=DAY).exists()


def test_nothing_is_kept_while_the_copy_is_made_anew() -> None:
    made = visit(noon(DAY))
    Conversation.objects.filter(pk=made.pk).update(is_copied=False)
    figures_between(DAY, DAY)
    count_since(DAY)
    assert not DailyFigure.objects.exists()


def test_a_day_is_counted_as_often_as_one_likes() -> None:
    visit(noon(DAY))
    for recount in (False, False, True, True):
        count_day(DAY, recount)
        assert {(row.name, row.detail): row.value for row in DailyFigure.objects.all()} == figures_of(DAY)


def test_two_pages_that_count_a_day_at_once_store_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    visit(noon(DAY))

    def counted_meanwhile(day: dt.date) -> object:
        monkeypatch.undo()
        count_day(day)
        return figures_of(day)

    monkeypatch.setattr("review.insights.daily.figures_of", counted_meanwhile)
    assert conversations_on(DAY) == 1
    assert DailyFigure.objects.filter(name="conversations").count() == 1
