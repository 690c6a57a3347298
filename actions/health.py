"""The words of looked-up health answers: plain functions over the content, which know nothing of Rasa."""

from __future__ import annotations

from dataclasses import dataclass, replace

from content.conditions import Condition, Conditions
from content.evidence import Evidence
from content.safety import Safety

STANDING_LINE = "It doesn't replace care from your doctor."
MOST_SOURCES = 2
# The texts of the content speak to the visitor; this stands before them where another person is meant.
OF_ANOTHER = "For your {who}, this is what we tell everyone: {text}"
# With these the answer is as much about whether a massage is safe as about what it may do.
DOCTOR_FIRST = frozenset({"ask_doctor", "not_now"})
# With these `may_help` itself says that nothing is shown.
SAID_ALREADY = frozenset({"none", "not_shown"})


@dataclass(frozen=True)
class Said:
    """One message to the visitor, with the topics and conditions that it is about."""

    text: str
    topics: tuple[str, ...]
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Library:
    """The content that health answers are looked up in."""

    conditions: Conditions
    evidence: Evidence
    safety: Safety


def benefit(library: Library, name: str, brief: bool) -> Said:
    """What massage may do for a condition, how sure that is, and the caution that matters most.

    :param brief: one of several conditions: the strength of the evidence is left for when it is asked for.
    """
    condition = library.conditions.conditions[name]
    strength = "" if brief or condition.strength in SAID_ALREADY else library.evidence.strengths[condition.strength]
    text = " ".join(filter(None, [condition.may_help, strength, condition.why, "" if brief else STANDING_LINE]))
    topics = (condition.topic, "safety") if condition.may_have in DOCTOR_FIRST else (condition.topic,)
    return Said(_headed(condition.title, text) if brief else text, topics, (name,))


def may_i(library: Library, conditions: tuple[str, ...], contraindications: tuple[str, ...]) -> list[Said]:
    """Whether a massage is safe with these conditions and contraindications, and what the therapist will ask."""
    several = len(conditions) + len(contraindications) > 1
    told = [_caution(library, name) for name in contraindications]
    for name in conditions:
        condition = library.conditions.conditions[name]
        if not set(condition.contraindications) & set(contraindications):
            text = f"{condition.why} {_will_ask(condition)}".strip()
            told.append(Said(_headed(condition.title, text) if several else text, ("safety",), (name,)))
    return told


def research(library: Library, name: str) -> Said | None:
    """Strength, finding and citations for a condition; None where the content has no evidence entry for it."""
    condition = library.conditions.conditions[name]
    if condition.evidence is None:
        return None
    topic = library.evidence.topics[condition.evidence]
    sources = "; ".join(source.ref for source in library.evidence.sources_of(condition.evidence)[:MOST_SOURCES])
    text = f"{_headed(topic.name, topic.finding)} {library.evidence.strengths[topic.strength]}\nSources: {sources}."
    return Said(text.replace("..", "."), ("evidence", condition.topic), (name,))


def reason(library: Library, name: str) -> Said | None:
    """Why massage may help, as far as anybody knows: the finding and the most that may be said."""
    condition = library.conditions.conditions[name]
    if condition.evidence is None:
        return None
    topic = library.evidence.topics[condition.evidence]
    text = f"Nobody knows for certain how massage works. {topic.careful} {topic.finding}"
    return Said(text, ("evidence", condition.topic), (name,))


def told_about(who: str, said: list[Said]) -> list[Said]:
    """`said` about another person: the first message says whose question it answers.

    :param who: a relation such as `mother`; `other` where it was not said which.
    """
    if not said:
        return said
    first, *others = said
    named = "friend" if who == "other" else who
    return [replace(first, text=OF_ANOTHER.format(who=named, text=first.text)), *others]


def _caution(library: Library, name: str) -> Said:
    entry = next(entry for entry in library.safety.contraindications if entry.id == name)
    return Said(entry.answer, ("safety",))


def _will_ask(condition: Condition) -> str:
    asked = condition.therapist_asks
    return f"Your therapist will ask about: {'; '.join(asked)}." if asked else ""


def _headed(title: str, text: str) -> str:
    return f"{title[0].upper()}{title[1:]}: {text}"
