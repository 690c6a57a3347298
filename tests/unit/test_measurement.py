"""What `make eval` prints, writes, and compares with an earlier report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tools.judging import Question
from tools.measurement import changes, entry, failures, read_report, report, table
from tools.scores import Judged
from tools.turns import RecordedTurn


def judged(line: dict[str, Any], file: str = "real", **turn: Any) -> Judged:
    """The question of a file's `line` with the turn that was recorded for it."""
    return Judged.of(Question.from_json(line), RecordedTurn(**turn), file)


RIGHT = judged(
    {"text": "does it help sleep", "expect": ["sleep"], "kind": "benefit"},
    intent="sleep",
    confidence=0.9,
    topics=("sleep",),
    reply="It may.",
)
WRONG = judged({"text": "where are you", "expect": ["location", "contact"]}, intent="hours", confidence=0.5, topics=("hours",))
REFUSED = judged({"text": "parking?", "expect": ["location"], "context": ["hello"]}, intent="out_of_scope", topics=("out_of_scope",))
ASKED = judged({"text": "long?", "expect": ["duration"]}, "hard", intent="nlu_fallback", choices=("price", "duration"))
ALL_OF = judged({"text": "price and place", "expect_all": ["price", "location"]}, "hard", topics=("location", "price"))
EVERY = [RIGHT, WRONG, REFUSED, ASKED, ALL_OF]


def test_the_report_holds_totals_files_topics_and_each_question() -> None:
    whole = report(EVERY)
    assert whole["totals"] == {"right": 2, "asked": 1, "refused": 1, "wrong": 1}
    assert whole["by_topic"]["location"] == {"right": 1, "asked": 0, "refused": 1, "wrong": 1}
    assert set(whole["by_topic"]) == {"sleep", "location", "contact", "duration", "price"}
    assert list(whole["files"]) == ["real", "hard"]
    assert whole["files"]["hard"]["questions"] == 2
    assert whole["files"]["hard"]["right"]["count"] == 1
    assert whole["calibration"]["bins"] and whole["confusion"]
    assert [found["text"] for found in whole["questions"]] == [one.question.text for one in EVERY]
    assert json.loads(json.dumps(whole)) == whole


def test_a_question_of_the_report_says_what_was_expected_and_what_was_done() -> None:
    assert entry(RIGHT) == {
        "text": "does it help sleep",
        "file": "real",
        "kind": "benefit",
        "expect": ["sleep"],
        "answered": ["sleep"],
        "choices": [],
        "outcome": "right",
        "intent": "sleep",
        "confidence": 0.9,
        "reply": "It may.",
    }


def test_a_question_that_expects_all_of_several_says_so() -> None:
    assert entry(ALL_OF)["expect_all"] == ["location", "price"]
    assert "expect" not in entry(ALL_OF)


def test_a_question_with_a_tier_or_an_opening_says_whether_it_was_met() -> None:
    one = judged({"text": "?", "expect": ["emergency"], "tier": "999", "says": ["call"]}, intent="emergency", topics=("emergency",), reply="Call 999.")
    assert (entry(one)["right_tier"], entry(one)["direct"]) == (True, True)


def test_the_table_has_a_row_a_file_and_one_for_all() -> None:
    head, real, hard, together, _ = table(EVERY).splitlines()
    assert head.split()[:5] == ["questions", "right", "asked", "refused", "wrong"]
    assert real.split()[:3] == ["real", "3", "33"] and "[6–79]" in real
    assert hard.split()[:2] == ["hard", "2"]
    assert together.startswith("all questions")
    assert "direct" not in head  # no question says how


def test_the_table_of_one_file_has_no_row_for_all() -> None:
    assert "all questions" not in table([RIGHT])


def test_the_failures_are_told_with_what_was_read() -> None:
    told = failures(EVERY)
    assert "wrong    where are you\n" in told
    assert "refused  parking? ← hello\n" in told
    assert "answered asked: price, duration" in told
    assert "does it help sleep" not in told


def test_a_right_answer_that_opens_with_something_else_is_told_as_indirect() -> None:
    one = judged({"text": "is it ok?", "expect": ["safety"], "says": ["yes"]}, topics=("safety",), reply="It depends.")
    assert failures([one]).startswith("indirect is it ok?")


def test_what_changed_since_an_earlier_report_is_listed_as_better_or_worse() -> None:
    elsewhere = judged({"text": "hello", "expect": ["greet"]}, "small talk", topics=("greet",))
    earlier = report([RIGHT, WRONG, REFUSED, elsewhere])
    now = [
        judged({"text": "does it help sleep", "expect": ["sleep"]}, topics=("pain",)),
        judged({"text": "where are you", "expect": ["location", "contact"]}, topics=("location",)),
        REFUSED,
        ASKED,
    ]
    found = changes(earlier, now)
    assert [(before, one.question.text) for before, one in found.better] == [("wrong", "where are you")]
    assert [(before, one.question.text) for before, one in found.worse] == [("right", "does it help sleep")]
    assert found.unmatched == 1
    assert "1 better, 1 worse" in str(found) and "worse    right → wrong    does it help sleep" in str(found)


def test_a_report_is_read_back_and_nothing_else_is(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report(EVERY)), encoding="utf-8")
    assert read_report(file)["totals"]["right"] == 2
    for text in ("[]", '{"questions": [{}]}', '{"questions": []}', "no json"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit, match=r"report\.json"):
            read_report(file)
