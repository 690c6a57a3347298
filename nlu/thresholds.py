"""The numbers that the decider decides by; docs/decisions/ says how each was chosen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """Probabilities of the intent classifier, each between 0 and 1.

    Those that begin with `danger` are sums over the alarms: `danger` is enough without a pattern.
    """

    danger: float = 0.50
    danger_denied: float = 0.85
    danger_kind: float = 0.95
    danger_in_context: float = 0.70
    danger_alone_in_context: float = 0.02
    danger_veto_in_context: float = 0.10
    danger_over: float = 0.50
    answer: float = 0.30
    answer_margin: float = 0.02
    ask_back: float = 0.18
    off_topic: float = 0.40
    refusal_by_intent: float = 0.40
    refusal_beside_a_name: float = 0.70
    other_topic_with_condition: float = 0.40
    safety_with_caution: float = 0.05
    part: float = 0.60
    several: float = 0.50
    part_of_several: float = 0.30
    one_question: float = 0.85
    choice: float = 0.15
    context: float = 0.7
    topic_over_a_bare_pain: float = 0.5
    topic_in_passing: float = 0.02
    topic_in_passing_beside: float = 0.80


THRESHOLDS = Thresholds()
