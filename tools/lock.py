"""Writes the lock files again, with hashes and without a word on where the packages come from."""

from __future__ import annotations

import subprocess
import sys

COMPILE = ["uv", "pip", "compile", "--quiet", "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header"]
TARGET = ["--python-version", "3.10", "--python-platform", "x86_64-manylinux_2_28", "--upgrade"]


def main() -> None:
    """Compile requirements.in, then requirements-dev.in within it."""
    for name in ("requirements", "requirements-dev"):
        command = [sys.executable, "-m", *COMPILE, *TARGET, f"{name}.in", "-o", f"{name}.txt"]
        if subprocess.run(command, check=False).returncode:
            raise SystemExit("uv could not write the lock; `.venv/bin/pip install uv` brings it")


if __name__ == "__main__":
    main()
