"""The pages of the clinic's site around the chat, filled from the content at every request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Iterator, NamedTuple, get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from content.clinic import Clinic, load_clinic
from content.conditions import Conditions, load_conditions
from content.evidence import Evidence, Strength, load_evidence
from content.facts import facts, local_time
from content.opening_hours import DAYS, OpeningHours, closing_time, hours_of
from content.prices import Prices, money
from content.safety import Safety, load_safety
from content.topics import BENEFITS

SITE_FOLDER = Path(__file__).parent.parent / "site"


class Day(NamedTuple):
    """One line of the opening hours."""

    name: str
    times: str
    is_today: bool


class Treatment(NamedTuple):
    """One kind of session with its lengths in minutes and their prices."""

    name: str
    lengths: list[tuple[int, str]]


class Reasons(NamedTuple):
    """What people come for, where the evidence is equally strong."""

    strength: Strength
    in_words: str
    titles: list[str]


@dataclass(frozen=True)
class SiteContent:
    """What the pages say."""

    clinic: Clinic
    safety: Safety
    conditions: Conditions
    evidence: Evidence

    @classmethod
    def load(cls) -> SiteContent:
        """Read and check the content.

        :raises ContentError: a file is missing or wrong.
        """
        return cls(load_clinic(), load_safety(), load_conditions(), load_evidence())


class SitePages:
    """Renders the pages."""

    def __init__(self, content: SiteContent | None = None) -> None:
        """Prepare the templates for `content`, or for the content of this project."""
        self._content = content or SiteContent.load()
        self._templates = Environment(
            loader=FileSystemLoader(SITE_FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def home(self, now: datetime) -> str:
        """The clinic's page as it reads at the moment `now`, which has a time zone."""
        clinic, here = self._content.clinic, local_time(self._content.clinic, now)
        return self._render(
            "page.html",
            now,
            is_open=closing_time(clinic.hours, here) is not None,
            reasons=list(reasons(self._content)),
            treatments=list(treatments(clinic.prices)),
            week=list(week(clinic.hours, here.weekday())),
        )

    def privacy(self, now: datetime) -> str:
        """What the chat keeps, and why."""
        return self._render("privacy.html", now, days_kept=self._content.clinic.website.days_kept)

    def _render(self, template: str, now: datetime, **more: object) -> str:
        clinic, safety = self._content.clinic, self._content.safety
        contact = clinic.contact
        known = {
            "clinic": clinic,
            "told": facts(clinic, safety, now),
            "phone_link": contact.phone_link,
            "can_be_found": any((contact.address, contact.directions, contact.parking, contact.access)),
        }
        return self._templates.get_template(template).render(**known, **more)


def week(hours: OpeningHours, today: int) -> Iterator[Day]:
    """The opening hours from Monday on; 0 is Monday."""
    for weekday, name in enumerate(DAYS):
        yield Day(name.title(), hours_of(hours, weekday), weekday == today)


def treatments(prices: Prices) -> Iterator[Treatment]:
    """The price list; lengths of the same session that follow one another stand together."""
    for name, services in groupby(prices.services, key=lambda service: service.name):
        yield Treatment(name, [(service.minutes, money(service.price, prices.currency)) for service in services])


def reasons(content: SiteContent) -> Iterator[Reasons]:
    """The benefits that people come for, from the best evidence to none; strengths without any are left out."""
    conditions = content.conditions
    headlines = [conditions.conditions[name] for topic in BENEFITS for name in conditions.headline(topic)]
    for strength in get_args(Strength):
        titles = [condition.title for condition in headlines if condition.strength == strength]
        if titles:
            yield Reasons(strength, content.evidence.strengths[strength], titles)
