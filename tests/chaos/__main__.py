"""Break one part after another and count: `python -m tests.chaos [--short]`; it ends with 1 if anything was lost, doubled or mixed."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.chaos import table
from tests.chaos.experiment import FULL, SHORT, Plan, suffer
from tests.chaos.faults import FAULTS, Fault
from tests.chaos.stage import Stage, stage
from tools.processes import PROJECT

MOST_COMPLAINTS = 10


def run(place: Stage, faults: list[tuple[int, Fault]], plan: Plan) -> bool:
    """Print a line for each fault; whether all went well."""
    print(table.head(), flush=True)
    went_well = True
    for number, fault in faults:
        if not fault.is_possible(place):
            print(f"{fault.name}: left out, this machine does not let us mount a file system", flush=True)
            continue
        outcome = asyncio.run(suffer(place, fault, number, plan))
        print(table.line(outcome), flush=True)
        for complaint in outcome.complaints[:MOST_COMPLAINTS]:
            print(f"  {complaint}", flush=True)
        went_well = went_well and outcome.counts.is_well and not outcome.complaints
    return went_well


def copy_is_whole(place: Stage) -> bool:
    """Whether the desk's own proof finds no difference."""
    ours = {"CLINIC_DATABASE": place.topology.database, "CLINIC_SECRET": place.topology.secret}
    command = [sys.executable, "-W", "ignore", "-m", "review", "reconcile"]
    told = subprocess.run(command, cwd=PROJECT, env={**os.environ, **ours}, capture_output=True, text=True, check=False)
    if told.returncode:
        print(told.stdout + told.stderr)
    return told.returncode == 0


def main() -> None:
    """Run the suite."""
    parser = argparse.ArgumentParser(description="Break one part of the running assistant after another, and count.")
    parser.add_argument("--short", action="store_true", help="fewer visitors and seconds, and not the faults that take minutes")
    parser.add_argument("--only", default="", help="the faults with this in their name")
    parser.add_argument("--folder", type=Path, help="a new folder where files and logs stay; default: thrown away")
    wanted = parser.parse_args()
    numbered = [(number, fault) for number, fault in enumerate(FAULTS, start=1) if wanted.only in fault.name]
    faults = [(number, fault) for number, fault in numbered if fault.is_in_short or not wanted.short]
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # nothing is left running, and nothing mounted
    with stage(wanted.folder) as place:
        went_well = run(place, faults, SHORT if wanted.short else FULL)
        is_whole = copy_is_whole(place)
    print("Every answered turn is recorded once and in its place." if went_well and is_whole else "Not well: see above.")
    sys.exit(0 if went_well and is_whole else 1)


if __name__ == "__main__":
    main()
