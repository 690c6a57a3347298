"""Whom a conversation is about, and what was said of each: pregnancy and its week, conditions, reasons to wait."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, Mapping, Sequence

SELF = "self"
_I = re.compile(r"\b(?:i|i'?m|i'?ve|i'?d|i'?ll|my|me|mine|myself)\b", re.IGNORECASE)
_THIRD = re.compile(r"\b(?:he|she|they|him|her|his|them|their|he'?s|she'?s|they'?re)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Person:
    """What was said of one person; `conditions` and `cautions` are ids of the content."""

    conditions: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    week: int | None = None


@dataclass(frozen=True)
class People:
    """The persons of a conversation by relation (`self`, `mother`), and whom the last message was about."""

    about: str = SELF
    persons: Mapping[str, Person] = field(default_factory=dict)

    @property
    def current(self) -> Person:
        """Whom the last message was about."""
        return self.persons.get(self.about, Person())

    def hear(
        self, text: str, who: str | None, conditions: Sequence[str], cautions: Sequence[str], week: int | None, corrects: bool = False
    ) -> People:
        """The persons after a message.

        :param who: the relation that the message names, or None.
        :param corrects: what was said before of conditions was not meant.
        """
        about = self._about(text, who)
        before = self.persons.get(about, Person())
        now = Person(
            conditions=_joined(() if corrects and conditions else before.conditions, conditions),
            cautions=_joined(before.cautions, cautions),
            week=week or before.week,
        )
        return replace(self, about=about, persons={**self.persons, about: now} if now != Person() else self.persons)

    def as_json(self) -> dict[str, Any]:
        """The persons as JSON's objects, for the tracker."""
        persons = {
            who: {"conditions": list(person.conditions), "cautions": list(person.cautions), "week": person.week}
            for who, person in self.persons.items()
        }
        return {"about": self.about, "persons": persons}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> People:
        """What `as_json` gave; nobody where nothing was stored."""
        if not stored:
            return NOBODY
        persons = {
            who: Person(tuple(person["conditions"]), tuple(person["cautions"]), person["week"])
            for who, person in stored["persons"].items()
        }
        return cls(stored["about"], persons)

    def _about(self, text: str, who: str | None) -> str:
        if who:
            return who
        if _THIRD.search(text) and not _I.search(text):
            return self.about if self.about != SELF else "other"
        return SELF if _I.search(text) else self.about


NOBODY = People()


def _joined(before: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*before, *new)))
