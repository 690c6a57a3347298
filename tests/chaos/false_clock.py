"""A clock that can be set for several programs at once, by Debian's libfaketime."""

from __future__ import annotations

from pathlib import Path

LIBRARIES = Path("/usr/lib")


class FalseClock:
    """What the programs that are started with `variables` take for the time of day."""

    def __init__(self, folder: Path) -> None:
        """The true time, until it is set; `folder` holds how far from it the clock is."""
        self._file = folder / "clock"
        self.set(0)

    def set(self, seconds: int) -> None:
        """Put the clock so many seconds ahead of the true time; every program sees it within a second."""
        draft = self._file.with_suffix(".new")
        draft.write_text(f"{seconds:+d}\n", encoding="ascii")
        draft.replace(self._file)

    def variables(self) -> dict[str, str]:
        """What a program must have in its environment to see this clock.

        As in a true jump, only the time of day moves: a monotonic clock goes on.

        :raises SystemExit: libfaketime is not installed.
        """
        found = sorted(LIBRARIES.glob("*/faketime/libfaketimeMT.so.1"))
        if not found:
            raise SystemExit("libfaketime is not installed; `tools/debian.sh libfaketime` brings it.")
        return {
            "LD_PRELOAD": str(found[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }
