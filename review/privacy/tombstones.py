"""Who must stay forgotten. A turn that was under way while its visitor was erased is saved afterwards, and must not stay.

A visitor of the website or of a messaging channel has a random name that dies with the erasure, so everything under it stays
away for good. On channels of Rasa's own the same person may write again under the same name: there only what was said before
the erasure, and in the turn that was under way, stays away.
"""

from __future__ import annotations

import hmac
import time
from functools import lru_cache
from typing import Iterable, Mapping

from django.conf import settings
from django.db import connection, transaction

from review.privacy.files import clean_files
from review.privacy.models import Tombstone

# As long as the assistant's own lock on a conversation: no turn takes longer.
SECONDS_OF_A_TURN = 60.0
SECONDS_BETWEEN_LOOKS = 1.0
_STONES_LOOKED_BACK = 100
_END_OF_TIME = 1e12
_NEWER = f"SELECT id, sender_hash, until FROM {Tombstone._meta.db_table} WHERE id > %s"
_DELETE = "DELETE FROM events WHERE sender_id = %s AND COALESCE(timestamp, 0) < %s"


class _Graves:
    """The table of tombstones in memory, as it was a moment ago."""

    def __init__(self) -> None:
        self._rows: dict[int, tuple[str, float | None]] = {}
        self._until: dict[str, float | None] = {}
        self._looked = float("-inf")

    def look(self, at_once: bool = False) -> Mapping[str, float | None]:
        """Until when each hash is buried, None for good. Only what is new is read."""
        if at_once or time.monotonic() - self._looked > SECONDS_BETWEEN_LOOKS:
            self._looked = time.monotonic()
            floor = max(self._rows, default=0) - _STONES_LOOKED_BACK
            newest = self._read(floor)
            if not newest and self._rows:  # another database than before
                floor, newest = 0, self._read(0)
            if newest != {number: row for number, row in self._rows.items() if number > floor}:
                self._rows = {number: row for number, row in self._rows.items() if number <= floor} | newest
                self._until = dict(self._rows.values())
        return self._until

    def look_again(self) -> None:
        """Read what is new at the next look."""
        self._looked = float("-inf")

    @staticmethod
    def _read(above: int) -> dict[int, tuple[str, float | None]]:
        with connection.cursor() as cursor:  # not by the model, as the ingester asks each time that it copies
            cursor.execute(_NEWER, [above])
            return {number: (sender_hash, until) for number, sender_hash, until in cursor.fetchall()}


_graves = _Graves()


@lru_cache(maxsize=10_000)
def hash_of(sender_id: str) -> str:
    """What a tombstone says instead of the name; without the desk's secret nobody can tell whose it is."""
    return hmac.digest(settings.SECRET_KEY.encode(), sender_id.encode(), "sha256").hex()


def is_buried(sender_id: str, said_at: float | None = None) -> bool:
    """Whether what `sender_id` said at `said_at` (Unix seconds) must stay away; without a moment, whether anything must."""
    return _is_below(_graves.look(), sender_id, said_at)


def bury(sender_ids: Iterable[str], for_good: bool, now: float) -> None:
    """Set tombstones; who has one gets a new one, and stays away for good if they did."""
    hashes = [hash_of(sender_id) for sender_id in sender_ids]
    earlier = Tombstone.objects.filter(sender_hash__in=hashes)
    forever = set(earlier.filter(until=None).values_list("sender_hash", flat=True))
    earlier.delete()
    until = None if for_good else now + SECONDS_OF_A_TURN
    Tombstone.objects.bulk_create(Tombstone(sender_hash=each, until=None if each in forever else until) for each in hashes)
    _graves.look_again()


def enforce_tombstones(sender_ids: Iterable[str]) -> int:
    """Remove events of those among `sender_ids` who are buried and have come back: the ingester names whom it reads.

    :return: how many were removed.
    """
    return _remove(sender_ids, _graves.look(at_once=True))


def enforce_all_tombstones() -> int:
    """The same, among all events."""
    until = _graves.look(at_once=True)
    if not until:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT sender_id FROM events")
        sender_ids = [row[0] for row in cursor.fetchall()]
    return _remove(sender_ids, until)


def _remove(sender_ids: Iterable[str], until: Mapping[str, float | None]) -> int:
    removed = 0
    for sender_id in sender_ids:
        if until and _is_below(until, sender_id, None):
            with connection.cursor() as cursor:
                cursor.execute(_DELETE, [sender_id, until[hash_of(sender_id)] or _END_OF_TIME])
                removed += cursor.rowcount
    if removed:
        transaction.on_commit(clean_files, robust=True)
    return removed


def _is_below(until: Mapping[str, float | None], sender_id: str, said_at: float | None) -> bool:
    name = hash_of(sender_id)
    if name not in until:
        return False
    moment = until[name]
    return moment is None or said_at is None or said_at < moment
