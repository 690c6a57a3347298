"""The rooms of the project: who may import whom, and how long a file and a function may be."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
ROOMS = ("actions", "benchmarks", "channels", "content", "core", "nlu", "review", "tests", "tools", "watch", "web")
MAY_IMPORT = {
    "content": {"content"},
    "nlu": {"nlu", "content"},
    "core": {"core", "content", "watch", "web"},
    "actions": {"actions", "content", "watch", "web"},
    "channels": {"channels", "content", "watch"},
    "review": {"review", "watch"},
    "watch": {"watch"},
    "web": {"web"},
}
# Single modules beyond these: docs/decisions/0004-danger-before-limits.md says why.
MAY_IMPORT_MODULES = {"channels": {"nlu.danger_check"}}
# The action server, the content and the staff desk stand without Rasa.
NO_RASA = ("actions", "content", "review", "watch", "web")
MOST_LINES_OF_A_FILE, MOST_LINES_OF_A_FUNCTION = 250, 40
FILES = sorted(file for room in ROOMS for file in (PROJECT / room).rglob("*.py"))


def name_of(file: Path) -> str:
    return str(file.relative_to(PROJECT))


@functools.cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def modules(file: Path) -> Iterator[str]:
    """Each module that `file` imports, at its top or inside a function; `.` for a relative import."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." if node.level else str(node.module)


def room_of(module: str) -> str:
    return module.split(".")[0] or "."


def imported(file: Path) -> Iterator[str]:
    """First part of each module that `file` imports; `.` for a relative import."""
    yield from map(room_of, modules(file))


def files_of(room: str) -> list[Path]:
    return sorted((PROJECT / room).rglob("*.py"))


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    forbidden, allowed = {*ROOMS, "."} - MAY_IMPORT[room], MAY_IMPORT_MODULES.get(room, set())
    assert files_of(room)
    used = [(name_of(file), module) for file in files_of(room) for module in modules(file) if room_of(module) in forbidden]
    assert [(file, module) for file, module in used if module not in allowed] == []


@pytest.mark.parametrize("room", NO_RASA)
def test_what_stands_without_rasa_imports_nothing_of_it(room: str) -> None:
    assert [name_of(file) for file in files_of(room) if {"rasa", "tensorflow"} & set(imported(file))] == []


def test_content_imports_nothing_of_the_action_server_either() -> None:
    assert [name_of(file) for file in files_of("content") if "rasa_sdk" in set(imported(file))] == []


def test_every_package_of_the_project_is_a_known_room() -> None:
    ours = {init.parent.name for init in PROJECT.glob("[!.]*/__init__.py")}
    assert ours <= set(ROOMS)


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_no_file_is_too_long(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= MOST_LINES_OF_A_FILE


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_no_function_is_too_long(file: Path) -> None:
    functions = [node for node in ast.walk(tree(file)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    too_long = [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION]
    assert too_long == []
