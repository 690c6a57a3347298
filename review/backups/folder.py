"""The folder of backups: how they are named, written whole or not at all, checked, and how many of them are kept.

Beside each backup stands its checksum, in the form that `sha256sum --check` reads.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_NAME = re.compile(r"clinic-\d{8}T\d{6}Z\.(sqlite|pgdump)")
_DRAFTS = ".clinic-*.part*"  # SQLite keeps a journal beside one
_STAMP = "%Y%m%dT%H%M%SZ"
_BYTES_AT_ONCE = 1 << 20
_SECONDS_OF_A_DEAD_DRAFT = 24 * 3600.0


class BackupFailed(Exception):
    """A backup could not be made or put back; the text says what, where and the mend, and holds no word of a visitor."""


def backups_in(folder: Path) -> Sequence[Path]:
    """The backups in a folder, newest first."""
    return sorted((each for each in folder.glob("clinic-*") if _NAME.fullmatch(each.name)), key=lambda each: each.name, reverse=True)


def free_name(folder: Path, ending: str) -> Path:
    """The name of a backup of this second, in UTC; of the next one that is free, if there is such a backup."""
    moment = time.time()
    while (name := folder / f"clinic-{time.strftime(_STAMP, time.gmtime(moment))}.{ending}").exists():
        moment += 1
    return name


def make_folder(folder: Path) -> None:
    """Make the folder, for its owner alone, if it is missing.

    :raises BackupFailed: it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BackupFailed(f"The folder {folder} cannot be made: {error.strerror}.") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BackupFailed(f"The folder {folder} cannot be written to by this user; change its owner, or name another.")


@contextmanager
def written_whole(file: Path) -> Iterator[Path]:
    """An empty draft, for its owner alone, that becomes `file` when the block ends well, and is on the disk then; else it goes."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        yield draft
        _sync(draft)
        draft.replace(file)
        _sync(file.parent)
    finally:
        draft.unlink(missing_ok=True)


def write_checksum(file: Path, content: Path) -> None:
    """Write beside `file` what `content`, which is to become it, adds up to."""
    with written_whole(_checksum_of(file)) as draft:
        draft.write_text(f"{sha256(content)}  {file.name}\n", encoding="utf-8")


def check(file: Path) -> None:
    """Compare a backup with its checksum.

    :raises BackupFailed: they differ, or one of them is missing.
    """
    beside = _checksum_of(file)
    if not file.is_file():
        raise BackupFailed(f"There is no backup at {file}.")
    if not beside.is_file():
        raise BackupFailed(f"{beside} is missing, so nobody can tell whether {file.name} is whole. Bring it from where that came from.")
    if beside.read_text(encoding="utf-8", errors="replace").split(maxsplit=1)[:1] != [sha256(file)]:
        raise BackupFailed(f"{file} is not as it was written: its checksum is another one. Take another backup.")


def keep_newest(folder: Path, number: int) -> Sequence[Path]:
    """Delete all backups but the newest `number`, and what unfinished ones have left; which backups went."""
    gone = backups_in(folder)[number:]
    for each in gone:
        each.unlink(missing_ok=True)
    for beside in folder.glob("clinic-*.sha256"):
        if _NAME.fullmatch(beside.stem) and not beside.with_suffix("").exists():
            beside.unlink(missing_ok=True)
    for draft in folder.glob(_DRAFTS):
        if time.time() - draft.stat().st_mtime > _SECONDS_OF_A_DEAD_DRAFT:
            draft.unlink(missing_ok=True)
    return gone


def sha256(file: Path) -> str:
    """What the bytes of a file add up to."""
    total = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(_BYTES_AT_ONCE):
            total.update(block)
    return total.hexdigest()


def _checksum_of(file: Path) -> Path:
    return file.with_name(file.name + ".sha256")


def _sync(place: Path) -> None:
    opened = os.open(place, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
