"""Reads files of questions to measure with: JSON lines, as docs/developer.md describes them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Sequence

from tools.judging import Question

ENDING = ".jsonl"


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


def files_of(places: Sequence[Path]) -> list[Path]:
    """The question files that `places` name: files as they stand, and of a folder every `.jsonl` that holds questions.

    A folder's file of whole conversations (`turns` in place of `text`) is left out and named on stderr.

    :raises SystemExit: a place is not there, or a folder holds no question file.
    """
    files: list[Path] = []
    for place in places:
        if not place.exists():
            raise SystemExit(f"There is no {place}.")
        found = _in_folder(place) if place.is_dir() else [place]
        if not found:
            raise SystemExit(f"{place} holds no file of questions ({ENDING}).")
        files += [file for file in found if file not in files]
    return files


def names_of(files: Sequence[Path]) -> dict[Path, str]:
    """A short name for each file: its own without the ending, with its folder where two would share one."""
    stems = [file.stem for file in files]
    return {file: file.stem if stems.count(file.stem) == 1 else str(file.with_suffix("")) for file in files}


def _in_folder(folder: Path) -> list[Path]:
    files = []
    for file in sorted(folder.glob(f"*{ENDING}")):
        if _holds_conversations(file):
            print(f"{file} is left out: it holds conversations, which a person reads.", file=sys.stderr)
        else:
            files.append(file)
    return files


def _holds_conversations(file: Path) -> bool:
    first = next((line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()), "{}")
    try:
        line = json.loads(first)
    except ValueError:
        return False  # reading it will say what is wrong
    return isinstance(line, dict) and "turns" in line and "text" not in line
