"""Reads a content file and checks it against its model; a mistake names file, line, key and mend."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Hashable, Sequence, Type, TypeVar, Union

import yaml
from pydantic import BaseModel, ValidationError

CONTENT_FOLDER = Path(__file__).parent

Key = Union[str, int]
Model = TypeVar("Model", bound=BaseModel)


class ContentError(Exception):
    """A content file is wrong; the message tells a person where and how to mend it."""

    def __init__(self, file: Path, key: str, mend: str, line: int | None = None) -> None:
        where = f"{file.parent.name}/{file.name}" + (f", line {line}" if line else "")
        super().__init__(f"{where}: {key}: {mend}")
        self.file, self.key, self.mend, self.line = file, key, mend, line


class Entry(BaseModel):
    """Base of every content model: unknown keys are refused, loaded content never changes."""

    class Config:
        extra = "forbid"
        allow_mutation = False


class _CheckedLoader(yaml.CSafeLoader):
    """Safe YAML that refuses a key written twice, where plain YAML keeps the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: dict[Hashable, int] = {}
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                raise yaml.constructor.ConstructorError(None, None, "found a key that is no word", key_node.start_mark)
            line = key_node.start_mark.line + 1
            if key in seen:
                raise _DoubleKey(str(key), line, seen[key])
            seen[key] = line
        return super().construct_mapping(node, deep=deep)


    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, OverflowError, KeyError) as error:  # a day, a time or a number that does not exist
            raise _Unreadable(str(node.value)[:40], node.start_mark.line + 1) from error


class _Unreadable(Exception):
    def __init__(self, value: str, line: int) -> None:
        super().__init__(f"`{value}` is no day, time or number")
        self.line = line


class _DoubleKey(Exception):
    def __init__(self, key: str, line: int, first: int) -> None:
        self.key, self.line, self.first = key, line, first


def load(name: str, model: Type[Model], folder: Path = CONTENT_FOLDER) -> Model:
    """Read `folder/name`, check it against `model` and return the checked content.

    :param name: file name, such as `clinic.yml`.
    :param model: the pydantic model of the whole file.
    :param folder: where the file lies; tests pass a copy with a mistake in it.
    :raises ContentError: the file is missing, is not YAML, or breaks the model.
    """
    file = folder / name
    return _checked(file, _read(file), model)


@lru_cache(maxsize=16)
def _checked(file: Path, text: str, model: Type[Model]) -> Model:
    """The content in `text`, made once for all in this process who ask for it: it never changes."""
    try:
        return model.parse_obj(_parse(file, text))
    except ValidationError as error:
        first = error.errors()[0]
        location = [part for part in first["loc"] if part != "__root__"]
        key = ".".join(str(part) for part in location) or "(whole file)"
        raise ContentError(file, key, first["msg"], line_of(text, location)) from error


def line_of(text: str, location: Sequence[Key]) -> int | None:
    """Line (from 1) of the deepest part of `location` that stands in the YAML `text`."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    line: int | None = None
    for part in location:
        step = _child(node, part)
        if step is None:
            return line
        node, line = step
    return line


def _child(node: Any, part: Key) -> tuple[Any, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        child = node.value[part]
        return child, child.start_mark.line + 1
    return None


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ContentError(file, "(whole file)", "the file is missing; restore it") from error
    except UnicodeDecodeError as error:
        raise ContentError(file, "(whole file)", "is not UTF-8 text; save it as UTF-8") from error


def _parse(file: Path, text: str) -> Any:
    try:
        return yaml.load(text, Loader=_CheckedLoader)  # a SafeLoader
    except _DoubleKey as error:
        mend = f"stands twice (first in line {error.first}); keep one"
        raise ContentError(file, error.key, mend, error.line) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "cannot be read as YAML"
        line = mark.line + 1 if mark else None
        raise ContentError(file, "(layout)", f"{problem}; check spaces and quotes", line) from error
    except _Unreadable as error:
        raise ContentError(file, "(layout)", f"{error}; put it in quotes, or write another one", error.line) from error
    except RecursionError as error:
        raise ContentError(file, "(layout)", "holds itself, or lists in lists without end; write it out") from error
