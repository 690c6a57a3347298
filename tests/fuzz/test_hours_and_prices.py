"""Questions about hours and prices in any words get a sentence; opening times of any words are right or refused."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from content.clinic import load_clinic
from content.opening_hours import Span, closing_time, next_opening, open_now
from content.opening_hours_asked import hours_answer
from content.prices import minutes_asked, price_answer
from tests.fuzz.profiles import examples
from tests.fuzz.texts import anything

CLINIC = load_clinic()
PIECES = (
    *("open", "close", "until", "at", "before", "after", "sunday", "mon", "weekend", "tomorrow", "tonight", "now", "noon", "12", "0", "24", "99", "7:61", "am"),
    *("p.m.", "o'clock", "bank holiday", "how much", "price", "for", "90 minutes", "an hour", "half an hour", "1.5 h", "deep tissue", "couples", "£", "0 min"),
)


def asked() -> st.SearchStrategy[str]:
    """Questions made of the words that the readers look for, and any others."""
    return st.one_of(st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join), anything())


@examples(60)
@given(asked(), st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_any_question_about_hours_gets_a_sentence(text: str, now: datetime) -> None:
    answer = hours_answer(CLINIC.hours, text, now)
    assert answer.strip() and answer[0].isupper() and "None" not in answer


@examples(60)
@given(asked())
def test_any_question_about_prices_gets_a_price(text: str) -> None:
    assert "£" in price_answer(CLINIC.prices, text)
    minutes = minutes_asked(text)
    assert minutes is None or minutes >= 0


@examples(32)
@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_the_clinic_is_open_or_opens_within_a_week(now: datetime) -> None:
    closes, opens = closing_time(CLINIC.hours, now), next_opening(CLINIC.hours, now)
    assert opens and now < opens <= now + timedelta(days=8)
    assert open_now(CLINIC.hours, now).startswith("We are open" if closes else "We are closed")


@examples(60)
@given(st.one_of(anything(), st.from_regex(r"\A[0-9]{1,3}[:.][0-9]{1,3} ?[-–] ?[0-9]{1,3}:[0-9]{1,3}\Z")))
def test_opening_times_are_times_or_refused(text: str) -> None:
    try:
        span = Span.parse(text)
    except ValueError as error:
        assert "HH:MM-HH:MM" in str(error)
    else:
        assert span.start < span.end
