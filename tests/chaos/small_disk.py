"""A file system of its own for the database's files, small enough to be filled."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# PostgreSQL's own files and its write-ahead log take some 100 MB in a run.
MEGABYTES = 512
_CHUNK = b"\0" * (1 << 20)


class SmallDisk:
    """A disk that is full from `fill` to `free`."""

    def __init__(self, folder: Path) -> None:
        """The disk that is mounted at `folder`."""
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Leave not a byte free; may be called again and again, to take what was freed meanwhile."""
        with self._ballast.open("ab", buffering=0) as ballast:
            for chunk in (_CHUNK, _CHUNK[:4096]):
                with suppress(DiskIsFull):
                    while True:
                        _write(ballast.fileno(), chunk)

    def free(self) -> None:
        """Give all of it back."""
        self._ballast.unlink(missing_ok=True)


class DiskIsFull(Exception):
    """Nothing more can be written."""


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk | None]:
    """Mount a disk at the new folder `folder`, in memory; None where this user or this machine may not mount."""
    folder.mkdir(parents=True)
    options = ["-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=755", "clinic-chaos", str(folder)]
    if subprocess.run(["mount", *options], capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _write(descriptor: int, chunk: bytes) -> None:
    try:
        if os.write(descriptor, chunk) < len(chunk):
            raise DiskIsFull
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskIsFull from None
        raise
