"""Figures say what the list says, at midnight and when the clocks change, too."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from review.conversations.filters import filtered
from review.conversations.models import Conversation, Message
from review.insights.counting import MEANINGS, figures_of
from review.insights.daily import figures_between, summed
from review.insights.models import DailyFigure
from tests.desk.visits import visit

pytestmark = pytest.mark.django_db
FORWARD, BACK = dt.date(2026, 3, 29), dt.date(2026, 10, 25)  # London's days of 23 and of 25 hours


def hours_of(day: dt.date) -> dict[str, int]:
    return {detail: value for (name, detail), value in figures_of(day).items() if name == "hour"}


def listed(address: str) -> set[int]:
    return set(filtered(QueryDict(urlsplit(address).query)).values_list("pk", flat=True))


def test_a_day_of_23_hours_begins_and_ends_at_the_clinics_midnight() -> None:
    for at in ("2026-03-28T23:59:59", "2026-03-29T00:00", "2026-03-29T03:30", "2026-03-29T23:59:59", "2026-03-30T00:00"):
        visit(at)
    assert figures_of(FORWARD)["conversations", ""] == 3
    assert hours_of(FORWARD) == {"00": 1, "03": 1, "23": 1}


def test_a_day_of_25_hours_has_the_hour_that_comes_twice_whole() -> None:
    for at in ("2026-10-25T00:00", "2026-10-25T01:30+01:00", "2026-10-25T01:30+00:00", "2026-10-25T23:59:59", "2026-10-26T00:00"):
        visit(at)
    assert figures_of(BACK)["conversations", ""] == 4
    assert hours_of(BACK) == {"00": 1, "01": 2, "23": 1}


def test_a_talk_past_midnight_stands_on_both_days_and_counts_once() -> None:
    visit("2026-03-28T23:50", until="2026-03-29T00:10", fell_back=True)
    visit("2026-03-29T12:00")
    both = figures_between(dt.date(2026, 3, 28), FORWARD)
    assert [both[day]["conversations", ""] for day in both] == [1, 2]
    assert (summed(both)["conversations", ""], summed(both)["fell_back", ""], summed(both)["topic", "sleep"]) == (2, 1, 2)
    assert summed({FORWARD: both[FORWARD]})["conversations", ""] == 2


def test_each_link_of_the_page_opens_exactly_the_conversations_that_it_counts(signed_in: Callable[[str], Client]) -> None:
    visit("2026-03-28T22:00", topic="pain", fell_back=True, thumbs_down=1)
    visit("2026-03-28T23:50", topic="pain", until="2026-03-29T00:10", fell_back=True, thumbs_up=2, channel="telegram")
    visit("2026-03-29T11:00", topic="stress_anxiety", emergency=True, asked_for_a_person=True)
    visit("2026-03-29T23:59:59", topic="condition_not_covered", gap="asthma", until="2026-03-30T00:20", thumbs_down=3)
    visit("2026-03-30T11:00", topic="condition_not_covered", gap="asthma", fell_back=True)
    visit("2026-03-31T00:00", topic="sleep", fell_back=True)
    for period in ("from=2026-03-29&to=2026-03-29", "from=2026-03-29&to=2026-03-30", "from=2026-03-28&to=2026-03-31"):
        found = signed_in("viewer").get(f"/figures/?{period}").context["found"]
        counted = [(number.address, number.value) for number in found.numbers if number.title != "Messages"]
        counted += [(bar.address, bar.value) for bar in found.by_day]
        counted += [(bar.address, bar.value) for each in found.lists for bar in each.bars]
        counted.append((found.not_covered.address, found.not_covered.value))
        assert len(counted) > 10
        assert {address: len(listed(address)) for address, _ in counted} == dict(counted)


def test_what_is_kept_counts_as_what_was_counted_live() -> None:
    visit("2026-03-28T23:50", until="2026-03-29T00:10", topic="pain", fell_back=True, channel="sms")
    live = figures_between(dt.date(2026, 3, 28), FORWARD)
    assert DailyFigure.objects.filter(day=FORWARD).exists()
    assert figures_between(dt.date(2026, 3, 28), FORWARD) == live


def test_pressed_buttons_say_nothing_about_understanding(signed_in: Callable[[str], Client]) -> None:
    for number in range(4):
        made = visit("2026-03-29T10:00")
        Message.objects.filter(conversation=made, kind="visitor").update(is_refused=number < 2, is_button=number == 0)
    page = signed_in("viewer").get("/figures/?from=2026-03-29&to=2026-03-29")
    assert page.context["found"].unanswered == 33.3  # one of three that were typed
    assert "33.3 %" in page.content.decode()


def test_each_figure_says_in_words_what_it_counts(signed_in: Callable[[str], Client]) -> None:
    page = unescape(signed_in("viewer").get("/figures/").content.decode())
    assert [name for name, means in MEANINGS.items() if means not in page] == []


def test_each_chart_is_a_table_too_and_has_a_name_and_a_description(signed_in: Callable[[str], Client]) -> None:
    visit("2026-03-29T10:00")
    page = signed_in("viewer").get("/figures/?from=2026-03-29&to=2026-03-30").content.decode()
    charts = re.findall(r"<svg class=\"chart\".*?</svg>", page, re.DOTALL)
    assert len(charts) == 2 and page.count("<details>") == 2
    assert all("<title id=" in chart and "<desc id=" in chart and "aria-labelledby=" in chart for chart in charts)
    assert "style=" not in page
    assert re.search(r'<td><a href="[^"]*">29 Mar</a></td><td>1</td>', page)


def test_a_visitors_words_are_no_name_of_a_gap_or_channel(signed_in: Callable[[str], Client]) -> None:
    visit("2026-03-29T10:00", topic="condition_not_covered", gap="asthma or hay fever")
    visit("2026-03-29T10:00", topic="condition_not_covered", gap="my husband Rodney has wet lung", channel="Rodney says <hello>")
    page = signed_in("viewer").get("/figures/?from=2026-03-29&to=2026-03-29")
    text = page.content.decode()
    assert "Rodney" not in text and "asthma or hay fever" in text
    assert page.context["found"].not_covered.value == 2
    assert not DailyFigure.objects.filter(detail__icontains="rodney").exists()


@pytest.mark.parametrize("query", ["from=x", "from=2026-03-30&to=2026-03-01", "days=99999999", "days=-1", "from=1000-01-01", "to=0001-01-01", "to=9999-12-31"])
def test_a_period_that_makes_no_sense_is_told_or_left_out(signed_in: Callable[[str], Client], query: str) -> None:
    visit(timezone.now() - dt.timedelta(days=3))
    assert signed_in("viewer").get(f"/figures/?{query}").status_code == 200


def test_days_before_the_first_conversation_and_days_to_come_are_not_stored(signed_in: Callable[[str], Client]) -> None:
    visit(timezone.now() - dt.timedelta(days=3))
    for query in ("from=1001-01-01&to=1001-12-30", "days=90", f"from={timezone.localdate()}&to=2030-01-01"):
        signed_in("viewer").get(f"/figures/?{query}")
    stored = set(DailyFigure.objects.values_list("day", flat=True))
    assert stored == {timezone.localdate() - dt.timedelta(days=days) for days in (4, 3, 2)}  # one more, which a long talk may have begun on


def test_the_days_of_a_period_are_chosen_by_number_or_by_dates(signed_in: Callable[[str], Client]) -> None:
    client, today = signed_in("viewer"), timezone.localdate()
    assert client.get("/figures/?days=7").context["period"][:2] == (today - dt.timedelta(days=6), today)
    assert client.get("/figures/").context["period"].days == 30
    address = client.get("/figures/?from=2026-03-01&to=2026-03-02").context["found"].numbers[0].address
    assert parse_qs(urlsplit(address).query) == {"from": ["2026-03-01"], "to": ["2026-03-02"]}
    assert not Conversation.objects.exists()
