"""Stands in for TensorFlow where nothing uses it.

Rasa imports TensorFlow at every start, for components that this assistant does not have. Here each of its names is a class
that can be subclassed, looked into and written in a type hint, which is all that an import does. Whoever makes something of
it gets a `TensorFlowMissing` that says what to do.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any, NoReturn

__version__ = "2.12.0+standin"
MEND = "TensorFlow is not installed, only a stand-in for it, so %s cannot be used. `make tensorflow` installs the real one."
# Modules, beside this one, that Rasa 3.6 names in an import.
MODULES = (
    "keras",
    "keras.utils",
    "keras.utils.control_flow_util",
    "tensorflow.keras",
    "tensorflow.keras.backend",
    "tensorflow.keras.callbacks",
    "tensorflow.keras.utils",
    "tensorflow.python",
    "tensorflow.python.eager",
    "tensorflow.python.eager.wrap_function",
    "tensorflow.python.types",
    "tensorflow.python.types.core",
    "tensorflow.types",
    "tensorflow.types.experimental",
)


class TensorFlowMissing(ImportError):
    """Something of TensorFlow was used, not only named."""


class StandIn(type):
    """The kind of every stand-in; one of them, or a class made of one, cannot be called."""

    def __getattr__(cls, name: str) -> Any:
        """What stands in for the attribute `name`."""
        if name.startswith("__"):
            raise AttributeError(name)
        return stand_in(f"{cls.__name__}.{name}")

    def __call__(cls, *arguments: object, **options: object) -> NoReturn:
        """Refuse.

        :raises TensorFlowMissing: always.
        """
        raise TensorFlowMissing(MEND % cls.__name__)


def stand_in(name: str) -> StandIn:
    """A class that stands in for `name`, such as `keras.layers.Layer`."""
    return StandIn(name, (), {})


class StandInModule(ModuleType):
    """A module whose every name is a stand-in."""

    __path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        """What stands in for `name`."""
        return _of_module(self.__name__, name)


def __getattr__(name: str) -> Any:
    return _of_module(__name__, name)


def _of_module(module: str, name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module {module!r} has no attribute {name!r}")
    return sys.modules.get(f"{module}.{name}") or stand_in(f"{module}.{name}")


for _name in MODULES:
    sys.modules[_name] = StandInModule(_name)
