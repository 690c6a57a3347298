"""Who was erased since a backup was made, so that it does not bring them back.

Tombstones say so in the database, as keyed hashes; those of the present one are read before another takes its place. A list of
them stands beside the backups, too, for the day on which the database itself is lost. Neither says a name.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.db import DatabaseError, transaction

from review.backups.folder import written_whole
from review.privacy import stores
from review.privacy.erasure import erase
from review.privacy.models import Tombstone
from review.privacy.tombstones import hash_of

logger = logging.getLogger(__name__)
LIST = "clinic-erased.json"
# By hash: what was said before this moment (Unix seconds) stays away; None for all, for good.
Erased = Mapping[str, "float | None"]
# Where the names of senders stand.
_SENDERS = {
    "events": "sender_id",
    "conversations_conversation": "sender_id",
    "website_sessions": "conversation",
    "website_messages": "conversation",
    "messaging_contacts": "conversation",
    "messaging_received": "conversation",
    "messaging_sent": "conversation",
}


def in_database() -> Erased:
    """Everybody whom the database knows to be erased, also those whom a visitor of the website has just erased."""
    present = stores.tables()
    found: dict[str, float | None] = {}
    if Tombstone._meta.db_table in present:
        found.update(Tombstone.objects.values_list("sender_hash", "until"))
    if "website_sessions" in present:
        gone = stores.rows("SELECT conversation FROM website_sessions WHERE erased_at IS NOT NULL", [])
        found.update({hash_of(sender_id): None for (sender_id,) in gone})
    return found


def in_list(folder: Path) -> Erased:
    """Everybody on the list beside the backups. Those noted under another secret of the desk cannot be told any more."""
    return _read(folder / LIST).get(_name_of_the_secret(), {})


def noted_under_another_secret(folder: Path) -> int:
    """How many on the list nobody can tell any more."""
    return sum(len(erased) for name, erased in _read(folder / LIST).items() if name != _name_of_the_secret())


def write_list(folder: Path) -> None:
    """Add whom the database knows to be erased to the list beside the backups."""
    known = _read(folder / LIST)
    known[_name_of_the_secret()] = dict(both(known.get(_name_of_the_secret(), {}), in_database()))
    with written_whole(folder / LIST) as draft:
        draft.write_text(json.dumps(known, indent=0, sort_keys=True), encoding="utf-8")


def both(one: Erased, other: Erased) -> Erased:
    """Everybody in either, as long as the longer of the two says."""
    return {**one, **{name: until for name, until in other.items() if _says_more(until, name, one)}}


def erase_again(erased: Erased) -> int:
    """Erase, in the database to which Django is connected, whoever was erased after it was written; how many senders came back.

    Tombstones that it has itself it has obeyed: whoever wrote again after one of these has said nothing that must go.
    """
    with transaction.atomic():
        own = dict(Tombstone.objects.values_list("sender_hash", "until"))
        newer = {name: until for name, until in erased.items() if _says_more(until, name, own)}
        came_back = [sender_id for sender_id in senders() if hash_of(sender_id) in newer]
        erase(came_back, time.time())
        Tombstone.objects.filter(sender_hash__in=newer).delete()
        Tombstone.objects.bulk_create(Tombstone(sender_hash=name, until=until) for name, until in newer.items())
    return len(came_back)


def senders() -> Sequence[str]:
    """Everybody of whom the database holds anything."""
    present = stores.tables()
    queries = [f"SELECT {column} FROM {table}" for table, column in _SENDERS.items() if table in present]
    return [row[0] for row in stores.rows(" UNION ".join(queries), [])]


def _says_more(until: float | None, name: str, known: Erased) -> bool:
    if name not in known:
        return True
    before = known[name]
    return before is not None and (until is None or until > before)


def _name_of_the_secret() -> str:
    """Tells lists made with different secrets apart; says nothing of the secret."""
    return hash_of("whose list this is")


def _read(file: Path) -> dict[str, dict[str, float | None]]:
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def in_database_if_it_can_be_read() -> Erased | None:
    """As `in_database`; None for a database that is damaged, or older than tombstones."""
    try:
        return in_database()
    except DatabaseError as error:
        logger.warning("Who was erased cannot be read from the present database: %s", type(error).__name__)
        return None
