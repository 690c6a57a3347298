"""The clinic's own facts as checked data: who it is, how to reach it, what it charges, its rules."""

from __future__ import annotations

import re
from pathlib import Path
from typing import List, Optional
from zoneinfo import ZoneInfo

from pydantic import Field, validator

from content.loading import CONTENT_FOLDER, ContentError, Entry, line_of, load
from content.opening_hours import OpeningHours
from content.prices import Prices
from content.safety import Safety
from content.sentences import checked_link, checked_sentence

FILE = "clinic.yml"
_PHONE = re.compile(r"^\+[1-9][\d ]*\d$")
_ORIGIN = re.compile(r"^https?://[a-z0-9.-]+(:\d{1,5})?$")
_EMAIL = re.compile(r"^[^\s@]+@[^\s@]+\.[a-z]{2,}$", re.IGNORECASE)


class Contact(Entry):
    """How to reach the clinic."""

    phone: str
    email: Optional[str]
    website: Optional[str]
    address: Optional[str] = Field(None, min_length=8)
    directions: Optional[str]
    parking: Optional[str]
    access: Optional[str]

    @property
    def phone_link(self) -> str:
        """The address that a telephone calls."""
        return "tel:" + "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")

    @validator("phone")
    def _has_a_country_code(cls, phone: str) -> str:
        if not _PHONE.match(phone) or not 8 <= sum(sign.isdigit() for sign in phone) <= 15:
            raise ValueError(
                f"`{phone}` is no phone number with its country code; "
                'write it in quotes, with + and spaces only, such as "+44 20 7946 0321"'
            )
        return phone

    @validator("email")
    def _is_an_address(cls, email: Optional[str]) -> Optional[str]:
        if email is not None and not _EMAIL.match(email):
            raise ValueError(
                f"`{email}` is no e-mail address; write it like hello@yourclinic.example, or null"
            )
        return email

    @validator("website")
    def _is_a_link(cls, link: Optional[str]) -> Optional[str]:
        return checked_link(link)

    @validator("directions", "parking", "access")
    def _are_sentences(cls, text: Optional[str]) -> Optional[str]:
        return checked_sentence(text)


class Booking(Entry):
    """How to book."""

    link: Optional[str]
    how: Optional[str]

    @validator("link")
    def _is_a_link(cls, link: Optional[str]) -> Optional[str]:
        return checked_link(link)

    @validator("how")
    def _is_a_sentence(cls, text: Optional[str]) -> Optional[str]:
        return checked_sentence(text)


class Policies(Entry):
    """The clinic's rules, each as whole sentences, or None where it gives none."""

    cancellation: Optional[str]
    late_arrival: Optional[str]
    insurance: Optional[str]
    tipping: Optional[str]
    minimum_age: Optional[str]
    home_visits: Optional[str]
    gift: Optional[str]
    jobs: Optional[str]
    therapists: Optional[str]

    @validator("*")
    def _are_sentences(cls, text: Optional[str]) -> Optional[str]:
        return checked_sentence(text)


class Website(Entry):
    """The pages on which the chat stands."""

    origins: List[str]
    privacy_page: Optional[str]
    days_kept: int = Field(ge=1, le=3650)

    @validator("origins", each_item=True)
    def _is_an_origin(cls, origin: str) -> str:
        if not _ORIGIN.match(origin):
            raise ValueError(
                f"`{origin}` is no address of a site; write it in small letters with https:// and nothing after the "
                "name, such as https://www.yourclinic.example"
            )
        return origin

    @validator("privacy_page")
    def _is_a_link(cls, link: Optional[str]) -> Optional[str]:
        return checked_link(link)


class Clinic(Entry):
    """The whole of `clinic.yml`."""

    name: str = Field(min_length=2)
    country: str
    time_zone: str
    languages: List[str] = Field(min_items=1)
    contact: Contact
    hours: OpeningHours
    prices: Prices
    booking: Booking
    website: Website
    policies: Policies

    @validator("time_zone")
    def _is_a_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ValueError, OSError, LookupError) as error:
            raise ValueError(
                f"`{name}` is no time zone; write continent and city, such as Europe/London"
            ) from error
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's time zone."""
        return ZoneInfo(self.time_zone)


def load_clinic(folder: Path = CONTENT_FOLDER) -> Clinic:
    """Read and check `clinic.yml` in `folder`.

    :raises ContentError: it is missing or wrong; the message says where and how to mend it.
    """
    return load(FILE, Clinic, folder)


def check_country(clinic: Clinic, safety: Safety, folder: Path = CONTENT_FOLDER) -> None:
    """Make sure that safety.yml knows whom to call in the clinic's country.

    :raises ContentError: it does not.
    """
    codes = [country.code for country in safety.countries]
    if clinic.country not in codes:
        line = line_of((folder / FILE).read_text(encoding="utf-8"), ["country"])
        mend = f"`{clinic.country}` is not in safety.yml; use one of {', '.join(codes)}, or add it there"
        raise ContentError(folder / FILE, "country", mend, line)
