"""Which routes a test of this room tries, so that a route that none tries is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., None])
# Of the assistant and the action server: method and address. Of the desk: the route's name.
tried: dict[str, set[str]] = {"assistant": set(), "actions": set(), "desk": set()}


def tries(server: str, *routes: str) -> Callable[[Test], Test]:
    """Note that the decorated test sends made-up input to `routes` of `server`."""
    tried[server].update(routes)

    def unchanged(test: Test) -> Test:
        return test

    return unchanged
