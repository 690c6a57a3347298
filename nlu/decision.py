"""Decides what a message asks, from what was read in it and what went before. Plain functions, no Rasa.

The order is the order of care: a pressed button; danger; an answer to our own question; several questions; a question
about named conditions; a single question; and when none is clear enough, asking back or an honest refusal.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Mapping

from nlu.memory import Memory
from nlu.parts import MOST_WORDS_OF_A_FOLLOW_UP, leans_on_context
from nlu.questions import several_questions
from nlu.reading import Decision, Probabilities, Reading
from nlu.subjects import LEANS_ON_CONTEXT, Subjects
from nlu.thresholds import THRESHOLDS as T

# From the most to the least urgent: of several alarms the first is answered.
ALARMS = ("emergency", "emergency_pregnancy", "crisis", "crisis_abuse", "emergency_urgent")
FALLBACK = "nlu_fallback"
REFUSAL = "out_of_scope"
# What nobody can be asked about in "did you mean A or B?".
NO_CHOICES = frozenset({REFUSAL, *ALARMS, "affirm", "deny", "inappropriate"})
# Decided before single questions are weighed: danger by its own threshold, several questions by the message's parts.
SET_ASIDE = frozenset(ALARMS) | {"several"}
_FIRST = re.compile(r"\b(?:first|1st|1|a|former)\b", re.IGNORECASE)
_SECOND = re.compile(r"\b(?:second|2nd|2|two|b|latter|other|last)\b", re.IGNORECASE)
_TELL_ME_MORE = re.compile(r"^(?:please )?(?:tell me more|more|more info(?:rmation)?|go on|say more)\b[\w ]{0,12}\W*$", re.IGNORECASE)
_WHAT_ELSE = re.compile(r"^(?:and |so )?(?:what else|anything else|what other benefits)(?: does it (?:do|help))?\W*$", re.IGNORECASE)


def decide(reading: Reading, memory: Memory, subjects: Subjects) -> Decision:
    """The decision about one message."""
    return _with_doctors_look(_decide(reading, memory, subjects), reading)


def _decide(reading: Reading, memory: Memory, subjects: Subjects) -> Decision:
    for step in (_pressed, _alarm, _chosen, _more):
        decision = step(reading, memory)
        if decision:
            return decision
    likely = _in_context(reading, memory)
    if is_off_topic(reading) and not leans_on_context(reading.text) and not subjects.is_about_own_mood(reading):
        return _refuse(reading.off_topic, memory)
    decision = several_questions(reading) or subjects.about_named(reading, likely, memory, leans_on_context(reading.text))
    return decision or _single_question(reading, likely, memory, subjects)


def _with_doctors_look(decision: Decision, reading: Reading) -> Decision:
    """`decision`, with the sign that a doctor should see; who tells of one is never refused nor asked back."""
    sign = next((hit.id for hit in reading.red_flags if hit.reply == "safety"), None)
    if sign is None or decision.intent in ALARMS:
        return decision
    if decision.intent in {REFUSAL, FALLBACK}:
        return Decision("safety", decision.confidence, contraindications=reading.cautions, red_flag=sign)
    return replace(decision, red_flag=sign)


def _pressed(reading: Reading, memory: Memory) -> Decision | None:
    if not reading.button:
        return None
    conditions = memory.conditions if reading.button in LEANS_ON_CONTEXT else ()
    return Decision(reading.button, 1.0, conditions=conditions, refusals=_refusals(reading.button, memory))


def _alarm(reading: Reading, memory: Memory) -> Decision | None:
    """Danger by pattern or by intent, whichever fires; a sign that is denied or long past does not."""
    alarming = [hit for hit in reading.red_flags if hit.status == "alarm" and hit.reply in ALARMS]
    if alarming:
        worst = min(alarming, key=lambda hit: ALARMS.index(hit.reply))
        return Decision(worst.reply, 1.0, red_flag=worst.id)
    likely = {intent: reading.probabilities.get(intent, 0.0) for intent in ALARMS}
    if _is_denied(reading) or sum(likely.values()) < T.alarm_by_intent:
        return None
    return Decision(max(likely, key=lambda intent: likely[intent]), sum(likely.values()))


def _is_denied(reading: Reading) -> bool:
    """Whether a matcher understood the danger as denied or past: it then knows better than the classifier."""
    past = any(hit.status == "caution" and hit.reply in ALARMS for hit in reading.red_flags)
    return past or any(mention.status == "denied" for mention in reading.contraindications)


def _chosen(reading: Reading, memory: Memory) -> Decision | None:
    """An answer to "did you mean A or B?"."""
    if len(memory.choices) < 2 or len(reading.text.split()) > MOST_WORDS_OF_A_FOLLOW_UP:
        return None
    first, second = memory.choices[:2]
    if len(reading.text.split()) <= 4 and bool(_FIRST.search(reading.text)) != bool(_SECOND.search(reading.text)):
        return Decision(first if _FIRST.search(reading.text) else second, 1.0)
    chances = {choice: reading.probabilities.get(choice, 0.0) for choice in (first, second)}
    best = max(chances, key=lambda choice: chances[choice])
    return Decision(best, chances[best]) if chances[best] >= T.choice else None


def _more(reading: Reading, memory: Memory) -> Decision | None:
    """ "Tell me more" and "what else?" after a health answer: the research behind it, and the other benefits."""
    if not memory.question:
        return None
    if _TELL_ME_MORE.match(reading.text.strip()):
        return Decision("evidence", 1.0, conditions=memory.conditions)
    return Decision("benefits_overview", 1.0) if _WHAT_ELSE.match(reading.text.strip()) else None


def _in_context(reading: Reading, memory: Memory) -> dict[str, float]:
    """The probabilities, blended with those of "question before + this one" where this one leans on it."""
    alone = _without(reading.probabilities, SET_ASIDE)
    if reading.in_context is None or not leans_on_context(reading.text):
        return alone
    before = _without(reading.in_context, SET_ASIDE)
    return {intent: (1 - T.context) * chance + T.context * before[intent] for intent, chance in alone.items()}


def _without(probabilities: Probabilities, set_aside: frozenset[str]) -> dict[str, float]:
    """Probabilities of the other intents, so that they add up to one again."""
    kept = {intent: chance for intent, chance in probabilities.items() if intent not in set_aside}
    whole = sum(kept.values()) or 1.0
    return {intent: chance / whole for intent, chance in kept.items()}


def _single_question(reading: Reading, likely: Mapping[str, float], memory: Memory, subjects: Subjects) -> Decision:
    ranking = _plain_ranking(likely)
    (best, chance), (_, runner_up) = ranking[0], ranking[1]
    if best == REFUSAL:
        sure = reading.probabilities.get(REFUSAL, 0.0) >= T.refusal_by_intent
        return _refuse(chance, memory) if sure else _unsure(ranking, memory)
    if reading.contraindications and likely.get("safety", 0.0) >= T.safety_with_contraindication and chance < T.part:
        best, chance, runner_up = "safety", max(chance, likely["safety"]), 0.0
    if chance < T.answer or chance - runner_up < T.answer_margin:
        return _unsure(ranking, memory)
    gap = reading.text if best == "condition_not_covered" else None
    subject = subjects.of_plain(best, reading, memory)
    return Decision(best, chance, contraindications=reading.cautions, gap=gap, conditions=subject)


def is_off_topic(reading: Reading) -> bool:
    """Whether the message is about something else; a condition or caution that it names speaks against that."""
    named = any(not mention.negated for mention in reading.conditions) or reading.contraindications
    return reading.off_topic >= (T.off_topic_with_condition if named else T.off_topic)


def _plain_ranking(likely: Probabilities) -> list[tuple[str, float]]:
    """Intents by chance; a named condition that nobody named is one that the content does not cover."""
    chances = {intent: chance for intent, chance in likely.items() if intent != "ask_condition"}
    chances["condition_not_covered"] = chances.get("condition_not_covered", 0.0) + likely.get("ask_condition", 0.0)
    return sorted(chances.items(), key=lambda item: -item[1])


def _unsure(ranking: list[tuple[str, float]], memory: Memory) -> Decision:
    """Ask between the two likeliest, or refuse where even the likeliest is not likely."""
    choices = tuple(intent for intent, _ in ranking if intent not in NO_CHOICES)[:2]
    best = max(chance for intent, chance in ranking if intent in choices)
    if best < T.ask_back:
        return _refuse(dict(ranking).get(REFUSAL, 0.0), memory)
    return Decision(FALLBACK, best, choices=choices)


def _refuse(confidence: float, memory: Memory) -> Decision:
    return Decision(REFUSAL, confidence, refusals=_refusals(REFUSAL, memory))


def _refusals(intent: str, memory: Memory) -> str | None:
    if intent != REFUSAL:
        return None
    return "again" if memory.refused else "first"
