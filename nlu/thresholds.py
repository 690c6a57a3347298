"""The numbers that the decider decides by; `docs/decisions.md` says how each was chosen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """Probabilities of the intent classifier, each between 0 and 1."""

    alarm_by_intent: float = 0.80
    answer: float = 0.30
    answer_margin: float = 0.08
    ask_back: float = 0.18
    off_topic: float = 0.35
    off_topic_with_condition: float = 0.42
    refusal_by_intent: float = 0.50
    other_topic_with_condition: float = 0.40
    safety_with_contraindication: float = 0.05
    part: float = 0.60
    one_question: float = 0.85
    choice: float = 0.15
    context: float = 0.6
    topic_over_a_bare_pain: float = 0.5


THRESHOLDS = Thresholds()
