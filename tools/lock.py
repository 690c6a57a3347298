"""Writes the lock files again, with hashes and without a word on where the packages come from.

`requirements.txt` is what the assistant runs on, `requirements-tensorflow.txt` what the real TensorFlow adds to it,
`requirements-dev.txt` what tests and checks add, `requirements-audit.txt` what looks for known weaknesses in the others,
`requirements-encoder.txt` what tunes the encoder, but for PyTorch: its builds differ from machine to machine, so
`requirements-encoder.in` pins the version alone.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

COMPILE = ["uv", "pip", "compile", "--quiet", "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header"]
PYTHON, PYTHON_OF_ENCODER = "3.10", "3.11"
PLATFORM = ["--python-platform", "x86_64-manylinux_2_28"]
_PYTORCH = re.compile(r"torch$|triton$|nvidia-|cuda-")
_ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)(?:\[[^]]*\])?==.*(?:\n +--hash=.*)*\n", re.MULTILINE)


def main() -> None:
    """Resolve everything together, then lock each set within that."""
    with tempfile.TemporaryDirectory() as scratch:
        everything = Path(scratch) / "everything.txt"
        compile_lock("requirements.in", everything, "--upgrade")
        within = ("--constraint", str(everything))
        compile_lock("requirements.in", Path("requirements.txt"), *within, "--override", "lean/left-out.txt")
        compile_lock("requirements-dev.in", Path("requirements-dev.txt"), "--upgrade")
        compile_lock("requirements-audit.in", Path("requirements-audit.txt"), "--upgrade")
        added = only_in(everything.read_text(), Path("requirements.txt").read_text())
        tuning, base = Path(scratch) / "encoder.txt", Path(scratch) / "base.txt"
        compile_lock("requirements-encoder.in", tuning, "--upgrade", python=PYTHON_OF_ENCODER)
        compile_lock("requirements-base-encoder.in", base, "--upgrade", "--no-deps", python=PYTHON_OF_ENCODER)
        entries = [*_ENTRY.finditer(tuning.read_text()), *_ENTRY.finditer(base.read_text())]
    Path("requirements-tensorflow.txt").write_text(added)
    Path("requirements-encoder.txt").write_text("".join(entry[0] for entry in entries if not _PYTORCH.match(entry["name"])))


def compile_lock(source: str, lock: Path, *options: str, python: str = PYTHON) -> None:
    """Lock what `source` asks for.

    :param python: the version of Python that the packages are for.

    :raises SystemExit: uv is missing or found no solution.
    """
    command = [sys.executable, "-m", *COMPILE, "--python-version", python, *PLATFORM, *options, source, "-o", str(lock)]
    if subprocess.run(command, check=False).returncode:
        raise SystemExit(f"uv could not write {lock}; if it is missing, `.venv/bin/pip install uv` brings it")


def only_in(larger: str, smaller: str) -> str:
    """The entries of the lock `larger` whose packages `smaller` has not."""
    known = {entry["name"] for entry in _ENTRY.finditer(smaller)}
    return "".join(entry[0] for entry in _ENTRY.finditer(larger) if entry["name"] not in known)


if __name__ == "__main__":
    main()
