"""Whether the clinic is open, when it opens next, and what it answers to the ways in which people ask."""

from __future__ import annotations

from datetime import datetime

import pytest

from content.opening_hours import DAYS, OpeningHours, hours_list, next_opening, open_now
from content.opening_hours_asked import hours_answer

HOURS = OpeningHours(
    monday=["09:00-13:00", "14:00-18:00"],
    tuesday=["09:00-18:00"],
    wednesday=["09:00-18:00"],
    thursday=["11:00-20:30"],
    friday=["09:00-17:00"],
    saturday=["09:30-16:00"],
    sunday="closed",
    holidays="We are closed on bank holidays.",
)
NEVER = OpeningHours.parse_obj({day: "closed" for day in DAYS})
MONDAY, TUESDAY, SATURDAY = "2026-11-23", "2026-11-24", "2026-11-28"


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day} {clock}")


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        (at(MONDAY, "08:59"), "We are closed right now and open again today at 9 am."),
        (at(MONDAY, "09:00"), "We are open now, until 1 pm."),
        (at(MONDAY, "13:00"), "We are closed right now and open again today at 2 pm."),
        (at(MONDAY, "17:59"), "We are open now, until 6 pm."),
        (at(MONDAY, "18:00"), "We are closed right now and open again tomorrow at 9 am."),
        (at(SATURDAY, "16:00"), "We are closed right now and open again on Monday at 9 am."),
    ],
)
def test_a_visitor_learns_whether_the_clinic_is_open_now(now: datetime, sentence: str) -> None:
    assert open_now(HOURS, now) == sentence


def test_a_clinic_that_never_opens_promises_no_opening() -> None:
    assert next_opening(NEVER, at(MONDAY, "12:00")) is None
    assert open_now(NEVER, at(MONDAY, "12:00")) == "We are closed at the moment."
    assert hours_list(NEVER) == "Monday to Sunday: closed"


def test_days_with_the_same_hours_share_a_line() -> None:
    assert hours_list(HOURS).splitlines() == [
        "Monday: 9 am to 1 pm and 2 pm to 6 pm",
        "Tuesday and Wednesday: 9 am to 6 pm",
        "Thursday: 11 am to 8:30 pm",
        "Friday: 9 am to 5 pm",
        "Saturday: 9:30 am to 4 pm",
        "Sunday: closed",
        "We are closed on bank holidays.",
    ]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("are you open on Sunday?", "No, we are closed on Sundays."),
        ("r u open sundays", "No, we are closed on Sundays."),
        ("open sat?", "Yes, we are open on Saturdays: 9:30 am to 4 pm."),
        (
            "do you work weekends",
            "Yes, we are open on Saturdays: 9:30 am to 4 pm.\nNo, we are closed on Sundays.",
        ),
        ("are you open today", "Yes, we are open today (Tuesday): 9 am to 6 pm."),
        ("open tonight?", "Not in the evening, I'm afraid: our hours today (Tuesday) are 9 am to 6 pm."),
        ("thursday evening?", "Yes, we are open on Thursdays: 11 am to 8:30 pm."),
        ("thursday morning", "Yes, we are open on Thursdays: 11 am to 8:30 pm."),
        ("what about tomorrow", "Yes, we are open tomorrow (Wednesday): 9 am to 6 pm."),
        ("are you open on bank holidays", "We are closed on bank holidays."),
        ("open at christmas?", "We are closed on bank holidays."),
        (
            "are you open at 8",
            "No, we are not open at 8 am or 8 pm today (Tuesday). Our hours are 9 am to 6 pm.",
        ),
        ("thurs at 8?", "Yes, we are open at 8 pm on Thursdays. Our hours are 11 am to 8:30 pm."),
        (
            "open at 10am thursday",
            "No, we are not open at 10 am on Thursdays. Our hours are 11 am to 8:30 pm.",
        ),
        ("open at 17:30 on friday", "No, we are not open at 5:30 pm on Fridays. Our hours are 9 am to 5 pm."),
        ("are you open until 6", "Yes, we are open until 6 pm today (Tuesday). Our hours are 9 am to 6 pm."),
        (
            "is it open at noon on monday",
            "Yes, we are open at noon on Mondays. Our hours are 9 am to 1 pm and 2 pm to 6 pm.",
        ),
        ("sunday at 10", "No, we are closed on Sundays."),
        ("are you closed on sundays", "We are closed on Sundays."),
        ("when do you close today", "We are open 9 am to 6 pm today (Tuesday)."),
        ("are you open now", "We are open now, until 6 pm."),
    ],
)
def test_a_question_about_a_day_or_time_gets_that_day_or_time(question: str, answer: str) -> None:
    assert hours_answer(HOURS, question, at(TUESDAY, "12:00")) == answer


def test_the_days_of_the_week_without_the_weekend_are_listed() -> None:
    answer = hours_answer(HOURS, "what are your weekday hours", at(TUESDAY, "12:00"))
    assert answer.splitlines()[0] == "Our hours on those days:"
    assert "Saturday" not in answer


@pytest.mark.parametrize("question", ["when are you open", "opening times please", "", "are you open at 77"])
def test_a_question_without_a_day_gets_the_whole_week_and_whether_it_is_open_now(question: str) -> None:
    answer = hours_answer(HOURS, question, at(TUESDAY, "12:00"))
    assert hours_list(HOURS) in answer
    assert answer.endswith("We are open now, until 6 pm.")


def test_someone_who_works_late_learns_the_latest_closing_time() -> None:
    answer = hours_answer(HOURS, "do you open evenings after work", at(TUESDAY, "12:00"))
    assert answer.startswith("Our latest closing time is 8:30 pm.")
    assert hours_answer(HOURS, "early mornings?", at(TUESDAY, "12:00")).startswith(
        "Our earliest start is 9 am."
    )


def test_nobody_is_told_of_holidays_that_the_clinic_did_not_write_about() -> None:
    answer = hours_answer(
        HOURS.copy(update={"holidays": None}), "open on bank holidays?", at(TUESDAY, "12:00")
    )
    assert "bank" not in answer
