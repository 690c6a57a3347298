"""An SQLite file: copied while others write to it, and put in the place of another when nobody has that open."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from review.backups.folder import BackupFailed

ENDING = "sqlite"
_HEADER = b"SQLite format 3\0"
_SECONDS_TO_WAIT_FOR_A_LOCK = 20.0
_IN_USE = "{} is in use. Stop the assistant, the desk and what runs beside them, then restore."


class SqliteDatabase:
    """The file at `place`."""

    ending = ENDING

    def __init__(self, place: str) -> None:
        self.place = place
        self._file = Path(place)

    def exists(self) -> bool:
        """Whether there is a file."""
        return self._file.exists()

    def dump(self, draft: Path) -> None:
        """Copy the database as it is at one moment to `draft`. Others go on reading and writing.

        :raises BackupFailed: it cannot be read, or there is no room.
        """
        if not self.exists():
            raise BackupFailed(f"There is no database at {self.place}.")
        needed = size_of(self._file) + size_of(Path(f"{self.place}-wal"))
        free = shutil.disk_usage(draft.parent).free
        if free < needed:
            raise BackupFailed(f"{draft.parent} has {free:,} bytes free; the backup may need {needed:,}. Make room, or name another.")
        try:
            with closing(self._open()) as opened:
                opened.execute("VACUUM INTO ?", [str(draft)])
        except sqlite3.Error as error:
            raise BackupFailed(f"{self.place} could not be copied to {draft.parent}: {error}.") from None

    def check(self, file: Path) -> None:
        """See that a copy can be read through and through.

        :raises BackupFailed: it cannot.
        """
        try:
            with file.open("rb") as content:
                is_ours = content.read(len(_HEADER)) == _HEADER
            if not is_ours:
                raise BackupFailed(f"{file.name} is no SQLite file, and CLINIC_DATABASE names one.")
            with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as opened:
                found = [row[0] for row in opened.execute("PRAGMA integrity_check")]
        except sqlite3.Error as error:
            found = [str(error)]
        if found != ["ok"]:
            raise BackupFailed(f"{file.name} is damaged: {found[0][:200]}.")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep everybody else away from the file; its log is folded into it, so that none is left beside another file.

        :raises BackupFailed: somebody has it open.
        """
        if not self.exists():
            yield
            return
        with closing(self._open(seconds=1.0)) as opened:
            try:
                # A log can be ended by the only one who has the file open.
                is_alone = opened.execute("PRAGMA journal_mode = DELETE").fetchone()[0] == "delete"
                opened.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                is_alone = False
            except sqlite3.DatabaseError:  # it cannot be read at all, so that nobody works with it
                is_alone = True
            if not is_alone:
                raise BackupFailed(_IN_USE.format(self.place))
            yield

    @contextmanager
    def beside(self) -> Iterator[str]:
        """The place of a new database beside this one, which goes unless it is taken with `swap`."""
        place = f"{self.place}.restoring"
        _remove(place)
        try:
            yield place
        finally:
            _remove(place)

    def load(self, backup: Path, place: str) -> None:
        """Put what is in `backup` into the new database at `place`.

        :raises BackupFailed: there is no room.
        """
        try:
            with Path(place).open("xb") as output, backup.open("rb") as content:
                shutil.copyfileobj(content, output)
        except OSError as error:
            raise BackupFailed(f"{place} could not be written: {error.strerror}.") from None

    def swap(self, place: str) -> None:
        """Let the database at `place` be this one from now on; it is the one or the other, whatever happens."""
        with closing(sqlite3.connect(place, timeout=_SECONDS_TO_WAIT_FOR_A_LOCK)) as opened:
            opened.execute("PRAGMA journal_mode = DELETE")
        _own_as(self._file, Path(place))
        with open(place, "rb") as content:
            os.fsync(content.fileno())
        os.replace(place, self.place)

    def _open(self, seconds: float = _SECONDS_TO_WAIT_FOR_A_LOCK) -> sqlite3.Connection:
        return sqlite3.connect(f"{self._file.resolve().as_uri()}?mode=rw", uri=True, timeout=seconds, isolation_level=None)


def size_of(file: Path) -> int:
    """Bytes of a file; 0 where there is none, as there is no log any more the moment that the last writer closes the database."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _own_as(before: Path, now: Path) -> None:
    """Give a file the rights and, for root, the owner of the one in whose place it comes, or of its folder."""
    present = before if before.exists() else before.parent
    os.chmod(now, 0o640 if present is not before else present.stat().st_mode & 0o777)
    if os.getuid() == 0:
        os.chown(now, present.stat().st_uid, present.stat().st_gid)


def _remove(place: str) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        Path(place + ending).unlink(missing_ok=True)
