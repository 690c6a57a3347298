"""Somebody who types a number of thousands of digits, or in another script, where the desk wants a small one meets no fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from review.typed import MOST_DIGITS, number_of
from tests.desk.test_callbacks import requests  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
ODD = ("9" * 5000, "9" * 19, "٣", "²", "-1", "1e3", "")


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:12])
def test_a_decision_with_an_odd_place_leads_back_to_the_inbox(signed_in: Callable[[str], Client], odd: str) -> None:
    said = signed_in("trainer").post("/teach/decide/", {"normalised": "x", "page": odd, "card": odd})
    assert (said.status_code, said.headers["Location"]) == (302, "/teach/")


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:12])
def test_a_request_is_taken_whatever_was_seen_of_it(
    signed_in: Callable[[str], Client],
    requests: Callable[..., None],  # noqa: F811
    odd: str,
) -> None:
    requests("k1")
    assert signed_in("reviewer").post("/figures/callbacks/k1/", {"take": "1", "seen": odd}).status_code == 302


def test_what_is_read_as_a_number_fits_both_databases() -> None:
    assert [number_of(odd) for odd in ODD] == [None] * len(ODD)
    assert (number_of("007"), number_of("9" * MOST_DIGITS)) == (7, 10**MOST_DIGITS - 1)
    assert number_of("9" * MOST_DIGITS) < 2**63
