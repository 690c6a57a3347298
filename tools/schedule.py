"""The desk's regular work: `python -m tools.schedule nightly` or `weekly` runs it, `follow` runs each when its time has come.

Every night: figures of past days, then retention, then the proof that the desk's copy is whole, then a backup, if CLINIC_BACKUPS
names a folder for it. Every Monday: the digest.
What was missed while the machine was off is made up for when it is on again.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Mapping, Sequence

from tools.processes import PROJECT

# The order matters: figures outlive what retention deletes, and what it has deleted is in no backup of that night.
WORK = {"nightly": ("figures", "retention", "reconcile", "backup"), "weekly": ("digest",)}
HOUR = {"nightly": 3, "weekly": 7}
DAYS = {"nightly": 1, "weekly": 7}
SECONDS_BETWEEN_LOOKS = 60.0


@dataclass(frozen=True)
class Schedule:
    """What was done last is kept in `file`."""

    file: Path

    def due(self, now: datetime | None = None) -> list[str]:
        """The work whose time has come since it was begun last; it counts as begun. The first time, nothing is."""
        now = now or datetime.now()
        begun = self._begun()
        due = [work for work in WORK if work in begun and begun[work] < last_time(work, now)]
        if due or not begun:
            kept = {work: now if work in due or not begun else begun[work] for work in WORK}
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(json.dumps({work: moment.isoformat() for work, moment in kept.items()}), encoding="utf-8")
        return due

    def _begun(self) -> dict[str, datetime]:
        try:
            kept = json.loads(self.file.read_text(encoding="utf-8"))
            return {work: datetime.fromisoformat(kept[work]) for work in WORK}
        except (OSError, ValueError, KeyError, TypeError):
            return {}


def last_time(work: str, now: datetime) -> datetime:
    """The last moment before `now` at which `work` was to begin."""
    today = now.replace(hour=HOUR[work], minute=0, second=0, microsecond=0)
    back = today.weekday() if DAYS[work] == 7 else 0
    moment = today - timedelta(days=back)
    return moment if moment <= now else moment - timedelta(days=DAYS[work])


def commands(work: str, variables: Mapping[str, str] = os.environ) -> Sequence[str]:
    """The desk's commands of a work, without backups where there is no folder for them."""
    return [name for name in WORK[work] if name != "backup" or variables.get("CLINIC_BACKUPS")]


def run(work: str) -> bool:
    """Run each command of the work, the next one also where one failed; whether all went well."""
    command = [sys.executable, "-W", "ignore", "-m", "review"]
    return not any([subprocess.run([*command, name], cwd=PROJECT, check=False).returncode for name in commands(work)])


def main() -> None:
    """Run one kind of work, with exit code 1 if something failed; or all of it, for ever, with what is kept in a file."""
    parser = argparse.ArgumentParser(description="The desk's regular work.")
    parser.add_argument("work", choices=[*WORK, "follow"])
    parser.add_argument("--file", type=Path, default=PROJECT / ".run" / "schedule.json", help="where `follow` keeps what was done")
    arguments = parser.parse_args()
    if arguments.work != "follow":
        raise SystemExit(0 if run(arguments.work) else 1)
    schedule = Schedule(arguments.file)
    while True:
        for work in schedule.due():
            run(work)
        time.sleep(SECONDS_BETWEEN_LOOKS)


if __name__ == "__main__":
    main()
