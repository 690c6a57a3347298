"""The messaging channels' tables, which the assistant makes when the first of these channels starts."""

from __future__ import annotations

from typing import Any, Sequence

from review.privacy import stores

_found: set[str] = set()


def are_there() -> bool:
    """Whether the assistant has made them yet; once made, they stay."""
    if not _found and stores.tables().issuperset(stores.MESSAGING):
        _found.update(stores.MESSAGING)
    return bool(_found)


def rows(query: str, values: Sequence[Any] = (), among: Sequence[str] = ()) -> list[tuple[Any, ...]]:
    """What `query` gives, as `stores.rows`; nothing while there are no tables."""
    return stores.rows(query, values, among) if are_there() else []


def change(query: str, values: Sequence[Any]) -> int:
    """Run `query`; how many rows changed, none while there are no tables."""
    return stores.change(query, values) if are_there() else 0
