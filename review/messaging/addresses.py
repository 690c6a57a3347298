"""Finds people by their address on a messaging platform, as staff would type it."""

from __future__ import annotations

from typing import Sequence

import phonenumbers
from django.conf import settings

from review.messaging import tables

_PREFIXES = ("whatsapp:", "tel:", "sms:")
# A direct message channel of Slack is one person's; each thread in it has an address of its own.
_SLACK_PERSON = "D"
_IN_THREADS = "SELECT conversation FROM messaging_contacts WHERE channel = 'slack' AND SUBSTR(address, 1, %s) = %s ORDER BY conversation"


def senders_at(words: str) -> Sequence[str]:
    """Everybody at this phone number, however it is spelt, or with this id on a platform."""
    written = words.strip()
    if not written:
        return []
    found = tables.rows("SELECT conversation FROM messaging_contacts WHERE address IN (...) ORDER BY conversation", [], _spellings(written))
    if written.upper().startswith(_SLACK_PERSON):
        found += tables.rows(_IN_THREADS, [len(written) + 1, f"{written.upper()} "])
    return list(dict.fromkeys(str(sender_id) for (sender_id,) in found))


def _spellings(written: str) -> list[str]:
    number = _number(written)
    return sorted({written, written.upper(), *([number, f"whatsapp:{number}"] if number else [])})


def _number(written: str) -> str:
    """A phone number as +447700900123; empty for what is none. Without a country it belongs to the clinic's."""
    for prefix in _PREFIXES:
        written = written.removeprefix(prefix)
    if any(sign.isalpha() for sign in written):
        return ""
    try:
        number = phonenumbers.parse(written, _country())
    except phonenumbers.NumberParseException:
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _country() -> str:
    """The clinic's country, or that of its own number."""
    if settings.CLINIC.country in phonenumbers.SUPPORTED_REGIONS:
        return str(settings.CLINIC.country)
    own = phonenumbers.parse(settings.CLINIC.phone, None)
    return str(phonenumbers.region_code_for_number(own) or phonenumbers.UNKNOWN_REGION)
