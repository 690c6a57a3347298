"""Where in the code something happened, and which texts stand in that code: both without a word from outside."""

from __future__ import annotations

import ast
import re
import sysconfig
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Iterator, Sequence

PROJECT = Path(__file__).parent.parent
# The parts of the project whose log lines are written with care: texts of their own, and names of classes.
ROOMS = frozenset({"actions", "benchmarks", "channels", "content", "core", "nlu", "review", "tools", "watch", "web"})
MOST_FRAMES = 16
FEWEST_CHARACTERS = 4
_LIBRARIES = [Path(sysconfig.get_paths()[name]) for name in ("purelib", "platlib", "stdlib")]
_HOLE = re.compile(r"\{[^{}]*\}|%(?:\(\w+\))?[-+ #0-9.]*[a-z]")


@lru_cache(maxsize=1024)
def is_ours(file: str) -> bool:
    """Whether `file` is one of the project's own, not one of a library."""
    try:
        return Path(file).relative_to(PROJECT).parts[0] in ROOMS
    except (ValueError, IndexError):
        return False


@lru_cache(maxsize=1024)
def short(file: str) -> str:
    """`file` as seen from the project, or from where its library stands; no folder of this machine."""
    for root in (*_LIBRARIES, PROJECT):
        try:
            return Path(file).relative_to(root).as_posix()
        except ValueError:
            continue
    return Path(file).name


def frames(traceback: TracebackType | None) -> list[str]:
    """`file:line` of each step to where an exception was raised, outermost first; no line of code, no variable."""
    steps = []
    while traceback:
        steps.append(f"{short(traceback.tb_frame.f_code.co_filename)}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return steps[-MOST_FRAMES:]


def is_written_in(text: str, file: str) -> bool:
    """Whether `text` stands, as it is, in the code of `file`."""
    return text in _texts(file)


def beginning_written_in(text: str, file: str) -> str:
    """The longest beginning of `text` that stands in the code of `file`; the rest may be anybody's words."""
    return next((known for known in _beginnings(file) if text.startswith(known)), "")


@lru_cache(maxsize=256)
def _beginnings(file: str) -> Sequence[str]:
    cut = {_HOLE.split(text, maxsplit=1)[0] for text in _texts(file)}
    return sorted((text for text in cut if len(text.strip()) >= FEWEST_CHARACTERS), key=len, reverse=True)


@lru_cache(maxsize=256)
def _texts(file: str) -> frozenset[str]:
    try:
        tree = ast.parse(Path(file).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return frozenset()
    return frozenset(_constants(tree))


def _constants(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
