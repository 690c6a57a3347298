"""Counts of requests in memory, for the library `limits`, whose own store in memory starts a thread for a request."""

from __future__ import annotations

import time

from limits.storage.base import Storage

SECONDS_BETWEEN_CLEANINGS = 60.0


class Counts(Storage):
    """How often each key was counted in its window; windows that are over are forgotten.

    Windows are counted by the monotonic clock: setting the time of day neither ends nor lengthens one.
    """

    STORAGE_SCHEME = ["counts"]

    def __init__(self, uri: str = "", **options: str) -> None:
        """Nothing is counted yet."""
        super().__init__(uri)
        self._counted: dict[str, tuple[int, float]] = {}
        self._cleaned = time.monotonic()

    def incr(self, key: str, expiry: int, elastic_expiry: bool = False, amount: int = 1) -> int:
        """Count `amount` more; the first opens a window of `expiry` seconds."""
        now = time.monotonic()
        self._clean(now)
        count, end = self._current(key, now) or (0, now + expiry)
        self._counted[key] = count + amount, now + expiry if elastic_expiry else end
        return count + amount

    def get(self, key: str) -> int:
        """How often `key` was counted in its window."""
        return (self._current(key, time.monotonic()) or (0, 0.0))[0]

    def get_expiry(self, key: str) -> int:
        """When the window of `key` ends, in Unix seconds."""
        now = time.monotonic()
        left = (self._current(key, now) or (0, now))[1] - now
        return int(time.time() + left)

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> None:
        """Forget everything."""
        self._counted.clear()

    def clear(self, key: str) -> None:
        """Forget one key."""
        self._counted.pop(key, None)

    def _current(self, key: str, now: float) -> tuple[int, float] | None:
        counted = self._counted.get(key)
        return counted if counted and counted[1] > now else None

    def _clean(self, now: float) -> None:
        if now - self._cleaned > SECONDS_BETWEEN_CLEANINGS:
            self._cleaned = now
            self._counted = {key: counted for key, counted in self._counted.items() if counted[1] > now}
