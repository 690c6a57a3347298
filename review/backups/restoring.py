"""Puts a backup back: beside the present database, brought up to the present and rid of whom it must not know, and swapped at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader

from review.accounts.models import AuditEntry
from review.backups import erasures
from review.backups.folder import BackupFailed, check
from review.backups.making import Database, make_backup, present_database
from review.conversations.events_table import begin_in_another_server
from review.privacy import stores

# Where rows of people's stand; the others are filled by the migrations.
_FILLED_BY_PEOPLE = ("events", "website_sessions", "callback_requests", "messaging_contacts", "conversations_conversation", "auth_user")


@dataclass(frozen=True)
class Restored:
    """What was done besides: whom the backup had brought back, and whom nobody can tell any more."""

    erased_again: int
    cannot_be_told: int
    kept_before: Path | None


def restore(backup: Path, replace: bool = False, discard: bool = False) -> Restored:
    """Put `backup` in the place of the present database, which must not be in use.

    Whatever fails, the present one stays as it was.

    :param replace: also if it holds something; a backup of it is made first.
    :param discard: also without that backup, as where it is damaged.
    :raises BackupFailed: nothing was changed; the text says why.
    """
    database = present_database()
    check(backup)
    database.check(backup)
    connection.close()
    with database.held():
        pass
    kept = _make_way(database, backup.parent, replace, discard)
    erased = erasures.both(erasures.in_list(backup.parent), _erased_at_present(database))
    connection.close()
    with database.held(), database.beside() as place:
        database.load(backup, place)
        with _connected_to(place):
            came_back = _bring_up(erased, backup.name)
        database.swap(place)
    return Restored(came_back, erasures.noted_under_another_secret(backup.parent), kept)


def _make_way(database: Database, folder: Path, replace: bool, discard: bool) -> Path | None:
    """See whether the present database may go; the backup that was made of it."""
    if discard or not database.exists():
        return None
    try:
        holds = _holds_something()
    except DatabaseError:
        raise BackupFailed(f"The database at {database.place} is unreadable. To put the backup there nevertheless: --discard") from None
    if not holds:
        return None
    if not replace:
        raise BackupFailed(f"The database at {database.place} holds conversations. To put the backup in their place: --replace")
    return make_backup(folder).file  # none goes for it: it might be the one that is to be put back


def _holds_something() -> bool:
    present = stores.tables()
    return any(stores.rows(f"SELECT 1 FROM {table} LIMIT 1", []) for table in _FILLED_BY_PEOPLE if table in present)


def _erased_at_present(database: Database) -> erasures.Erased:
    return (erasures.in_database_if_it_can_be_read() or {}) if database.exists() else {}


def _bring_up(erased: erasures.Erased, name: str) -> int:
    """Make the tables what this version needs, and forget whom the backup must not know; how many that were.

    :raises BackupFailed: the backup holds no database of this project.
    """
    try:
        _refuse_what_is_newer(name)
        call_command("migrate", verbosity=0)
        begin_in_another_server(connection)
        came_back = erasures.erase_again(erased)
        Session.objects.all().delete()  # whoever was signed in then is not now
        AuditEntry.objects.create(action="restored", subject=name, detail=f"{came_back} erased senders were erased again")
    except (DatabaseError, CommandError, InconsistentMigrationHistory) as error:  # its text may hold a visitor's words
        raise BackupFailed(f"{name} could not be brought up to this version: {type(error).__name__}.") from None
    return came_back


def _refuse_what_is_newer(name: str) -> None:
    loader = MigrationLoader(connection)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("review.")}
    unknown = sorted(key for key in loader.applied_migrations if key[0] in ours and key not in loader.disk_migrations)
    if unknown:
        raise BackupFailed(f"{name} was made by a newer version, which has the migration {' '.join(unknown[0])}. Restore it with that.")


@contextmanager
def _connected_to(place: str) -> Iterator[None]:
    """Let Django work in another database."""
    present = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = place
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = present
