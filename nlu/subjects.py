"""What a message is about: which conditions it names, what it asks about them, and what a follow-up goes on with."""

from __future__ import annotations

import re
from typing import Mapping

from content.conditions import Conditions
from content.topics import BENEFITS, CONDITIONS, VISIT
from nlu.memory import Memory
from nlu.reading import Decision, Reading
from nlu.thresholds import THRESHOLDS as T

BARE_PAIN = "pain"
MOST_WORDS_OF_A_LIST = 9
LEANS_ON_CONTEXT = frozenset({"safety", "evidence", "why", "frequency"})
_MOODS = frozenset({"depression", "mental_health", "stress_anxiety"})
_OF_MYSELF = re.compile(r"\b(?:i|i'm|i've|my|me)\b", re.IGNORECASE)
_BENEFIT = frozenset(BENEFITS + CONDITIONS) | {"ask_condition"}
_SAFETY = frozenset({"safety", "side_effects"})
_ABOUT = {"safety": _SAFETY, "evidence": frozenset({"evidence"}), "why": frozenset({"why"})}


class Subjects:
    """Decides questions about conditions, by what the content says of each."""

    def __init__(self, conditions: Conditions) -> None:
        """Remember the content's conditions."""
        self._conditions = conditions

    def about_named(
        self, reading: Reading, likely: Mapping[str, float], memory: Memory, goes_on: bool
    ) -> Decision | None:
        """The decision where a condition is named and the question is about it; else None."""
        named = self._named(reading, likely)
        if not named:
            return None
        asked = self._asked(reading, likely, memory, goes_on)
        if asked is None:
            return None
        chance = max(likely.get(asked, 0.0), sum(likely.get(intent, 0.0) for intent in _BENEFIT))
        cautions = reading.cautions
        if asked != "benefit":
            return Decision(asked, chance, conditions=named, contraindications=cautions)
        intent = self._benefit_intent(named)
        if all(self._conditions.must_wait(name) for name in named):
            return Decision("safety", chance, conditions=named, contraindications=cautions)
        gap = next((name for name in named if not self._conditions.is_covered(name)), None)
        routine = next((hit.id for hit in reading.red_flags if hit.reply == "safety"), None)
        return Decision(intent, chance, conditions=named, contraindications=cautions, gap=gap, red_flag=routine)

    def is_about_own_mood(self, reading: Reading) -> bool:
        """Whether somebody speaks of their own low mood or anxiety: they get an answer, never "I don't know"."""
        topics = {self._conditions.topic(mention.id) for mention in reading.conditions if not mention.negated}
        return bool(topics & _MOODS and _OF_MYSELF.search(reading.text))

    def of_plain(self, intent: str, reading: Reading, memory: Memory) -> tuple[str, ...]:
        """Conditions behind an intent that names none: the remembered ones of a follow-up, or the topic's own."""
        if intent in LEANS_ON_CONTEXT and not reading.contraindications:
            return memory.conditions
        return self._conditions.headline(intent)

    def _named(self, reading: Reading, likely: Mapping[str, float]) -> tuple[str, ...]:
        """Ids of the conditions that are meant.

        The bare word "pain" yields to any condition beside it, and to a topic that the whole message speaks of. In a
        long message a condition that we do not cover yields to one that we do: it is mostly told in passing.
        """
        ids = tuple(dict.fromkeys(mention.id for mention in reading.conditions if not mention.negated))
        covered = tuple(name for name in ids if self._conditions.is_covered(name))
        if covered and len(reading.text.split()) > MOST_WORDS_OF_A_LIST:
            ids = covered
        if set(covered) - {BARE_PAIN}:
            return tuple(name for name in ids if name != BARE_PAIN)
        if ids == (BARE_PAIN,):
            topic = max(_BENEFIT & likely.keys(), key=lambda intent: likely[intent])
            if topic != "pain" and likely[topic] >= T.topic_over_a_bare_pain:
                return self._conditions.headline(topic)
        return ids

    def _asked(self, reading: Reading, likely: Mapping[str, float], memory: Memory, goes_on: bool) -> str | None:
        """What is asked about the named conditions, or None where the message asks something else."""
        other = self._other_topic(reading)
        if other in VISIT and any(self._conditions.must_wait(mention.id) for mention in reading.conditions):
            return "safety"
        if other and not (other == "out_of_scope" and self.is_about_own_mood(reading)):
            return None
        masses = {about: sum(likely.get(i, 0.0) for i in intents) for about, intents in _ABOUT.items()}
        masses["benefit"] = sum(likely.get(intent, 0.0) for intent in _BENEFIT)
        asked = max(masses, key=lambda about: masses[about])
        if goes_on and asked == "benefit" and memory.question not in (None, "benefit"):
            return memory.question
        return asked

    def _other_topic(self, reading: Reading) -> str | None:
        """An intent that has nothing to do with conditions and is likelier than not, whatever conditions are named."""
        for intent, chance in reading.probabilities.items():
            if chance >= T.other_topic_with_condition and intent not in _BENEFIT | _SAFETY | {"several", *_ABOUT}:
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
