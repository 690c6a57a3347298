"""Measures the assistant: `make eval DATA="a.jsonl b.jsonl" [REPORT=out.json] [BASELINE=report.json] [QUIET=1]`.

Starts the whole assistant (server, action server, a database of its own), puts every question to it over the REST
channel as a chat turn would go, with the turns of `context` before it, and reads the answered topics where the
staff would read them: in the tracker store. The questions may lie anywhere; DATA names files or folders.
"""

from __future__ import annotations

import argparse
import json
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Sequence

from tools.judging import Question
from tools.measurement import changes, failures, read_report, report, table
from tools.question_files import files_of, names_of, read_questions
from tools.rest_client import RestClient
from tools.running import Running, running_assistant
from tools.scores import Judged
from tools.turns import last_turn

# Each question has a conversation of its own, so what runs beside it changes no answer.
CONVERSATIONS_AT_ONCE = 2


def ask(client: RestClient, database: Path, question: Question, file: str = "") -> Judged:
    """Put one question to the running assistant in a conversation of its own, and judge the recorded turn."""
    sender = uuid.uuid4().hex
    for text in (*question.context, question.text):
        client.say(sender, text)
    return Judged.of(question, last_turn(database, sender), file)


def ask_all(place: Running, questions: Sequence[tuple[str, Question]]) -> list[Judged]:
    """Put every question, each with the name of its file; the answers come in the same order."""
    client = RestClient(place.url)
    judged = []
    with ThreadPoolExecutor(CONVERSATIONS_AT_ONCE) as pool:
        for one in pool.map(lambda asked: ask(client, place.database, asked[1], asked[0]), questions):
            judged.append(one)
            if sys.stderr.isatty():
                print(f"\r{len(judged)} of {len(questions)}", end="", file=sys.stderr, flush=True)
    return judged


def main() -> None:
    """Measure, print, compare, and write the report, as far as asked for."""
    parser = argparse.ArgumentParser(description="Measure the assistant on files of questions.")
    parser.add_argument("data", type=Path, nargs="+", help="questions, a JSON object a line; a folder for every file in it")
    parser.add_argument("--report", type=Path, help="write the measurement to this JSON file")
    parser.add_argument("--baseline", type=Path, help="list the questions whose outcome is another than in this report")
    parser.add_argument("--quiet", action="store_true", help="print the table without the failures")
    arguments = parser.parse_args()
    earlier = read_report(arguments.baseline) if arguments.baseline else None
    names = names_of(files_of(arguments.data))
    questions = [(name, question) for file, name in names.items() for question in read_questions(file)]
    with running_assistant() as place:
        judged = ask_all(place, questions)
    print(f"\n{table(judged)}")
    if not arguments.quiet:
        print(f"\n{failures(judged)}")
    if earlier:
        print(f"\n{changes(earlier, judged)}")
    if arguments.report:
        arguments.report.write_text(json.dumps(report(judged), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
