"""Takes what was deleted out of the database's files, too."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from review.conversations.search_index import forget_deleted_words

logger = logging.getLogger(__name__)
SECONDS_FOR_ANOTHER_CLEANING = 120.0
# Any number, as long as no other program takes the same lock.
_LOCK_OF_THE_CLEANING = 5_006_001
# Where visitors' words, words about them, or their addresses stand.
_TABLES = (
    "events", "website_sessions", "website_messages", "website_feedback", "callback_requests", "conversations_conversation",
    "conversations_message", "conversations_facet", "review_note", "training_inboxmessage", "training_decision",
    "messaging_contacts", "messaging_received", "messaging_sent",
)  # fmt: skip
_TABLES_WITH_INDEXES_OF_WORDS = (
    "conversations_facet", "training_inboxmessage", "training_decision", "messaging_contacts", "messaging_received",
)  # fmt: skip


def clean_files() -> None:
    """Take deleted words out of the search index, out of SQLite's write-ahead log and out of PostgreSQL's dead rows.

    Must run outside of a transaction. If it fails nothing is lost: the next cleaning, at the latest the nightly one, does it.
    """
    if connection.vendor == "postgresql":
        with _only_one() as alone:
            if alone:
                _clean_postgresql()
    else:
        _clean_sqlite()


def rewrite_files() -> None:
    """Make PostgreSQL write its tables anew: where rows were deleted, bytes of them stay until other rows need the space.

    Whoever reads or writes a table waits meanwhile. SQLite has overwritten what was deleted already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in _present():
                cursor.execute(f"VACUUM (FULL, ANALYZE) {table}")


def _clean_sqlite() -> None:
    forget_deleted_words()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if cursor.fetchone()[0]:
            logger.warning("Somebody reads the database: deleted words stay in its write-ahead log until the next cleaning")


def _clean_postgresql() -> None:
    """Rows are vacuumed, with new statistics, because the old ones hold samples of texts; indexes of words are made anew.

    Others go on reading and writing meanwhile.
    """
    present = _present()
    with connection.cursor() as cursor:
        for table in present:
            cursor.execute(f"VACUUM (ANALYZE, INDEX_CLEANUP ON) {table}")
        cursor.execute("DROP INDEX CONCURRENTLY IF EXISTS message_search_ccnew")  # left by a cleaning that was interrupted
        cursor.execute("REINDEX INDEX CONCURRENTLY message_search")
        for table in (each for each in _TABLES_WITH_INDEXES_OF_WORDS if each in present):
            cursor.execute(f"REINDEX TABLE CONCURRENTLY {table}")


def _present() -> Sequence[str]:
    found = connection.introspection.table_names()
    return [*(table for table in _TABLES if table in found), "pg_statistic"]


@contextmanager
def _only_one() -> Iterator[bool]:
    """Whether this is the only cleaning now. It asks again and again: one that waited inside a statement would hold the other up."""
    deadline = time.monotonic() + SECONDS_FOR_ANOTHER_CLEANING
    while not _lock("pg_try_advisory_lock"):
        if time.monotonic() > deadline:
            logger.warning("Another cleaning takes long: deleted words stay in the database's files until the next one")
            yield False
            return
        time.sleep(0.5)
    try:
        yield True
    finally:
        _lock("pg_advisory_unlock")


def _lock(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_LOCK_OF_THE_CLEANING])
        return bool(cursor.fetchone()[0])
