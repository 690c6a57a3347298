"""Measures the assistant on a file of questions: `make eval DATA=questions.jsonl [REPORT=out.json]`.

Starts the whole assistant (server, action server, a database of its own), puts every question to it over the REST
channel as a chat turn would go, with the turns of `context` before it, and reads the answered topics where the
staff would read them: in the tracker store. It knows nothing of the questions; the file may lie anywhere.
"""

from __future__ import annotations

import argparse
import json
import sys
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterable

from tools.judging import Answer, Outcome, Question, judge
from tools.rest_client import RestClient
from tools.running import running_assistant
from tools.turns import RecordedTurn, last_turn

OUTCOMES = tuple(Outcome)


@dataclass(frozen=True)
class Judged:
    """A question, what was recorded of its turn, and the outcome."""

    question: Question
    turn: RecordedTurn
    outcome: Outcome

    def as_json(self) -> dict[str, Any]:
        """The question's entry in the report."""
        expected = "expect_all" if self.question.expect_all else "expect"
        return {
            "text": self.question.text,
            expected: sorted(self.question.expected),
            "answered": list(self.turn.topics),
            "outcome": self.outcome.value,
            "intent": self.turn.intent,
            "confidence": self.turn.confidence,
            "reply": self.turn.reply,
        }


def read_questions(file: Path) -> list[Question]:
    """The questions of a JSON-lines file.

    :raises SystemExit: a line is no question; file and line are named.
    """
    questions = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                questions.append(Question.from_json(json.loads(line)))
            except ValueError as error:
                raise SystemExit(f"{file}, line {number}: {error}") from error
    return questions


def ask(client: RestClient, database: Path, question: Question) -> Judged:
    """Put one question to the running assistant in a conversation of its own, and judge the recorded turn."""
    sender = uuid.uuid4().hex
    for text in (*question.context, question.text):
        client.say(sender, text)
    turn = last_turn(database, sender)
    answer = Answer(frozenset(turn.topics), frozenset(turn.choices))
    return Judged(question, turn, judge(question, answer))


def report(judged: list[Judged]) -> dict[str, Any]:
    """The whole measurement as one JSON object."""
    return {
        "totals": count(judged),
        "by_topic": {name: count(group) for name, group in by_topic(judged).items()},
        "by_kind": {name: count(group) for name, group in by_kind(judged).items()},
        "questions": [one.as_json() for one in judged],
    }


def count(judged: Iterable[Judged]) -> dict[str, int]:
    """How many questions had each outcome."""
    found = Counter(one.outcome for one in judged)
    return {outcome.value: found[outcome] for outcome in OUTCOMES}


def by_topic(judged: list[Judged]) -> dict[str, list[Judged]]:
    """Questions by each topic that they may be answered with."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        for topic in sorted(one.question.expected):
            groups[topic].append(one)
    return dict(sorted(groups.items()))


def by_kind(judged: list[Judged]) -> dict[str, list[Judged]]:
    """Questions by their kind."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[one.question.kind or "-"].append(one)
    return dict(sorted(groups.items()))


def table(judged: list[Judged]) -> str:
    """Outcomes by topic, by kind and in total, a line each, then the questions that were not right."""
    lines = [f"{'':26}" + "".join(f"{outcome.value:>9}" for outcome in OUTCOMES)]
    for groups in (by_topic(judged), by_kind(judged), {"all questions": judged}):
        lines += [_row(name, group) for name, group in groups.items()]
        lines.append("")
    for one in judged:
        if one.outcome is not Outcome.RIGHT:
            lines.append(_failure(one))
    return "\n".join(lines)


def _row(name: str, group: list[Judged]) -> str:
    found = count(group)
    shares = "".join(f"{found[outcome.value]:4} {100 * found[outcome.value] / len(group):3.0f}%" for outcome in OUTCOMES)
    return f"{name:26}{shares}"


def _failure(one: Judged) -> str:
    given = ", ".join(one.turn.topics) or f"asked: {', '.join(one.turn.choices)}"
    expected = ", ".join(sorted(one.question.expected))
    context = " ← ".join(["", *reversed(one.question.context)])
    read_as = f"{one.turn.intent} {one.turn.confidence:.2f}"
    return f"{one.outcome.value:8} {one.question.text}{context}\n{'':9}expected {expected}; answered {given} ({read_as})"


def main() -> None:
    """Measure, print, and write the report where one is asked for."""
    parser = argparse.ArgumentParser(description="Measure the assistant on a file of questions.")
    parser.add_argument("data", type=Path, help="questions, a JSON object a line")
    parser.add_argument("--report", type=Path, help="write the measurement to this JSON file")
    arguments = parser.parse_args()
    questions = read_questions(arguments.data)
    with running_assistant() as place:
        client = RestClient(place.url)
        judged = []
        for number, question in enumerate(questions, start=1):
            judged.append(ask(client, place.database, question))
            print(f"\r{number} of {len(questions)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(table(judged))
    if arguments.report:
        arguments.report.write_text(json.dumps(report(judged), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
