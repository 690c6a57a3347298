"""Medicines, treatments, operations, implants and devices that a visitor may name, checked on load."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Dict, List, Literal, NamedTuple, Tuple

from pydantic import Field, StrictBool, root_validator, validator

from content.cautions import Contraindication, Words, refuse_doubles
from content.loading import CONTENT_FOLDER, ContentError, Entry, Key, line_of, load

FILE = "treatments.yml"
MOST_WORDS = 60
# How the first sentence begins, which says whether the visitor may come.
OPENINGS: Dict[str, Tuple[str, ...]] = {
    "fine": ("Yes,",),
    "adapt": ("Yes,",),
    "local": ("Yes,",),
    "ask_doctor": ("Please ask", "Please check"),
    "absolute_until_cleared": ("Not ", "Please wait"),
    "absolute": ("Not ", "Please wait"),
}
_PLACEHOLDER = re.compile(r"[{}]")

Kind = Literal["medicine", "treatment", "operation", "implant", "device"]


class Guidance(Entry):
    """Public guidance that answers lean on."""

    title: str = Field(min_length=3)
    publisher: str = Field(min_length=3)


class Treatment(Contraindication):
    """One class of medicines, treatments, operations, implants or devices, and whether one may come with it."""

    kind: Kind
    sources: List[str] = Field(min_items=1)

    @validator("names")
    def _are_in_lower_case(cls, names: List[str]) -> List[str]:
        for name in names:
            if name != name.lower() or not name.strip():
                raise ValueError(f"`{name}` is no name in lower case; write it small")
        return names

    @validator("answer")
    def _is_short_and_opens_with_its_level(cls, answer: str, values: Dict[str, Any]) -> str:
        words = len(answer.split())
        if words > MOST_WORDS:
            raise ValueError(f"has {words} words; keep to {MOST_WORDS}")
        if _PLACEHOLDER.search(answer):
            raise ValueError("nothing can be filled in here; write the words without { }")
        openings = OPENINGS.get(values.get("level", ""), ("",))
        if not answer.startswith(openings):
            raise ValueError(f"with level `{values['level']}` begin with {' or '.join(map(repr, openings))}")
        return answer


class Treatments(Entry):
    """The whole of `treatments.yml`."""

    reviewed: StrictBool
    sources: Dict[str, Guidance]
    treatments: List[Treatment] = Field(min_items=1)
    typos: Dict[str, Words] = {}

    @validator("treatments")
    def _ids_and_names_stand_once(cls, entries: List[Treatment]) -> List[Treatment]:
        refuse_doubles("id", (entry.id for entry in entries))
        refuse_doubles("name", (name for entry in entries for name in entry.names))
        return entries

    @validator("typos")
    def _typos_stand_once(cls, typos: Dict[str, List[str]]) -> Dict[str, List[str]]:
        refuse_doubles("typo", (typo for wrong in typos.values() for typo in wrong))
        return typos

    @root_validator(skip_on_failure=True)
    def _sources_exist(cls, values: Dict[str, Any]) -> Dict[str, Any]:
        for entry in values["treatments"]:
            for key in entry.sources:
                if key not in values["sources"]:
                    raise ValueError(f"`{entry.id}` names the source `{key}`, which `sources` lacks; add it or drop it")
        return values

    def treatment(self, name: str) -> Treatment:
        """The treatment with the id `name`.

        :raises KeyError: there is none.
        """
        return {entry.id: entry for entry in self.treatments}[name]

    def sources_of(self, name: str) -> tuple[Guidance, ...]:
        """The guidance behind the answer of the treatment `name`.

        :raises KeyError: there is no such treatment.
        """
        return tuple(self.sources[key] for key in self.treatment(name).sources)


class _Clash(NamedTuple):
    location: Tuple[Key, ...]
    mend: str


def load_treatments(folder: Path = CONTENT_FOLDER) -> Treatments:
    """Read and check `treatments.yml` in `folder`.

    :raises ContentError: it is missing or wrong; the message says where and how to mend it.
    """
    return load(FILE, Treatments, folder)


def load_beside(others: Collection[Contraindication], folder: Path = CONTENT_FOLDER) -> Treatments:
    """Read and check `treatments.yml`, where no id or name of `others`, the entries of `safety.yml`, may stand again.

    :raises ContentError: the file is missing or wrong, or an id or a name stands in both files.
    """
    loaded = load_treatments(folder)
    for clash in _clashes(loaded.treatments, others):
        file = folder / FILE
        line = line_of(file.read_text(encoding="utf-8"), clash.location)
        raise ContentError(file, ".".join(map(str, clash.location)), clash.mend, line)
    return loaded


def _clashes(treatments: List[Treatment], others: Collection[Contraindication]) -> Iterator[_Clash]:
    ids = {entry.id for entry in others}
    owners = {name.lower(): entry.id for entry in others for name in entry.names}
    for number, entry in enumerate(treatments):
        if entry.id in ids:
            yield _Clash(("treatments", number, "id"), f"the id `{entry.id}` stands in safety.yml too; keep one")
        for place, name in enumerate(entry.names):
            if name in owners:
                mend = f"the name `{name}` stands under `{owners[name]}` of safety.yml too; keep one"
                yield _Clash(("treatments", number, "names", place), mend)
