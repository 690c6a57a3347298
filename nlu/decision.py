"""Decides what a message asks, from what was read in it and what went before. Plain functions, no Rasa.

The order is the order of care: a pressed button; danger; a danger of before that is still open; another language; an answer to
our own question; several questions; a question about named conditions; a single question; and when none is clear enough,
asking back or an honest refusal.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Mapping

from content.topics import CLINIC
from nlu.conditions import ConditionMention
from nlu.contraindications import ContraindicationMention
from nlu.danger import AGAIN, ALARMS, CRISES, alarm
from nlu.memory import Memory
from nlu.person import People
from nlu.questions import several_questions
from nlu.reading import Decision, Probabilities, Reading
from nlu.subjects import LEANS_ON_CONTEXT, Subjects
from nlu.thresholds import THRESHOLDS as T

FALLBACK = "nlu_fallback"
REFUSAL = "out_of_scope"
DANGER_OVER = "danger_over"
STILL_OPEN = "emergency_still"
# What nobody can be asked about in "did you mean A or B?".
NO_CHOICES = frozenset({REFUSAL, *ALARMS, DANGER_OVER, "affirm", "deny", "inappropriate", "thanks", "greet", "goodbye"})
# Decided before single questions are weighed: danger by its own threshold, several questions by the message's parts.
SET_ASIDE = frozenset(ALARMS) | {"several", DANGER_OVER}
# With an open danger these are answered, behind a line of warning; everything else is answered by the danger.
ANSWERED_IN_DANGER = (frozenset(CLINIC) - {"booking", "gift"}) | {"greet", "goodbye", "thanks", "bot_challenge", REFUSAL}
MOST_WORDS_OF_A_CHOICE = 7
_FIRST = re.compile(r"\b(?:first|1st|1|a|former)\b", re.IGNORECASE)
_SECOND = re.compile(r"\b(?:second|2nd|2|two|b|latter|other|last)\b", re.IGNORECASE)


def decide(reading: Reading, memory: Memory, subjects: Subjects) -> Decision:
    """The decision about one message, with what the conversation knows from here on."""
    people = _people(reading, memory)
    decision = None if reading.button else _in_other_language(reading) or alarm(reading)
    if decision:
        intent = AGAIN[decision.intent] if decision.intent == memory.open_danger and decision.intent in AGAIN else decision.intent
        return replace(decision, intent=intent, people=people, open_danger=_more_urgent(decision.open_danger, memory.open_danger))
    decided = _with_doctors_look(_answer(reading, memory, people, subjects), reading)
    return replace(_in_open_danger(decided, reading, memory), people=people)


def _in_other_language(reading: Reading) -> Decision | None:
    """Danger that was told in another language is answered in it."""
    if not (reading.language and reading.foreign_danger):
        return None
    return Decision(f"other_language_{reading.foreign_danger}", 1.0, language=reading.language, open_danger=reading.foreign_danger)


def _people(reading: Reading, memory: Memory) -> People:
    likely = reading.in_context or reading.probabilities
    corrects = likely.get("condition_not_covered", 0.0) < T.answer and any(mention.negated for mention in reading.conditions)
    mentions: tuple[ContraindicationMention | ConditionMention, ...] = (*reading.contraindications, *reading.conditions)
    who = next((mention.experiencer for mention in mentions if mention.experiencer), reading.who)
    return memory.people.hear(reading.text, who, reading.meant, reading.cautions, reading.week, corrects)


def _more_urgent(one: str | None, other: str | None) -> str | None:
    return min((name for name in (one, other) if name), key=ALARMS.index, default=None)


def _in_open_danger(decision: Decision, reading: Reading, memory: Memory) -> Decision:
    """`decision` where no danger is open; else what may be said while one is."""
    danger = memory.open_danger
    if danger is None:
        return decision if decision.intent != DANGER_OVER else replace(decision, intent="safety")
    if decision.intent == DANGER_OVER:
        return decision
    if danger in CRISES:
        return Decision(AGAIN[danger], decision.confidence, open_danger=danger)
    if reading.language:
        return Decision("other_language_emergency", decision.confidence, language=reading.language, open_danger=danger)
    topics = set(decision.topics) or {decision.intent}
    if topics <= ANSWERED_IN_DANGER:
        return replace(decision, open_danger=danger)
    return Decision(STILL_OPEN, decision.confidence, open_danger=danger)


def _answer(reading: Reading, memory: Memory, people: People, subjects: Subjects) -> Decision:
    """The decision about a message without danger in it."""
    likely = _in_context(reading)
    if memory.open_danger and likely[DANGER_OVER] >= T.danger_over:
        return Decision(DANGER_OVER, likely[DANGER_OVER])
    pressed = _pressed(reading, memory) or _other_language(reading) or _chosen(reading, memory)
    if pressed:
        return pressed
    set_aside = SET_ASIDE
    if _names_something(reading) and likely[REFUSAL] < T.refusal_beside_a_name:
        set_aside |= {REFUSAL}
    elif likely[REFUSAL] >= T.off_topic and not subjects.is_about_own_mood(reading):
        return _refuse(likely[REFUSAL], memory)
    likely = without(likely, set_aside)
    decision = several_questions(reading) or subjects.about_named(reading, likely, people)
    return decision or _single_question(reading, likely, memory, people, subjects)


def _with_doctors_look(decision: Decision, reading: Reading) -> Decision:
    """`decision`, with the sign that a doctor should see; a message that tells of one is never refused nor asked back."""
    sign = next((hit.id for hit in reading.red_flags if hit.reply == "safety"), None)
    if sign is None:
        return decision
    if decision.intent in {REFUSAL, FALLBACK}:
        return Decision("safety", decision.confidence, contraindications=reading.cautions, red_flag=sign)
    return replace(decision, red_flag=sign)


def _pressed(reading: Reading, memory: Memory) -> Decision | None:
    if not reading.button:
        return None
    conditions = memory.conditions if reading.button in LEANS_ON_CONTEXT else ()
    return Decision(reading.button, 1.0, conditions=conditions, refusals=_refusals(reading.button, memory))


def _other_language(reading: Reading) -> Decision | None:
    return Decision("other_language", 1.0, language=reading.language) if reading.language else None


def _chosen(reading: Reading, memory: Memory) -> Decision | None:
    """An answer to "did you mean A or B?"."""
    if len(memory.choices) < 2 or len(reading.text.split()) > MOST_WORDS_OF_A_CHOICE:
        return None
    first, second = memory.choices[:2]
    if len(reading.text.split()) <= 4 and bool(_FIRST.search(reading.text)) != bool(_SECOND.search(reading.text)):
        return Decision(first if _FIRST.search(reading.text) else second, 1.0)
    chances = {choice: reading.probabilities.get(choice, 0.0) for choice in (first, second)}
    best = max(chances, key=lambda choice: chances[choice])
    return Decision(best, chances[best]) if chances[best] >= T.choice else None


def _in_context(reading: Reading) -> dict[str, float]:
    """The probabilities of the message alone, blended with those behind the message before."""
    if reading.in_context is None:
        return dict(reading.probabilities)
    return {
        intent: (1 - T.context) * chance + T.context * reading.in_context[intent] for intent, chance in reading.probabilities.items()
    }


def without(probabilities: Probabilities, set_aside: frozenset[str]) -> dict[str, float]:
    """Probabilities of the other intents, so that they add up to one again."""
    kept = {intent: chance for intent, chance in probabilities.items() if intent not in set_aside}
    whole = sum(kept.values()) or 1.0
    return {intent: chance / whole for intent, chance in kept.items()}


def _names_something(reading: Reading) -> bool:
    """Whether the message names a caution, a condition or a sign of danger: then it is not about something else."""
    return bool(reading.meant or reading.contraindications or reading.red_flags or reading.week)


def _single_question(reading: Reading, likely: Mapping[str, float], memory: Memory, people: People, subjects: Subjects) -> Decision:
    ranking = _plain_ranking(likely)
    (best, chance), (_, runner_up) = ranking[0], ranking[1]
    if reading.cautions and likely.get("safety", 0.0) >= T.safety_with_caution and chance < T.part:
        best, chance, runner_up = "safety", max(chance, likely["safety"]), 0.0
    if best == REFUSAL:
        return _refuse(chance, memory) if chance >= T.refusal_by_intent else _unsure(reading, ranking, memory)
    if chance < T.answer or chance - runner_up < T.answer_margin:
        return _unsure(reading, ranking, memory)
    gap = reading.text if best == "condition_not_covered" else None
    conditions, cautions = subjects.of_plain(best, reading, memory, people)
    return Decision(best, chance, contraindications=cautions, gap=gap, conditions=conditions)


def _plain_ranking(likely: Probabilities) -> list[tuple[str, float]]:
    """Intents by chance; a named condition that nobody named is one that the content does not cover."""
    chances = {intent: chance for intent, chance in likely.items() if intent != "ask_condition"}
    chances["condition_not_covered"] = chances.get("condition_not_covered", 0.0) + likely.get("ask_condition", 0.0)
    return sorted(chances.items(), key=lambda item: -item[1])


def _unsure(reading: Reading, ranking: list[tuple[str, float]], memory: Memory) -> Decision:
    """Take in a reason to wait, ask between the two likeliest, or refuse where even the likeliest is not likely."""
    if reading.cautions:
        return Decision("safety", dict(ranking)["safety"], contraindications=reading.cautions)
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
