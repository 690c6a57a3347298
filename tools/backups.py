"""Backs up and restores what `make run` keeps: `make backup` and `make restore`. The commands are the desk's own."""

from __future__ import annotations

import os
import subprocess
import sys

from tools.serve import PROJECT, RUN_FOLDER, secret_of


def settings() -> dict[str, str]:
    """What the environment says, and for what it leaves open the places of `make run`."""
    usual = {"CLINIC_DATABASE": str(RUN_FOLDER / "conversations.db"), "CLINIC_BACKUPS": str(RUN_FOLDER / "backups")}
    given = {name: value for name, value in os.environ.items() if value}
    return {**usual, **given, "CLINIC_SECRET": secret_of(RUN_FOLDER / "secret")}


def main() -> None:
    """Hand the arguments on to the desk: backup [--to FOLDER], or restore [FILE] [--replace]."""
    command = [sys.executable, "-W", "ignore", "-m", "review", *(argument for argument in sys.argv[1:] if argument)]
    raise SystemExit(subprocess.run(command, cwd=PROJECT, env=settings(), check=False).returncode)


if __name__ == "__main__":
    main()
