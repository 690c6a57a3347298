"""What a visitor who asks for a price is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from content.prices import Prices, minutes_asked, money, price_answer, price_list

PRICES = Prices.parse_obj(
    {
        "currency": "GBP",
        "services": [
            {"name": "Relaxation massage", "minutes": 60, "price": 68},
            {"name": "Relaxation massage", "minutes": 90, "price": 94.5},
            {"name": "Deep tissue massage", "minutes": 60, "price": 74},
            {"name": "Sports massage", "minutes": 45, "price": 58},
        ],
        "payment": "You pay after your session.",
        "discounts": "Five sessions cost less.",
    }
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how much is deep tissue", "Deep tissue massage, 60 minutes: £74"),
        ("price of a sports massage?", "Sports massage, 45 minutes: £58"),
        ("how much for an hour and a half", "Relaxation massage, 90 minutes: £94.50"),
        ("how much is an hour of relaxation massage", "Relaxation massage, 60 minutes: £68"),
        ("90 min", "Relaxation massage, 90 minutes: £94.50"),
        ("how much is an hour", "Relaxation massage, 60 minutes: £68\nDeep tissue massage, 60 minutes: £74"),
        ("can i pay by card", "You pay after your session."),
        ("any student discount?", "Five sessions cost less."),
    ],
)
def test_a_question_about_one_price_gets_that_price(question: str, answer: str) -> None:
    assert price_answer(PRICES, question) == answer


@pytest.mark.parametrize(
    "question",
    ["how much do you charge", "massage price", "price for 2 hours", "do I pay a deposit up front"],
)
def test_a_question_that_names_nothing_of_ours_gets_a_rule_or_the_whole_list(question: str) -> None:
    answer = price_answer(PRICES, question)
    assert answer == "You pay after your session." or price_list(PRICES) in answer


def test_the_price_list_ends_with_the_discounts() -> None:
    assert price_list(PRICES).splitlines()[-1] == "Five sessions cost less."


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("half an hour", 30),
        ("a half-hour session", 30),
        ("1 hour", 60),
        ("120 minutes", 120),
        ("2 hrs", 120),
        ("a massage", None),
    ],
)
def test_lengths_are_understood_as_people_say_them(text: str, minutes: int | None) -> None:
    assert minutes_asked(text) == minutes


def test_money_is_written_as_in_the_country() -> None:
    assert money(Decimal("42"), "EUR") == "€42"
    assert money(Decimal("42.5"), "USD") == "$42.50"
