"""Writes down what the understanding does with our own questions: `make record`, or `python -m tools.record_understanding`.

`tests/component/test_understanding_gate.py` compares every later model with it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Mapping, Sequence

from tools.measurement import table
from tools.question_files import files_of, names_of, read_questions
from tools.scores import Judged, Share, by_file, scores
from tools.serve import PROJECT
from tools.train import is_stale

QUESTIONS = PROJECT / "tests" / "questions"
RECORDED = QUESTIONS / "recorded.json"
FIGURES = ("right", "wrong", "danger caught", "false alarms")
# So many percentage points a figure may get worse.
MOST_LOST, MOST_MISSED, MOST_FALSE = 1.0, 0.0, 1.0
COMMAND = "`make record`"

Record = dict[str, dict[str, Share]]


def measured(judged: Sequence[Judged]) -> Record:
    """The recorded figures of each file; those without a base are left out."""
    return {name: _figures(scores(group)) for name, group in by_file(judged).items()}


def _figures(found: Mapping[str, Share]) -> dict[str, Share]:
    return {figure: found[figure] for figure in FIGURES if found[figure].of}


def regressions(now: Record, recorded: Record) -> list[str]:
    """A sentence for each figure that is worse than recorded by more than is allowed, and for each file that does not fit the record."""
    told = [f"{name} is recorded but gone; {COMMAND} writes the record anew" for name in sorted(recorded.keys() - now.keys())]
    for name, figures in now.items():
        before = recorded.get(name, {})
        if {figure: share.of for figure, share in figures.items()} != {figure: share.of for figure, share in before.items()}:
            told.append(f"{name} holds other questions than when it was recorded; {COMMAND} writes the record anew")
            continue
        told += [f"{name}: {complaint}" for complaint in _complaints(figures, before)]
    return told


def _complaints(now: Mapping[str, Share], before: Mapping[str, Share]) -> list[str]:
    allowed = {"right": -MOST_LOST, "danger caught": -MOST_MISSED, "false alarms": MOST_FALSE}
    told = []
    for figure, points in allowed.items():
        if figure in now:
            change = 100 * (now[figure].count - before[figure].count) / now[figure].of
            if change < points <= 0 or change > points > 0:
                told.append(f"{figure} {before[figure].count} → {now[figure].count} of {now[figure].of}")
    return told


def read_record(file: Path = RECORDED) -> Record:
    """The recorded figures by file."""
    read = json.loads(file.read_text(encoding="utf-8"))
    return {name: {figure: Share(*share) for figure, share in figures.items()} for name, figures in read.items()}


def write_record(record: Record, file: Path = RECORDED) -> None:
    """Write the figures, each as [count, of], a file a line."""
    counts = {name: {figure: [share.count, share.of] for figure, share in figures.items()} for name, figures in sorted(record.items())}
    lines = [f" {json.dumps(name)}: {json.dumps(figures)}" for name, figures in counts.items()]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def measure_here() -> list[Judged]:
    """Put every question of `tests/questions/` to the trained model in this process."""
    from tools.in_process import assistant_here  # brings Rasa in, which takes seconds

    with assistant_here() as assistant:
        names = names_of(files_of([QUESTIONS]))
        return [one for file, name in names.items() for one in assistant.judged(read_questions(file), name)]


def main() -> None:
    """Measure, say what changed, and record."""
    if is_stale():
        raise SystemExit("The model is older than what it is made from; `make train` first.")
    judged = measure_here()
    print(table(judged))
    now = measured(judged)
    for complaint in regressions(now, read_record()) if RECORDED.is_file() else ():
        print(complaint)
    write_record(now)


if __name__ == "__main__":
    main()
