"""What `make eval` reads; the questions themselves may lie anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.question_files import files_of, names_of, read_questions

SLEEP = '{"text": "?", "expect": ["sleep"]}'


def questions_file(folder: Path, *lines: str, name: str = "questions.jsonl") -> Path:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_questions_are_read_line_by_line_and_blank_lines_left_out(tmp_path: Path) -> None:
    lines = ['{"text": "why?", "expect": ["evidence"], "context": ["does it help sleep"]}', "", '{"text": "é", "expect_all": ["a", "b"]}']
    first, second = read_questions(questions_file(tmp_path, *lines))
    assert (first.text, first.expect, first.context) == ("why?", {"evidence"}, ("does it help sleep",))
    assert (second.text, second.expect_all, second.expected, second.main) == ("é", {"a", "b"}, {"a", "b"}, "a")


def test_an_empty_file_holds_no_questions(tmp_path: Path) -> None:
    assert read_questions(questions_file(tmp_path)) == []


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        '{"text": "?"}',
        '{"expect": ["sleep"]}',
        '{"text": "?", "expect": ["a"], "expect_all": ["b"]}',
        '["text"]',
        "7",
        '{"text": "?", "expect": ["sleep"], "says": ["(half"]}',
        '{"text": "?", "expect": ["emergency"], "tier": "soon"}',
    ],
)
def test_a_line_that_is_no_question_is_told_with_file_and_line(tmp_path: Path, line: str) -> None:
    file = questions_file(tmp_path, SLEEP, "", line)
    with pytest.raises(SystemExit) as refused:
        read_questions(file)
    assert f"{file}, line 3: " in str(refused.value)


def test_a_folder_stands_for_its_question_files_without_its_conversations(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = questions_file(tmp_path, SLEEP, name="a.jsonl"), questions_file(tmp_path, SLEEP, name="b.jsonl")
    questions_file(tmp_path, '{"visitor": "a runner", "turns": ["hello"]}', name="chats.jsonl")
    questions_file(tmp_path, "not read", name="README.md")
    assert files_of([tmp_path, one]) == [one, other]
    assert "chats.jsonl" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["nowhere.jsonl", "empty"])
def test_a_place_without_questions_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SystemExit, match=place):
        files_of([tmp_path / place])


def test_files_of_one_name_are_told_apart_by_their_folder(tmp_path: Path) -> None:
    files = [questions_file(tmp_path / folder, SLEEP, name=name) for folder, name in (("a", "real.jsonl"), ("b", "real.jsonl"), ("b", "hard.jsonl"))]
    assert list(names_of(files).values()) == [str(tmp_path / "a" / "real"), str(tmp_path / "b" / "real"), "hard"]
