"""Personal data in a visitor's text: found, and replaced by words before anybody reads or stores it.

What is masked: e-mail addresses, phone numbers, card and account numbers, national ids, dates of birth. What stays:
prices, hours, ages, blood pressure, durations, years, emergency and free numbers, and the clinic's own contact.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Callable, Iterable, Iterator, NamedTuple, Pattern

import phonenumbers
from phonenumbers import Leniency, PhoneNumber, PhoneNumberMatcher, PhoneNumberType
from stdnum import iban, luhn
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.us import ssn

from channels.masking_groups import FEWEST_OF_A_CARD, FEWEST_OF_A_PHONE, MOST_OF_A_CARD, MOST_OF_A_PHONE, groups_in
from channels.masking_words import BIRTH_CUE, CARD_CUE, DATE_OF_BIRTH, EMAIL, PHONE_CUE, SSN_CUE
from content.clinic import Clinic, load_clinic

FEWEST_DIGITS_OF_A_PHONE = 6
FEWEST_DIGITS_WITH_A_ZERO = 9
NO_PERSONS = {PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN}

_DIGIT, _NO_DIGIT = re.compile(r"\d"), re.compile(r"\D")
# Without one of these there is nothing to find: ordinary questions pass here, at no cost.
_SIGN_OF_AN_EMAIL = re.compile(r"@|\bdot\b|[(\[{] ?at\b", re.IGNORECASE)
_SIX_DIGITS_TOGETHER = re.compile(r"\d(?:[ ()./-]{0,3}\d){5}")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{1,4}){3,9}\b", re.IGNORECASE)
_CARD = re.compile(r"(?<![\d+])[2-6]\d{3}(?:[ -]?\d){8,15}(?![\d-])")
_ONLY_YEARS = re.compile(r"(?:(?:19|20)\d\d[ -]*)+")
_NINO = re.compile(
    r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b", re.IGNORECASE
)
_SSN_AFTER_A_CUE = re.compile(SSN_CUE + r"(\d{3}[ -]?\d{2}[ -]?\d{4})\b", re.IGNORECASE)
# How each id is written, and whether it is one: its check digits, not its look, decide.
_IDS: tuple[tuple[Pattern[str], Callable[[str], bool]], ...] = (
    (re.compile(r"\b\d{3}-\d\d-\d{4}\b"), ssn.is_valid),
    (re.compile(r"\b[12] ?\d\d ?\d\d ?\d[\dAB] ?\d{3} ?\d{3} ?\d\d\b"), nir.is_valid),
    (re.compile(r"\b\d{11}\b"), pesel.is_valid),
    (re.compile(r"\b[1-9]\d ?\d{3} ?\d{3} ?\d{3}\b"), idnr.is_valid),
    (re.compile(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b"), nhs.is_valid),
    (re.compile(r"\b\d{9}\b|\b\d{4}\.\d\d\.\d{3}\b"), bsn.is_valid),
    (re.compile(r"\b\d{8}[ -]?[A-Z]\b", re.IGNORECASE), dni.is_valid),
    (re.compile(r"\b[XYZ][ -]?\d{7}[ -]?[A-Z]\b", re.IGNORECASE), nie.is_valid),
)
_AMERICAN_PHONE = re.compile(r"(?<![\d.-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[.-]\d{4}(?![\d-])")
_PHONE_AFTER_A_CUE = re.compile(PHONE_CUE + r"([+(]?\d(?:[ ()./-]{0,2}\d){5,14})(?!\d)", re.IGNORECASE)
_ZERO_FIRST = re.compile(r"\(?0\d")
_BEGINS_AS_A_PHONE = re.compile(r"\(?(?:\+|0\d)")
_STARTS_AS_A_CARD = re.compile(r"[2-6]")
_TIME_OR_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|(?:(?:[01]\d|2[0-3])[0-5]\d[ -]*){2,}")
# Nothing that one asks a clinic has nine digits in a row.
_LONG_NUMBER = re.compile(r"(?<!\d)\d{9,}(?!\d)")


class Found(NamedTuple):
    """A part of a text and the words in its place; None keeps what stands there."""

    start: int
    end: int
    words: str | None


Finder = Callable[[str], Iterator[Found]]


class Masker:
    """Replaces personal data by words in square brackets."""

    def __init__(self, clinic: Clinic) -> None:
        """Read phone numbers as people in the clinic's country write them; leave the clinic's own contact as it is."""
        self._country = phone_country(clinic)
        self._own_phone, self._own_email = _own_phone(clinic.contact.phone), (clinic.contact.email or "").lower()

    def masked(self, text: str) -> str:
        """`text` without personal data."""
        plain = _plain(text)
        finders: list[Finder] = [_find_births] if BIRTH_CUE.search(plain) else []
        if _SIGN_OF_AN_EMAIL.search(plain):
            finders += [self._find_own, _find_emails]
        if _SIX_DIGITS_TOGETHER.search(plain):
            finders += [self._find_own, _find_accounts, _find_cards, _find_births, _find_ids, self._find_phones, _find_long]
        return _replaced(text, _first_found(plain, finders)) if finders else text

    def _find_own(self, text: str) -> Iterator[Found]:
        yield from (Found(*match.span(), None) for match in self._own_phone.finditer(text))
        start = text.lower().find(self._own_email) if self._own_email else -1
        if start >= 0:
            yield Found(start, start + len(self._own_email), None)

    def _find_phones(self, text: str) -> Iterator[Found]:
        for match in PhoneNumberMatcher(text, self._country, leniency=Leniency.POSSIBLE):
            if _is_a_persons(match.number, match.raw_string):
                yield Found(match.start, match.end, "[phone number]")
        yield from _spans(_AMERICAN_PHONE.finditer(text), "[phone number]")
        told = (match for match in _PHONE_AFTER_A_CUE.finditer(text) if not _TIME_OR_DATE.fullmatch(match[1]))
        yield from (Found(*match.span(1), "[phone number]") for match in told)
        yield from self._find_phones_beside_numbers(text)

    def _find_phones_beside_numbers(self, text: str) -> Iterator[Found]:
        for found in groups_in(text, FEWEST_OF_A_PHONE, MOST_OF_A_PHONE):
            if _BEGINS_AS_A_PHONE.match(found.text) and self._is_a_phone(found.text):
                yield Found(found.start, found.end, "[phone number]")

    def _is_a_phone(self, raw: str) -> bool:
        try:
            number = phonenumbers.parse(raw, self._country)
        except phonenumbers.NumberParseException:
            return False
        return phonenumbers.is_possible_number(number) and _is_a_persons(number, raw.lstrip("("))


def phone_country(clinic: Clinic) -> str:
    """Where a number without a country's code belongs: the clinic's country, or that of its own number."""
    if clinic.country in phonenumbers.SUPPORTED_REGIONS:
        return clinic.country
    return phonenumbers.region_code_for_number(_number(clinic.contact.phone)) or phonenumbers.UNKNOWN_REGION


@lru_cache(maxsize=1)
def masker() -> Masker:
    """The masker for the clinic's country."""
    return Masker(load_clinic())


