"""Makes a backup: a copy of one moment, read through, summed up, and only then given its name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Union

from django.db import connection

from review.backups import erasures
from review.backups.folder import BackupFailed, free_name, keep_newest, make_folder, write_checksum, written_whole
from review.backups.postgresql import PostgresqlDatabase
from review.backups.sqlite import SqliteDatabase

Database = Union[SqliteDatabase, PostgresqlDatabase]


@dataclass(frozen=True)
class Made:
    """A backup, and how many older ones went for it."""

    file: Path
    bytes: int
    gone: int


def present_database() -> Database:
    """The database that CLINIC_DATABASE names."""
    if connection.vendor == "postgresql":
        return PostgresqlDatabase()
    return SqliteDatabase(str(connection.settings_dict["NAME"]))


def make_backup(folder: Path, keep: int | None = None) -> Made:
    """Back the database up into `folder` while everything runs, and delete all older ones but the newest, so that `keep` are left.

    They go only when the new one is on the disk and was read through; without `keep` none goes.

    :raises BackupFailed: nothing was written; the text says why.
    """
    database = present_database()
    if not database.exists():
        raise BackupFailed(f"There is no database at {database.place}.")
    make_folder(folder)
    try:
        file = free_name(folder, database.ending)
        with written_whole(file) as draft:
            database.dump(draft)
            database.check(draft)
            write_checksum(file, draft)
        erasures.write_list(folder)
        return Made(file, file.stat().st_size, len(keep_newest(folder, keep)) if keep else 0)
    except OSError as error:
        raise BackupFailed(f"The backup could not be written to {folder}: {error.strerror}.") from None
