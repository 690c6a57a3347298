"""Whether a message tells of danger, and which: patterns and the classifier's score together. Plain functions, no Rasa.

A pattern's alarm holds whatever the score is; a high score is an alarm without a pattern.
docs/decisions/0003-danger.md has the measurements.
"""

from __future__ import annotations

from typing import Iterable, Mapping

from nlu.reading import Decision, Probabilities, Reading
from nlu.red_flags import RedFlagHit
from nlu.thresholds import THRESHOLDS as T

# From the most to the least urgent: of several alarms the first is answered.
ALARMS = ("emergency", "emergency_pregnancy", "crisis", "crisis_abuse", "emergency_urgent")
CRISES = frozenset({"crisis", "crisis_abuse"})
AGAIN = {"crisis": "crisis_again", "crisis_abuse": "crisis_abuse_again"}


def alarm(reading: Reading) -> Decision | None:
    """The alarm that the message calls for by itself or behind the one before, or None."""
    alone = reading.danger or _of(reading.probabilities)
    behind = _of(reading.in_context) if reading.in_context is not None else {}
    score = sum(alone.values())
    hits = [hit for hit in reading.red_flags if hit.status == "alarm" and hit.reply in ALARMS]
    if hits:
        return _by_pattern(hits, alone)
    if reading.language:  # the score is of no use on what the encoder never learnt
        return None
    if score >= (T.danger_denied if _is_denied(reading) else T.danger):
        return _by_score(alone)
    joined = [hit for hit in reading.joined_flags if hit.status == "alarm" and hit.reply in ALARMS]
    in_context = sum(behind.values())
    if joined and max(score, in_context) >= T.danger_veto_in_context:
        return _by_pattern(joined, behind)
    if in_context >= T.danger_in_context and score >= T.danger_alone_in_context:
        return _by_score(behind)
    return None


def _of(probabilities: Probabilities) -> dict[str, float]:
    return {intent: probabilities.get(intent, 0.0) for intent in ALARMS}


def _by_pattern(hits: Iterable[RedFlagHit], likely: Mapping[str, float]) -> Decision:
    """The alarm of the most urgent hit, unless the classifier is sure of another kind of danger."""
    worst = min(hits, key=lambda hit: ALARMS.index(hit.reply))
    best = max(likely, key=lambda intent: likely[intent], default=worst.reply)
    reply = best if likely.get(best, 0.0) >= T.danger_kind else worst.reply
    return Decision(reply, 1.0, red_flag=worst.id, open_danger=reply)


def _by_score(likely: Mapping[str, float]) -> Decision:
    best = max(likely, key=lambda intent: likely[intent])
    return Decision(best, sum(likely.values()), open_danger=best)


def _is_denied(reading: Reading) -> bool:
    """Whether a matcher understood the danger as denied or past, so that the classifier has to be surer."""
    past = any(hit.status == "caution" and hit.reply in ALARMS for hit in reading.red_flags)
    return past or any(mention.status == "denied" for mention in reading.contraindications)
