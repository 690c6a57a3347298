"""What the desk is told from outside: variables, and the clinic's own facts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

import yaml

PROJECT = Path(__file__).parent.parent
SECONDS_TO_WAIT_FOR_A_LOCK = 20
_FEWEST_CHARACTERS = 32
_BACKUPS_KEPT = 14


@dataclass(frozen=True)
class ClinicFacts:
    """What the desk shows of the clinic."""

    name: str
    time_zone: str
    days_kept: int
    country: str
    phone: str


def secret_key(variables: Mapping[str, str] = os.environ) -> str:
    """The secret behind sessions and links.

    :raises SystemExit: it is missing or short.
    """
    secret = variables.get("CLINIC_DESK_SECRET") or variables.get("CLINIC_SECRET", "")
    if len(secret) < _FEWEST_CHARACTERS:
        raise SystemExit(f"The desk cannot start. CLINIC_SECRET must hold a random text of at least {_FEWEST_CHARACTERS} characters.")
    return secret


def database(variables: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Django's settings for the database that CLINIC_DATABASE names, the same as the assistant's: a path or a URL.

    :raises SystemExit: it names none, or one of a kind that the desk cannot use.
    """
    place = variables.get("CLINIC_DATABASE", "").strip()
    if not place:
        raise SystemExit("The desk cannot start. CLINIC_DATABASE must name the conversations' database.")
    url = urlsplit(place)
    if "://" not in place or url.scheme == "sqlite":
        return _sqlite(place.removeprefix("sqlite:///"))
    if not url.scheme.startswith("postgres"):
        raise SystemExit(f"The desk cannot start. CLINIC_DATABASE is of the kind {url.scheme}; it must be an SQLite file or PostgreSQL.")
    query = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.pop("host", url.hostname or ""),
        "PORT": str(url.port or query.pop("port", "")),
        "OPTIONS": query,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def backups(variables: Mapping[str, str] = os.environ) -> Path | None:
    """The folder that CLINIC_BACKUPS names, None for none."""
    folder = variables.get("CLINIC_BACKUPS", "").strip()
    return Path(folder) if folder else None


def backups_kept(variables: Mapping[str, str] = os.environ) -> int:
    """How many backups are kept.

    :raises SystemExit: CLINIC_BACKUPS_KEPT is no number from 1 on.
    """
    number = variables.get("CLINIC_BACKUPS_KEPT", "").strip() or str(_BACKUPS_KEPT)
    if not number.isdecimal() or int(number) < 1:
        raise SystemExit("The desk cannot start. CLINIC_BACKUPS_KEPT must be a number from 1 on.")
    return int(number)


def _sqlite(path: str) -> dict[str, Any]:
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"
    options = {"timeout": SECONDS_TO_WAIT_FOR_A_LOCK, "transaction_mode": "IMMEDIATE", "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": options, "CONN_MAX_AGE": 60}


def clinic_facts(content: Path = PROJECT / "content") -> ClinicFacts:
    """Name, time zone, how long conversations are kept, and where the clinic's phone numbers belong, from its own file."""
    facts = yaml.safe_load((content / "clinic.yml").read_text(encoding="utf-8"))
    days_kept, phone = facts["website"]["days_kept"], str(facts["contact"]["phone"])
    return ClinicFacts(facts["name"], facts["time_zone"], days_kept, str(facts["country"]), phone)
