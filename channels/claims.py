"""Who answers a message: the worker that claimed it, as long as it lives.

A claim is the moment at which it was last renewed, in the message's row. A turn ends before its claim needs renewing; that of a longer
one is renewed while its worker lives, so a claim that was not is a dead worker's, and the message is anybody's. Clocks differ and
workers stall, so a claim alone does not make sure that a message is answered once: what is stored of its turn does.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import contextmanager
from typing import Awaitable, Callable, Generic, Hashable, Iterator, Sequence, TypeVar

import sqlalchemy as sa

logger = logging.getLogger(__name__)
# As long as the conversation's lock of a dead worker (core/lock_store.py).
SECONDS_A_CLAIM_LASTS = 6.0
SECONDS_BETWEEN_RENEWALS = 1.5

Key = TypeVar("Key", bound=Hashable)


def is_alive(claimed: float | None, now: float) -> bool:
    """Whether the worker that renewed its claim at `claimed` is taken to be at it still; one of the future has a clock set back since."""
    return claimed is not None and abs(now - claimed) < SECONDS_A_CLAIM_LASTS


def alive(claimed: sa.sql.ColumnElement, now: float | sa.sql.ColumnElement) -> sa.sql.ColumnElement:
    """`is_alive` as a condition of a statement."""
    return sa.and_(claimed > now - SECONDS_A_CLAIM_LASTS, claimed < now + SECONDS_A_CLAIM_LASTS)


class Claims(Generic[Key]):
    """The claims of this process."""

    def __init__(self, renew: Callable[[Sequence[Key]], Awaitable[None]]) -> None:
        """Renew claims in the database by `renew`."""
        self._renew = renew
        self._held: dict[Key, float] = {}

    @contextmanager
    def held(self, key: Key) -> Iterator[None]:
        """The claim on `key` is ours from now to the end of the block."""
        self._held[key] = time.monotonic()
        try:
            yield
        finally:
            self._held.pop(key, None)

    async def renew_regularly(self) -> None:
        """Renew, again and again, the claims that are held for longer than an ordinary turn takes."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_RENEWALS)
            before = time.monotonic() - SECONDS_BETWEEN_RENEWALS
            long_held = [key for key, since in self._held.items() if since < before]
            try:
                if long_held:
                    await self._renew(long_held)
            except Exception as error:
                logger.error("Claims could not be renewed: %s", type(error).__name__)
