"""What is dangerous: red flags, contraindications (treatments among them) and a country's numbers, checked on load."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, root_validator, validator

from content.cautions import ID, Contraindication, Words, refuse_doubles
from content.loading import CONTENT_FOLDER, Entry, load
from content.treatments import load_beside

FILE = "safety.yml"
DEFAULT_COUNTRY = "DEFAULT"
# From the reply that a person needs first to the one that can wait.
REPLIES = ("emergency", "emergency_pregnancy", "crisis", "crisis_abuse", "emergency_urgent", "safety")
_REPLIES_OF_TIER = {
    "emergency": {"emergency", "emergency_pregnancy"},
    "crisis": {"crisis", "crisis_abuse"},
    "urgent": {"emergency_urgent"},
    "routine": {"safety"},
}
_EMERGENCY_NUMBER = re.compile(r"^\d{3}( or \d{3})?( \([^()]+\))?$")

Reply = Literal["emergency", "emergency_pregnancy", "crisis", "crisis_abuse", "emergency_urgent", "safety"]


class Sign(Entry):
    """Word groups that mean danger when they stand close together."""

    all: list[str] = Field(min_items=1)
    within: int = Field(8, ge=0, le=40)
    in_order: bool = False
    beside: list[str] = []
    unless: list[str] = []

    @property
    def groups(self) -> list[str]:
        """Every word group that the sign names."""
        return [*self.all, *self.beside, *self.unless]


class RedFlag(Entry):
    """One kind of danger: how people put it, and which reply they get.

    `note` is what a health answer says on top where the danger is not pressing enough for a reply of its own.
    """

    id: str = Field(regex=ID)
    tier: Literal["emergency", "crisis", "urgent", "routine"]
    reply: Reply
    why: str = Field(min_length=3)
    note: str | None = Field(None, regex=r"^[A-Z].{20,300}[.]$")
    cites: list[str] = []
    named: Words = []
    phrases: Words = []
    signs: list[Sign] = []

    @validator("reply")
    def _reply_of_its_tier(cls, reply: str, values: dict[str, str]) -> str:
        allowed = _REPLIES_OF_TIER.get(values.get("tier", ""), set())
        if allowed and reply not in allowed:
            raise ValueError(
                f"`{reply}` is no reply of tier `{values['tier']}`; use {' or '.join(sorted(allowed))}"
            )
        return reply

    @root_validator(skip_on_failure=True)
    def _can_be_found(cls, values: dict[str, list[str]]) -> dict[str, list[str]]:
        if not (values["phrases"] or values["signs"] or values["named"]):
            raise ValueError("has no named, phrases or signs, so it could never be found; add some")
        return values


class Country(Entry):
    """Whom to call in a country; each text reads well after `call` or `contact`."""

    code: str = Field(regex=r"^([A-Z]{2}|DEFAULT)$")
    emergency: str = Field(min_length=3)
    urgent: str = Field(min_length=3)
    crisis: str = Field(min_length=3)
    abuse: str | None = Field(None, min_length=3)
    confirm_before_launch: bool

    @validator("emergency")
    def _is_a_number(cls, emergency: str, values: dict[str, str]) -> str:
        if values.get("code") != DEFAULT_COUNTRY and not _EMERGENCY_NUMBER.match(emergency):
            raise ValueError(
                f"`{emergency}` is no emergency number; write it like '999' or '112 or 999' in quotes"
            )
        return emergency


class ContextRule(Entry):
    """Words that change what a name in their scope means, in the manner of ConText.

    The scope of a rule is `forward` or `backward` over `max_scope` words, the whole `clause`, or the words `itself`.
    """

    category: Literal[
        "negation", "pseudo_negation", "comparison", "termination", "dismissal", "historical", "present", "hypothetical",
        "happening", "idiom", "naming", "subject", "attaching", "clause_opening", "question", "asked", "before_a_year",
    ]
    direction: Literal["forward", "backward", "clause", "itself"] = "itself"
    max_scope: int = Field(7, ge=1, le=40)
    words: Words = Field(min_items=1)


class Cues(Entry):
    """What tells denial, history, hypothesis and whose body it is; `fillers` may stand beside a bare name."""

    rules: list[ContextRule] = Field(min_items=1)
    experiencers: dict[str, Words]
    fillers: Words = Field(min_items=1)


class Limit(Entry):
    """A measured number that counts as a word of `group`: every value within its bounds."""

    group: str
    measure: Literal["blood_pressure", "sugar_mmol", "sugar_mg", "celsius", "fahrenheit", "pregnancy_week"]
    at_least: list[float] = []
    at_most: list[float] = []

    def holds(self, values: Sequence[float]) -> bool:
        """Return whether `values` lie within the bounds; blood pressure has two, the others one."""
        low = all(value >= bound for value, bound in zip(values, self.at_least))
        return low and all(value <= bound for value, bound in zip(values, self.at_most))


class Safety(Entry):
    """The whole of `safety.yml`; once loaded, its contraindications include the treatments of `treatments.yml`."""

    countries: list[Country]
    contraindications: list[Contraindication] = Field(min_items=1)
    red_flags: list[RedFlag] = Field(min_items=1)
    words: dict[str, Words]
    limits: list[Limit] = []
    cues: Cues
    typos: dict[str, Words] = {}

    @validator("red_flags", "contraindications")
    def _ids_stand_once(cls, entries: list[Any]) -> list[Any]:
        refuse_doubles("id", (str(entry.id) for entry in entries))
        return entries

    @validator("contraindications")
    def _names_stand_once(cls, entries: list[Contraindication]) -> list[Contraindication]:
        refuse_doubles("name", (name.lower() for entry in entries for name in entry.names))
        return entries

    @validator("countries")
    def _has_a_default(cls, countries: list[Country]) -> list[Country]:
        codes = [country.code for country in countries]
        refuse_doubles("code", codes)
        if DEFAULT_COUNTRY not in codes:
            raise ValueError(f"has no entry with code {DEFAULT_COUNTRY}; add one for clinics elsewhere")
        if not next(country for country in countries if country.code == DEFAULT_COUNTRY).abuse:
            raise ValueError(
                f"the entry {DEFAULT_COUNTRY} has no `abuse`; add the words to use where no line is known"
            )
        return countries

    @root_validator(skip_on_failure=True)
    def _groups_exist(cls, values: dict[str, Any]) -> dict[str, Any]:
        known = {*values["words"], *(limit.group for limit in values["limits"])}
        for flag in values["red_flags"]:
            for group in (name for sign in flag.signs for name in sign.groups):
                if group not in known:
                    raise ValueError(
                        f"red flag `{flag.id}` uses the word group `{group}`, which `words` lacks"
                    )
        return values

    def patterns(self) -> Iterator[str]:
        """Yield every word and phrase that is looked for in messages."""
        for words in (*self.words.values(), *self.cues.experiencers.values(), *(rule.words for rule in self.cues.rules)):
            yield from words
        for flag in self.red_flags:
            yield from (*flag.phrases, *flag.named)
        for entry in self.contraindications:
            yield from entry.names
        yield from self.cues.fillers

    def country(self, code: str) -> Country:
        """Numbers of the country `code`, else the general wording; an unset line gets the general one."""
        by_code = {country.code: country for country in self.countries}
        general = by_code[DEFAULT_COUNTRY]
        found = by_code.get(code.upper(), general)
        return found if found.abuse else found.copy(update={"abuse": general.abuse})

    def red_flag(self, name: str) -> RedFlag:
        """The red flag with the id `name`.

        :raises KeyError: there is none.
        """
        return {flag.id: flag for flag in self.red_flags}[name]

    def contraindication(self, name: str) -> Contraindication:
        """The contraindication or treatment with the id `name`.

        :raises KeyError: there is none.
        """
        return {entry.id: entry for entry in self.contraindications}[name]


def load_safety(folder: Path = CONTENT_FOLDER) -> Safety:
    """Read and check `safety.yml` and `treatments.yml` in `folder`; contraindications and typos are those of both.

    :raises ContentError: one is missing or wrong; the message says where and how to mend it.
    """
    safety = load(FILE, Safety, folder)
    beside = load_beside(safety.contraindications, folder)
    typos = {right: [*safety.typos.get(right, ()), *beside.typos.get(right, ())] for right in {**safety.typos, **beside.typos}}
    return safety.copy(update={"contraindications": [*safety.contraindications, *beside.treatments], "typos": typos})
