"""What a message is about: which conditions it names, what it asks about them, and what a follow-up goes on with."""

from __future__ import annotations

import re
from typing import Mapping

from content.conditions import Conditions
from content.topics import BENEFITS, CONDITIONS, VISIT
from nlu.memory import Memory
from nlu.person import People
from nlu.reading import Decision, Reading
from nlu.thresholds import THRESHOLDS as T

BARE_PAIN = "pain"
MOST_WORDS_OF_A_LIST = 9
LEANS_ON_CONTEXT = frozenset({"safety", "evidence", "why", "frequency"})
_MOODS = frozenset({"depression", "mental_health", "stress_anxiety"})
_OF_MYSELF = re.compile(r"\b(?:i|i'm|i've|my|me)\b", re.IGNORECASE)
_JOINS_A_LIST = re.compile(r"\s*(?:,|;|/|&|\+|,?\s*\b(?:and|or|plus)\b)\s*(?:my |the |also )?\s*", re.IGNORECASE)
_BENEFIT = frozenset(BENEFITS + CONDITIONS) | {"ask_condition"}
_SAFETY = frozenset({"safety", "side_effects"})
_ABOUT = {"safety": _SAFETY, "evidence": frozenset({"evidence"}), "why": frozenset({"why"})}


class Subjects:
    """Decides questions about conditions, by what the content says of each."""

    def __init__(self, conditions: Conditions) -> None:
        """Remember the content's conditions."""
        self._conditions = conditions

    def about_named(self, reading: Reading, likely: Mapping[str, float], people: People) -> Decision | None:
        """The decision where a condition is named and the question is about it; else None."""
        named = self._named(reading, likely)
        asked = self._asked(reading, likely) if named else None
        if asked is None:
            return None
        chance = max(likely.get(asked, 0.0), sum(likely.get(intent, 0.0) for intent in _BENEFIT))
        cautions = _with_what_was_said(asked, reading, people)
        if asked != "benefit":
            return Decision(asked, chance, conditions=named, contraindications=cautions)
        if all(self._conditions.must_wait(name) for name in named):
            return Decision("safety", chance, conditions=named, contraindications=cautions)
        gap = next((name for name in named if not self._conditions.is_covered(name)), None)
        return Decision(self._benefit_intent(named), chance, conditions=named, contraindications=cautions, gap=gap)

    def is_about_own_mood(self, reading: Reading) -> bool:
        """Whether somebody speaks of their own low mood or anxiety: they get an answer, never "I don't know"."""
        topics = {self._conditions.topic(name) for name in reading.meant}
        return bool(topics & _MOODS and _OF_MYSELF.search(reading.text))

    def of_plain(self, intent: str, reading: Reading, memory: Memory, people: People) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Conditions and cautions behind an intent that names none: those said before, or the topic's own."""
        cautions = _with_what_was_said(intent, reading, people)
        if intent not in LEANS_ON_CONTEXT or reading.contraindications:
            return self._conditions.headline(intent), cautions
        if intent == "safety":
            return people.current.conditions or (() if cautions else memory.conditions), cautions
        return memory.conditions, cautions

    def _named(self, reading: Reading, likely: Mapping[str, float]) -> tuple[str, ...]:
        """Ids of the conditions that are meant.

        The bare word "pain" yields to any condition beside it, and to a topic that the whole message speaks of. In a
        long message a condition that we do not cover yields to one that we do: it is mostly told in passing.
        """
        ids = reading.meant
        covered = tuple(name for name in ids if self._conditions.is_covered(name))
        if covered and len(reading.text.split()) > MOST_WORDS_OF_A_LIST:
            ids = covered
        if set(covered) - {BARE_PAIN}:
            ids = tuple(name for name in ids if name != BARE_PAIN)
            listed = _listed(reading)
            return tuple(name for name in ids if name in listed or not self._is_in_passing(name, likely)) or ids
        if ids == (BARE_PAIN,):
            topic = max(_BENEFIT & likely.keys(), key=lambda intent: likely[intent])
            if topic != "pain" and likely[topic] >= T.topic_over_a_bare_pain:
                return self._conditions.headline(topic)
        return ids

    def _is_in_passing(self, name: str, likely: Mapping[str, float]) -> bool:
        """Whether the message hardly speaks of the topic of `name` but clearly of another: "a crick from sleeping funny"."""
        topics = {topic: likely.get(topic, 0.0) for topic in _BENEFIT}
        clear = max(topics.values()) >= T.topic_in_passing_beside
        return clear and self._conditions.is_headline(name) and topics.get(self._conditions.topic(name), 0.0) < T.topic_in_passing

    def _asked(self, reading: Reading, likely: Mapping[str, float]) -> str | None:
        """What is asked about the named conditions, or None where the message asks something else."""
        other = self._other_topic(likely)
        if other in VISIT and any(self._conditions.must_wait(name) for name in reading.meant):
            return "safety"
        if other and not (other == "out_of_scope" and self.is_about_own_mood(reading)):
            return None
        masses = {about: sum(likely.get(i, 0.0) for i in intents) for about, intents in _ABOUT.items()}
        masses["benefit"] = sum(likely.get(intent, 0.0) for intent in _BENEFIT)
        return max(masses, key=lambda about: masses[about])

    def _other_topic(self, likely: Mapping[str, float]) -> str | None:
        """An intent that has nothing to do with conditions and is likelier than not, whatever conditions are named."""
        for intent, chance in likely.items():
            if chance >= T.other_topic_with_condition and intent not in _BENEFIT | _SAFETY | _ABOUT.keys():
                return intent
        return None

    def _benefit_intent(self, named: tuple[str, ...]) -> str:
        """The topic's own intent where its fixed reply answers; `ask_condition` where each must be looked up."""
        if not any(self._conditions.is_covered(name) for name in named):
            return "condition_not_covered"
        topics = {self._conditions.topic(name) for name in named}
        if len(topics) == 1 and all(self._conditions.is_headline(name) for name in named):
            return topics.pop()
        return "ask_condition"


def _listed(reading: Reading) -> frozenset[str]:
    """Ids of the conditions that stand in a list, joined by no more than a comma or an "and": none of those is told in passing."""
    mentions = sorted(reading.conditions, key=lambda mention: mention.start_char)
    pairs = [
        (one.id, other.id)
        for one, other in zip(mentions, mentions[1:])
        if _JOINS_A_LIST.fullmatch(reading.text[one.end_char : other.start_char])
    ]
    return frozenset(name for pair in pairs for name in pair)


def _with_what_was_said(asked: str, reading: Reading, people: People) -> tuple[str, ...]:
    """The message's own cautions; a question whether it is safe has those that were said of the same person before as well."""
    before = people.current.cautions if asked == "safety" else ()
    return tuple(dict.fromkeys((*reading.cautions, *before)))
