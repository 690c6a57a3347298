"""What a session costs: the price list as checked data, and the answer to "how much is an hour?"."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import List, Optional

from pydantic import Field, validator

from content.loading import Entry
from content.sentences import checked_sentence

CURRENCIES = {"GBP": "£", "EUR": "€", "USD": "$", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$", "INR": "₹"}
_LENGTHS = (
    (re.compile(r"\b(\d{2,3})\s*-?\s*min", re.IGNORECASE), None),
    (
        re.compile(
            r"\b(?:hour and (?:a )?half|hour and 30|1\.5 ?h(?:ou)?rs?|one and a half hours?)\b", re.IGNORECASE
        ),
        90,
    ),
    (re.compile(r"\b(?:half (?:an |of an )?hour|half-hour|1/2 ?h(?:ou)?r)\b", re.IGNORECASE), 30),
    (re.compile(r"\b(?:two hours?|2 ?h(?:ou)?rs?)\b", re.IGNORECASE), 120),
    (re.compile(r"\b(?:an? hour|one hour|1 ?h(?:ou)?r|hourly|per hour|hour)\b", re.IGNORECASE), 60),
)
_DEPOSIT = re.compile(r"\b(?:deposits?|up ?front|in advance|pre-?pay\w*)\b", re.IGNORECASE)
_PAYMENT = re.compile(
    r"\b(?:pay(?:ment|ments|ing)?|cards?|cash|contactless|apple pay|credit|debit|cheques?|visa)\b",
    re.IGNORECASE,
)
_DISCOUNT = re.compile(
    r"\b(?:discounts?|packages?|bundles?|deals?|cheaper|offers?|students?|concessions?|memberships?)\b",
    re.IGNORECASE,
)
# Words of a service's name that say nothing about its kind.
_NOT_A_KIND = frozenset({"massage", "and", "with", "for", "the"})


class Service(Entry):
    """One line of the price list."""

    name: str = Field(min_length=3)
    minutes: int = Field(ge=10, le=300)
    price: Decimal

    @validator("price", pre=True)
    def _is_money(cls, price: object) -> object:
        plain = isinstance(price, (int, float, Decimal)) and not isinstance(price, bool)
        if (
            not plain
            or not math.isfinite(Decimal(str(price)))
            or not 0 < Decimal(str(price)) <= 10000
            or Decimal(str(price)) != round(Decimal(str(price)), 2)
        ):
            raise ValueError(f"`{price}` is no price; write a plain number above 0, such as 42 or 42.50")
        return str(price)


class Prices(Entry):
    """The `prices` of clinic.yml."""

    currency: str
    services: List[Service] = Field(min_items=1)
    payment: Optional[str]
    deposit: Optional[str]
    discounts: Optional[str]

    @validator("currency")
    def _is_known(cls, currency: str) -> str:
        if currency not in CURRENCIES:
            raise ValueError(
                f"`{currency}` is no currency that is known here; use one of {', '.join(CURRENCIES)}"
            )
        return currency

    @validator("services")
    def _stand_once(cls, services: List[Service]) -> List[Service]:
        for place, service in enumerate(services):
            if any(
                (service.name, service.minutes) == (other.name, other.minutes) for other in services[:place]
            ):
                raise ValueError(f"`{service.name}` of {service.minutes} minutes stands twice; keep one")
        return services

    @validator("payment", "deposit", "discounts")
    def _are_sentences(cls, text: Optional[str]) -> Optional[str]:
        return checked_sentence(text)


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency: "£42", "£42.50"."""
    return CURRENCIES[currency] + (f"{amount:.2f}" if amount % 1 else f"{int(amount)}")


def price_list(prices: Prices) -> str:
    """Every session with its length and price, a line each, and the sentence on discounts."""
    lines = [_line(prices, service) for service in prices.services]
    return "\n".join([*lines, prices.discounts] if prices.discounts else lines)


def price_answer(prices: Prices, text: str) -> str:
    """Answer a question about prices: the sessions or the rule of payment it names, else the whole list."""
    named = services_asked(prices, text)
    if named:
        return "\n".join(_line(prices, service) for service in named)
    rules = ((_DEPOSIT, prices.deposit), (_DISCOUNT, prices.discounts), (_PAYMENT, prices.payment))
    told = [rule for asked, rule in rules if rule and asked.search(text)]
    return " ".join(told) or "\n".join(filter(None, ["Our prices:", price_list(prices), prices.payment]))


def services_asked(prices: Prices, text: str) -> list[Service]:
    """Services of the length and kind that `text` names; none where it names neither, or none of ours."""
    minutes = minutes_asked(text)
    words = set(re.findall(r"[a-z]+", text.lower())) - _NOT_A_KIND
    of_kind = [service for service in prices.services if words & _words_of(service)]
    of_length = [service for service in of_kind or prices.services if service.minutes == minutes]
    return of_length if minutes and of_length else of_kind


def minutes_asked(text: str) -> int | None:
    """Length of session that `text` names: "an hour", "90 min"."""
    for pattern, minutes in _LENGTHS:
        found = pattern.search(text)
        if found:
            return minutes or int(found.group(1))
    return None


def _words_of(service: Service) -> set[str]:
    return set(re.findall(r"[a-z]+", service.name.lower())) - _NOT_A_KIND


def _line(prices: Prices, service: Service) -> str:
    return f"{service.name}, {service.minutes} minutes: {money(service.price, prices.currency)}"
