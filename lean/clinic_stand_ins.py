"""What the stand-ins of this folder are made of; installed beside them.

Rasa imports packages at every start for components that this assistant does not have. In a stand-in each name is a class that can
be subclassed, looked into and written in a type hint, which is all that an import does; in a module of exceptions it is an exception,
for `except`. Whoever makes something of it gets a `LeftOut` that says what to do.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any, Iterable, NoReturn

MEND = "%s cannot be used: only a stand-in for it is installed. `make tensorflow` makes an environment with the real one."
_OF_EXCEPTIONS = ("exceptions", "errors")


class LeftOut(ImportError):
    """Something that is left out was used, not only named."""


class StandIn(type):
    """The kind of every stand-in; one of them, or a class made of one, cannot be called."""

    def __getattr__(cls, name: str) -> Any:
        """What stands in for the attribute `name`."""
        if name.startswith("__"):
            raise AttributeError(name)
        return stand_in(f"{cls.__name__}.{name}")

    def __call__(cls, *arguments: object, **options: object) -> NoReturn:
        """Refuse.

        :raises LeftOut: always.
        """
        raise LeftOut(MEND % cls.__name__)


class StandInModule(ModuleType):
    """A module whose every name is a stand-in."""

    __path__: list[str] = []
    __version__ = "0+standin"

    def __getattr__(self, name: str) -> Any:
        """What stands in for `name`."""
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        found = sys.modules.get(f"{self.__name__}.{name}")
        if found is None:
            of_exceptions = self.__name__.rpartition(".")[2] in _OF_EXCEPTIONS
            found = type(name, (Exception,), {}) if of_exceptions else stand_in(f"{self.__name__}.{name}")
            setattr(self, name, found)
        return found


def stand_in(name: str) -> Any:
    """A class that stands in for `name`, such as `tensorflow.keras.layers.Layer`."""
    return StandIn(name, (), {})


def take_the_place_of(modules: Iterable[str]) -> None:
    """Put stand-ins where the import of each of `modules` looks."""
    for name in modules:
        standing = sys.modules.get(name)
        if not isinstance(standing, StandInModule):
            sys.modules[name] = StandInModule(name)
            sys.modules[name].__spec__ = getattr(standing, "__spec__", None)


def refuse(module: str) -> NoReturn:
    """Say that nothing here imports `module` unless somebody uses what it is for.

    :raises LeftOut: always.
    """
    raise LeftOut(MEND % module)
