"""Every fact that a reply may name is there, and an unset one asks the visitor to ask."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from content.clinic import Clinic, load_clinic
from content.facts import SENTENCES, facts, local_time
from content.safety import load_safety

SAMPLE, SAFETY = load_clinic(), load_safety()
NOON_UTC = datetime(2026, 7, 6, 12, tzinfo=timezone.utc)
NAMES = (
    "clinic_name phone email website address directions parking access hours_list open_now booking_link "
    "price_list payment deposit cancellation late_arrival insurance tipping minimum_age home_visits gift "
    "jobs therapists emergency_number urgent_number crisis_line abuse_line"
).split()
MAY_BE_UNSET = SENTENCES | {"email", "website", "address", "booking_link"}


def bare_clinic() -> Clinic:
    """The sample clinic with everything unset that may be."""
    full = SAMPLE.dict()
    full["contact"] = {"phone": "+44 20 7946 0321"}
    full["policies"], full["booking"] = {}, {}
    full["prices"].update(payment=None, deposit=None, discounts=None)
    return Clinic.parse_obj(full)


@pytest.mark.parametrize("name", NAMES)
def test_every_promised_fact_is_given(name: str) -> None:
    assert facts(SAMPLE, SAFETY, NOON_UTC)[name].strip()


@pytest.mark.parametrize("name", NAMES)
def test_an_unset_fact_asks_the_visitor_to_ask_and_gives_the_phone(name: str) -> None:
    given = facts(bare_clinic(), SAFETY, NOON_UTC)[name]
    if name in MAY_BE_UNSET:
        assert "lease ask us" in given and "+44 20 7946 0321" in given
    else:
        assert "lease ask us" not in given


def test_an_unset_rule_is_a_whole_sentence() -> None:
    given = facts(bare_clinic(), SAFETY, NOON_UTC)
    assert given["tipping"] == "Please ask us: +44 20 7946 0321."
    assert given["booking_link"] == "please ask us (+44 20 7946 0321)"
    assert set(given) >= SENTENCES


def test_the_emergency_number_is_that_of_the_country() -> None:
    in_america = SAMPLE.copy(update={"country": "US"})
    assert facts(SAMPLE, SAFETY, NOON_UTC)["emergency_number"].startswith("999")
    assert facts(in_america, SAFETY, NOON_UTC)["emergency_number"] == "911"


def test_open_now_goes_by_the_clock_on_the_clinics_wall() -> None:
    summer_evening = datetime(2026, 7, 6, 18, 30, tzinfo=timezone.utc)  # 19:30 in London
    assert local_time(SAMPLE, summer_evening).hour == 19
    assert facts(SAMPLE, SAFETY, summer_evening)["open_now"].startswith("We are closed")
    assert facts(SAMPLE, SAFETY, datetime(2026, 12, 7, 18, 30, tzinfo=timezone.utc))["open_now"].startswith(
        "We are open"
    )
