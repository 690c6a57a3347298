"""The facts that replies are filled with: each a text, under the name that stands in braces in domain.yml."""

from __future__ import annotations

from datetime import datetime

from content.clinic import Clinic
from content.opening_hours import hours_list, open_now
from content.prices import price_list
from content.safety import Safety

# Facts that stand by themselves as sentences; the others stand inside one, or after a colon.
SENTENCES = frozenset(
    "directions parking access payment deposit booking_how cancellation late_arrival insurance tipping"
    " minimum_age home_visits gift jobs therapists".split()
)


def facts(clinic: Clinic, safety: Safety, now: datetime) -> dict[str, str]:
    """Every fact by name; one that the clinic has not set asks the visitor to ask, with the phone.

    :param now: the moment of the answer, with a time zone.
    """
    given = {**_of_the_clinic(clinic, now), **_of_the_country(clinic, safety)}
    return {name: text if text else please_ask_us(clinic, name in SENTENCES) for name, text in given.items()}


def please_ask_us(clinic: Clinic, sentence: bool) -> str:
    """What is said where a fact is not set: a whole sentence, or words that fit after a colon."""
    return (
        f"Please ask us: {clinic.contact.phone}." if sentence else f"please ask us ({clinic.contact.phone})"
    )


def local_time(clinic: Clinic, now: datetime) -> datetime:
    """The clinic's wall clock at the moment `now`."""
    return now.astimezone(clinic.zone)


def _of_the_clinic(clinic: Clinic, now: datetime) -> dict[str, str | None]:
    contact, policies = clinic.contact, clinic.policies
    return {
        "clinic_name": clinic.name,
        "phone": contact.phone,
        "email": contact.email,
        "website": contact.website,
        "address": contact.address,
        "directions": contact.directions,
        "parking": contact.parking,
        "access": contact.access,
        "languages": " and ".join(filter(None, [", ".join(clinic.languages[:-1]), clinic.languages[-1]])),
        "hours_list": hours_list(clinic.hours),
        "open_now": open_now(clinic.hours, local_time(clinic, now)),
        "booking_link": clinic.booking.link,
        "booking_how": clinic.booking.how,
        "price_list": price_list(clinic.prices),
        "payment": clinic.prices.payment,
        "deposit": clinic.prices.deposit,
        **policies.dict(),
    }


def _of_the_country(clinic: Clinic, safety: Safety) -> dict[str, str | None]:
    country = safety.country(clinic.country)
    return {
        "emergency_number": country.emergency,
        "urgent_number": country.urgent,
        "crisis_line": country.crisis,
        "abuse_line": country.abuse,
    }