def _first_found(text: str, finders: Iterable[Finder]) -> list[Found]:
    """What the finders find; the first to find a part has it."""
    taken: list[Found] = []
    for found in (found for finder in finders for found in finder(text)):
        if not any(found.start < other.end and other.start < found.end for other in taken):
            taken.append(found)
    return sorted(taken)


def _replaced(text: str, all_found: Iterable[Found]) -> str:
    parts, end = [], 0
    for found in all_found:
        parts += [text[end : found.start], text[found.start : found.end] if found.words is None else found.words]
        end = found.end
    return "".join([*parts, text[end:]])


def _find_emails(text: str) -> Iterator[Found]:
    return _spans(EMAIL.finditer(text), "[e-mail address]")


def _find_accounts(text: str) -> Iterator[Found]:
    for match in _ACCOUNT.finditer(text):
        ends = [group.end() for group in re.finditer(r"\w+", match[0])]
        valid = next((end for end in reversed(ends) if iban.is_valid(match[0][:end])), None)
        if valid:
            yield Found(match.start(), match.start() + valid, "[account number]")


def _find_cards(text: str) -> Iterator[Found]:
    for match in _CARD.finditer(text):
        digits = _NO_DIGIT.sub("", match[0])
        if not _ONLY_YEARS.fullmatch(match[0]) and (luhn.is_valid(digits) or CARD_CUE.search(text[: match.start()])):
            yield Found(*match.span(), "[card number]")
    for found in groups_in(text, FEWEST_OF_A_CARD, MOST_OF_A_CARD):  # a card beside another number
        if _STARTS_AS_A_CARD.match(found.text) and not _ONLY_YEARS.fullmatch(found.text) and luhn.is_valid(_NO_DIGIT.sub("", found.text)):
            yield Found(found.start, found.end, "[card number]")


def _find_births(text: str) -> Iterator[Found]:
    return (Found(*match.span(1), "[date of birth]") for match in DATE_OF_BIRTH.finditer(text))


def _find_ids(text: str) -> Iterator[Found]:
    yield from _spans(_NINO.finditer(text), "[id number]")
    yield from (Found(*match.span(1), "[id number]") for match in _SSN_AFTER_A_CUE.finditer(text))
    for pattern, is_valid in _IDS:
        yield from _spans((match for match in pattern.finditer(text) if is_valid(match[0])), "[id number]")


def _find_long(text: str) -> Iterator[Found]:
    return _spans(_LONG_NUMBER.finditer(text), "[number]")


def _spans(matches: Iterable[re.Match[str]], words: str) -> Iterator[Found]:
    return (Found(*match.span(), words) for match in matches)


def _is_a_persons(number: PhoneNumber, raw: str) -> bool:
    digits = len(_DIGIT.findall(raw))
    if digits < FEWEST_DIGITS_OF_A_PHONE or _TIME_OR_DATE.search(raw):
        return False
    if phonenumbers.is_valid_number(number):
        return phonenumbers.number_type(number) not in NO_PERSONS
    return raw.startswith("+") or (bool(_ZERO_FIRST.match(raw)) and digits >= FEWEST_DIGITS_WITH_A_ZERO)


def _own_phone(phone: str) -> Pattern[str]:
    """Finds the clinic's number in any writing: with the country's code or with a zero, spaced or not."""
    number, between = _number(phone), r"[\s().-]*"
    national = between.join(str(number.national_number))
    return re.compile(rf"(?<!\d)(?:(?:\+|00)?{between}{number.country_code}{between}(?:\(0\))?|\(?0)?{between}{national}(?!\d)")


def _number(phone: str) -> PhoneNumber:
    try:
        return phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:  # a code that no country has
        return PhoneNumber(country_code=0, national_number=int(_NO_DIGIT.sub("", phone)))


def _plain(text: str) -> str:
    """`text`, sign for sign, with digits of every script as 0 to 9 and every dash as a hyphen."""
    if text.isascii():
        return text
    signs = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text.translate(_DASHES))
    return "".join(signs).replace("＠", "@")
