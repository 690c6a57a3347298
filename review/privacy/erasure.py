"""Erases what one visitor said, everywhere at once, so that it stays erased."""

from __future__ import annotations

from typing import Iterable

from django.db import transaction

from review.privacy import stores
from review.privacy.files import clean_files
from review.privacy.tombstones import bury, enforce_tombstones, is_buried

__all__ = ["enforce_tombstones", "erase", "is_buried"]


def erase(sender_ids: Iterable[str], now: float) -> None:
    """Remove these senders from the assistant's events, the channels' tables and the desk's copy, and bury them.

    It is one transaction: all of it happens or nothing. Afterwards the database's files are cleaned of the words.

    :param now: Unix seconds.
    """
    with transaction.atomic():
        stores.hold_the_ingester()
        for some in stores.in_steps(sorted(set(sender_ids))):
            # Both kinds have random names, which die with the erasure.
            visitors = {*stores.delete_messaging(some), *stores.delete_on_the_website(some, now)}
            bury(visitors, for_good=True, now=now)
            bury([sender_id for sender_id in some if sender_id not in visitors], for_good=False, now=now)
            stores.delete_events(some)
            stores.delete_decisions(some)
            stores.delete_copy(some)
        transaction.on_commit(clean_files, robust=True)
