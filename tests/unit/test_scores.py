"""What a measurement counts, and of how many."""

from __future__ import annotations

from typing import Any

import pytest

from tools.judging import Question
from tools.scores import Judged, Share, calibration, confusion, count, scores
from tools.turns import RecordedTurn


def judged(line: dict[str, Any], file: str = "", **turn: Any) -> Judged:
    """The question of a file's `line` with the turn that was recorded for it."""
    return Judged.of(Question.from_json({"text": "?", **line}), RecordedTurn(**turn), file)


def danger(tier: str, intent: str, topic: str, expect: str = "emergency") -> Judged:
    return judged({"expect": [expect], "tier": tier}, intent=intent, topics=(topic,))


SLEEP = {"expect": ["sleep"]}


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 100, 0.7222, 0.8749), (0, 0, 0.0, 1.0)],
)
def test_a_share_has_wilsons_interval(part: int, whole: int, low: float, high: float) -> None:
    assert Share(part, whole).interval == pytest.approx((low, high), abs=1e-4)


def test_a_false_alarm_is_counted_only_where_no_alarm_may_come() -> None:
    of = scores(
        [
            judged(SLEEP, topics=("emergency",)),
            judged(SLEEP, topics=("sleep",)),
            judged({"expect": ["emergency", "safety"]}, topics=("emergency",)),
            judged({"expect": ["emergency"]}, topics=("emergency",)),
        ]
    )
    assert of["false alarms"] == Share(1, 2)
    assert of["danger caught"] == Share(1, 1)


def test_a_danger_is_caught_by_any_alarm_and_in_the_right_tier_only_by_its_own() -> None:
    of = scores(
        [
            danger("999", "emergency", "emergency"),
            danger("999", "emergency_urgent", "emergency"),
            danger("today", "pain", "pain"),
            danger("abuse", "crisis_again", "crisis", expect="crisis"),
            danger("crisis", "crisis_abuse_again", "crisis", expect="crisis"),
        ]
    )
    assert of["danger caught"] == Share(4, 5)
    assert of["right tier"] == Share(2, 5)


def test_direct_is_asked_only_of_questions_that_say_how() -> None:
    asked = {**SLEEP, "says": ["yes"]}
    of = scores(
        [
            judged(asked, topics=("sleep",), reply="Yes, a little."),
            judged(asked, topics=("sleep",), reply="It depends."),
            judged(asked, topics=("pain",), reply="Yes."),
            judged(SLEEP, topics=("sleep",), reply="Yes."),
        ]
    )
    assert of["direct"] == Share(1, 3)
    assert of["right"] == Share(3, 4)


def test_every_outcome_is_counted_even_where_there_is_none() -> None:
    assert count([]) == dict.fromkeys(("right", "asked", "refused", "wrong"), 0)


def test_calibration_is_the_mean_distance_of_confidence_and_share_right() -> None:
    sure = [judged(SLEEP, topics=(topic,), confidence=0.95) for topic in ("sleep", "pain")]
    whole = calibration([*sure, judged(SLEEP, topics=("sleep",), confidence=1.0), judged(SLEEP, topics=("pain",), confidence=0.05)])
    assert [(found["from"], found["questions"]) for found in whole["bins"]] == [(0.0, 1), (0.9, 3)]
    assert whole["expected_error"] == pytest.approx((1 * 0.05 + 3 * (2.9 / 3 - 2 / 3)) / 4, abs=1e-3)
    assert calibration([]) == {"expected_error": 0.0, "bins": []}


def test_confusion_counts_the_decided_intent_for_the_topic_that_is_named_first() -> None:
    several = {"expect": ["location", "contact"]}
    pairs = confusion(
        [
            judged(several, intent="hours", topics=("hours",)),
            judged(several, intent="hours", topics=("hours",)),
            judged(SLEEP, intent="pain", topics=("pain",)),
            judged(SLEEP, intent="sleep", topics=("sleep",)),
        ]
    )
    assert pairs == [{"intent": "hours", "expected": "location", "count": 2}, {"intent": "pain", "expected": "sleep", "count": 1}]
