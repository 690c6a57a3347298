"""What `make eval` reads and reports; the questions themselves may lie anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tools.evaluate import Judged, count, read_questions, report, table
from tools.judging import Answer, Question, judge
from tools.turns import RecordedTurn

OUTCOMES = {"right", "asked", "refused", "wrong"}


def judged(line: dict[str, Any], **turn: Any) -> Judged:
    """The question of a file's `line` with the turn that was recorded for it."""
    question, recorded = Question.from_json(line), RecordedTurn(**turn)
    return Judged(question, recorded, judge(question, Answer(frozenset(recorded.topics), frozenset(recorded.choices))))


RIGHT = judged(
    {"text": "does it help sleep", "expect": ["sleep"], "kind": "benefit"},
    intent="sleep",
    confidence=0.9,
    topics=("sleep",),
    reply="It may.",
)
WRONG = judged({"text": "where are you", "expect": ["location", "contact"]}, intent="hours", confidence=0.5, topics=("hours",))
REFUSED = judged({"text": "parking?", "expect": ["location"], "context": ["hello"]}, intent="out_of_scope", topics=("out_of_scope",))
ASKED = judged({"text": "long?", "expect": ["duration"]}, intent="nlu_fallback", choices=("price", "duration"))
ALL_OF = judged({"text": "price and place", "expect_all": ["price", "location"]}, topics=("location", "price"))
EVERY = [RIGHT, WRONG, REFUSED, ASKED, ALL_OF]


def questions_file(folder: Path, *lines: str) -> Path:
    file = folder / "questions.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_questions_are_read_line_by_line_and_blank_lines_left_out(tmp_path: Path) -> None:
    lines = ['{"text": "why?", "expect": ["evidence"], "context": ["does it help sleep"]}', "", '{"text": "é", "expect_all": ["a", "b"]}']
    first, second = read_questions(questions_file(tmp_path, *lines))
    assert (first.text, first.expect, first.context) == ("why?", {"evidence"}, ("does it help sleep",))
    assert (second.text, second.expect_all, second.expected) == ("é", {"a", "b"}, {"a", "b"})


def test_an_empty_file_holds_no_questions(tmp_path: Path) -> None:
    assert read_questions(questions_file(tmp_path)) == []


@pytest.mark.parametrize(
    "line",
    ["not json", '{"text": "?"}', '{"expect": ["sleep"]}', '{"text": "?", "expect": ["a"], "expect_all": ["b"]}', '["text"]', "7"],
)
def test_a_line_that_is_no_question_is_told_with_file_and_line(tmp_path: Path, line: str) -> None:
    file = questions_file(tmp_path, '{"text": "?", "expect": ["sleep"]}', "", line)
    with pytest.raises(SystemExit) as refused:
        read_questions(file)
    assert f"{file}, line 3: " in str(refused.value)


def test_the_report_holds_totals_topics_and_each_question() -> None:
    whole = report(EVERY)
    assert {"totals", "by_topic", "questions"} <= whole.keys()
    assert whole["totals"] == {"right": 2, "asked": 1, "refused": 1, "wrong": 1}
    assert whole["by_topic"]["location"] == {"right": 1, "asked": 0, "refused": 1, "wrong": 1}
    assert set(whole["by_topic"]) == {"sleep", "location", "contact", "duration", "price"}
    assert [entry["text"] for entry in whole["questions"]] == [one.question.text for one in EVERY]
    assert json.loads(json.dumps(whole)) == whole


def test_a_question_of_the_report_says_what_was_expected_and_what_was_done() -> None:
    assert report([RIGHT])["questions"] == [
        {
            "text": "does it help sleep",
            "expect": ["sleep"],
            "answered": ["sleep"],
            "outcome": "right",
            "intent": "sleep",
            "confidence": 0.9,
            "reply": "It may.",
        }
    ]


def test_a_question_that_expects_all_of_several_says_so() -> None:
    (entry,) = report([ALL_OF])["questions"]
    assert entry["expect_all"] == ["location", "price"]
    assert "expect" not in entry


def test_every_outcome_is_counted_even_where_there_is_none() -> None:
    assert count([]) == dict.fromkeys(OUTCOMES, 0)
    assert report([])["questions"] == []


def test_the_table_lists_the_questions_that_were_not_right_with_what_was_read() -> None:
    told = table(EVERY)
    assert "wrong    where are you\n" in told
    assert "refused  parking? ← hello\n" in told
    assert "answered asked: price, duration" in told
    assert "does it help sleep" not in told
    assert "all questions" in told
