"""The conditions that visitors name, and what we say of each, checked on load against the other content."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Collection, Dict, Iterator, List, Literal, NamedTuple, Optional, Tuple, Union

from pydantic import Field, validator

from content.evidence import Evidence, Strength, load_evidence
from content.loading import CONTENT_FOLDER, ContentError, Entry, Key, line_of, load
from content.safety import load_safety
from content.topics import BENEFITS, CONDITIONS
from content.words_around import WordsAround

FILE = "conditions.yml"
NOT_COVERED = "condition_not_covered"
TOPICS_OF_CONDITIONS = (frozenset(BENEFITS + CONDITIONS) - {NOT_COVERED}) | {"safety"}
_ID = r"^[a-z][a-z0-9_]*$"
_SENTENCES = r"^[A-Z].{15,}[.?!]$"
_TITLE = r"^\S.*[^.\s]$"

MayHave = Literal["yes", "adapt", "ask_doctor", "not_now"]


class Condition(Entry):
    """What we say about one condition."""

    id: str = Field(regex=_ID)
    title: str = Field(regex=_TITLE)
    topic: str
    headline: bool = False
    names: List[str] = Field(min_items=1)
    parts: List[str] = []
    when_together: List[Tuple[str, str]] = []
    may_help: str = Field(regex=_SENTENCES)
    strength: Strength
    may_have: MayHave
    why: str = Field(regex=_SENTENCES)
    therapist_asks: List[str] = Field(min_items=1)
    evidence: Optional[str]
    contraindications: List[str] = []

    @validator("names", "therapist_asks", "parts", each_item=True)
    def _is_not_empty(cls, text: str) -> str:
        return _not_empty(text)


class NotCovered(Entry):
    """A known condition that we say nothing about; its title is its id."""

    title: str = Field(regex=_TITLE)
    names: List[str] = Field(min_items=1)
    contraindications: List[str] = []

    @validator("names", each_item=True)
    def _is_not_empty(cls, text: str) -> str:
        return _not_empty(text)


class Conditions(Entry):
    """The whole of `conditions.yml`."""

    words: WordsAround
    pain_phrases: List[str] = Field(min_items=1)
    other_meanings: List[str] = []
    conditions: Dict[str, Condition]
    not_covered: List[NotCovered]

    @validator("conditions", pre=True)
    def _know_their_ids(cls, conditions: Any) -> Any:
        if not isinstance(conditions, dict):
            return conditions
        return {name: {"id": name, **entry} if isinstance(entry, dict) else entry for name, entry in conditions.items()}

    @validator("pain_phrases", each_item=True)
    def _has_room_for_a_part(cls, phrase: str) -> str:
        if phrase.count("{part}") != 1:
            raise ValueError(f"`{phrase}` needs {{part}} once, where the part of the body goes")
        return phrase

    def is_covered(self, name: str) -> bool:
        """Whether the id `name` is of a condition that we have something to say about."""
        return name in self.conditions

    def topic(self, name: str) -> str:
        """Topic of the condition with the id `name`."""
        return self.conditions[name].topic if self.is_covered(name) else NOT_COVERED

    def is_headline(self, name: str) -> bool:
        """Whether the fixed reply of its topic answers the condition with the id `name`."""
        return self.is_covered(name) and self.conditions[name].headline

    def must_wait(self, name: str) -> bool:
        """Whether nobody should have a massage with the condition `name` now, whatever it may help."""
        return self.is_covered(name) and self.conditions[name].may_have == "not_now"

    def headline(self, topic: str) -> tuple[str, ...]:
        """Ids of the conditions that the fixed reply of `topic` is about, one an entry of the evidence."""
        by_evidence: dict[str | None, str] = {}
        for name, condition in self.conditions.items():
            if condition.headline and condition.topic == topic:
                by_evidence.setdefault(condition.evidence, name)
        return tuple(by_evidence.values())

    def title(self, name: str) -> str:
        """How the condition with the id `name` is called inside a sentence."""
        return self.conditions[name].title if self.is_covered(name) else name

    def contraindications(self, name: str) -> tuple[str, ...]:
        """Ids in `safety.yml` and `treatments.yml` that matter with the condition `name`, covered or not."""
        if self.is_covered(name):
            return tuple(self.conditions[name].contraindications)
        return next((tuple(gap.contraindications) for gap in self.not_covered if gap.title == name), ())

    def ids(self) -> frozenset[str]:
        """Ids of all conditions; one that is not covered has its title for an id."""
        return frozenset(self.conditions) | {gap.title for gap in self.not_covered}

    def pain_names(self) -> dict[str, str]:
        """The names made from each `part` and each of `pain_phrases` → id; "sore neck" is one."""
        return {
            phrase.replace("{part}", part): name
            for name, condition in self.conditions.items()
            for part in condition.parts
            for phrase in self.pain_phrases
        }

    def names(self) -> dict[str, str]:
        """Every name that people use → id; a name that is written out goes before one made from `parts`."""
        written = {text: name for name, _, text in written_names(self)}
        taken = {folded(text) for text in written}
        made = {text: name for text, name in self.pain_names().items() if folded(text) not in taken}
        return {**made, **written}


class Mistake(NamedTuple):
    """What is wrong, where in the file, and how to mend it."""

    location: Tuple[Key, ...]
    mend: str


def folded(name: str) -> str:
    """`name` without what people write in more than one way: capitals, apostrophes, hyphens, plural."""
    plain = name.lower().replace("’", "").replace("'", "").replace("-", " ")
    return plain[:-1] if plain.endswith("s") and not plain.endswith("ss") else plain


def load_conditions(folder: Path = CONTENT_FOLDER) -> Conditions:
    """Read `conditions.yml` in `folder` and check it, also against the evidence and the safety content there.

    :raises ContentError: it is missing or wrong; the message says where and how to mend it.
    """
    conditions = load(FILE, Conditions, folder)
    known = {entry.id for entry in load_safety(folder).contraindications}
    for mistake in mistakes_in(conditions, load_evidence(folder), known):
        file = folder / FILE
        line = line_of(file.read_text(encoding="utf-8"), mistake.location)
        raise ContentError(file, ".".join(map(str, mistake.location)), mistake.mend, line)
    return conditions


def mistakes_in(
    conditions: Conditions, evidence: Evidence, contraindications: Collection[str]
) -> Iterator[Mistake]:
    """What is wrong in `conditions` by itself and against the ids of the other content."""
    yield from _double_names(conditions)
    for name, condition in conditions.conditions.items():
        here = ("conditions", name)
        yield from _topic_mistakes(here, condition)
        yield from _evidence_mistakes(here, condition, evidence)
        yield from _pair_mistakes(here, condition, conditions.ids())
        yield from _caution_mistakes(here, condition, contraindications)
    for place, gap in enumerate(conditions.not_covered):
        yield from _caution_mistakes(("not_covered", place), gap, contraindications)


def written_names(conditions: Conditions) -> Iterator[tuple[str, Tuple[Key, ...], str]]:
    """Id, place in the file, and text of each name that the file writes out."""
    for name, condition in conditions.conditions.items():
        for place, text in enumerate(condition.names):
            yield name, ("conditions", name, "names", place), text
    for number, gap in enumerate(conditions.not_covered):
        for place, text in enumerate(gap.names):
            yield gap.title, ("not_covered", number, "names", place), text


def _written_parts(conditions: Conditions) -> Iterator[tuple[str, Tuple[Key, ...], str]]:
    for name, condition in conditions.conditions.items():
        for place, text in enumerate(condition.parts):
            yield name, ("conditions", name, "parts", place), text


def _double_names(conditions: Conditions) -> Iterator[Mistake]:
    for what, found in (("name", written_names(conditions)), ("part", _written_parts(conditions))):
        owners: dict[str, str] = {}
        for name, location, text in found:
            owner = owners.setdefault(folded(text), name)
            if owner != name:
                yield Mistake(location, f"the {what} `{text}` stands in `{owner}` and in `{name}`; keep one")
    titles = Counter(gap.title for gap in conditions.not_covered)
    for title in conditions.ids():
        if titles[title] + conditions.is_covered(title) > 1:
            yield Mistake(("not_covered",), f"`{title}` has two entries; keep one")


def _topic_mistakes(here: Tuple[Key, ...], condition: Condition) -> Iterator[Mistake]:
    if condition.topic not in TOPICS_OF_CONDITIONS:
        known = ", ".join(sorted(TOPICS_OF_CONDITIONS))
        yield Mistake((*here, "topic"), f"`{condition.topic}` is no topic of a condition; use one of {known}")


def _evidence_mistakes(here: Tuple[Key, ...], condition: Condition, evidence: Evidence) -> Iterator[Mistake]:
    if condition.evidence is None:
        if condition.strength != "none":
            mend = "without evidence the strength is none; name the evidence or write none"
            yield Mistake((*here, "strength"), mend)
    elif condition.evidence not in evidence.topics:
        mend = f"evidence.yml has no topic `{condition.evidence}`; add it or write null"
        yield Mistake((*here, "evidence"), mend)
    elif condition.strength not in ("none", evidence.topics[condition.evidence].strength):
        known = evidence.topics[condition.evidence].strength
        mend = f"evidence.yml says `{known}` of `{condition.evidence}`; write that or none"
        yield Mistake((*here, "strength"), mend)


def _pair_mistakes(here: Tuple[Key, ...], condition: Condition, known: Collection[str]) -> Iterator[Mistake]:
    for place, pair in enumerate(condition.when_together):
        for name in pair:
            if name not in known:
                yield Mistake((*here, "when_together", place), f"there is no condition `{name}`; mend the id")


def _caution_mistakes(
    here: Tuple[Key, ...], entry: Union[Condition, NotCovered], known: Collection[str]
) -> Iterator[Mistake]:
    for place, name in enumerate(entry.contraindications):
        if name not in known:
            mend = f"neither safety.yml nor treatments.yml has `{name}`; mend the id"
            yield Mistake((*here, "contraindications", place), mend)


def _not_empty(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty; write something or drop the line")
    return text
