"""Trains the model if something that it learns from has changed since: `make train`."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Iterator

from tools.check_content import check_content
from tools.serve import MODEL, PROJECT, QUIET, RUN_FOLDER

LEARNT_FROM = ("config.yml", "domain.yml", "data", "nlu", "core", "content", "requirements.txt")
STAMP = MODEL.with_suffix(".sha256")


def fingerprint() -> str:
    """Checksum over everything that the model is made from."""
    total = hashlib.sha256()
    for file in _files():
        total.update(str(file.relative_to(PROJECT)).encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def is_stale() -> bool:
    """Whether there is no model, or one made from something else."""
    return not (MODEL.is_file() and STAMP.is_file() and STAMP.read_text() == fingerprint())


def train() -> None:
    """Check the content, then train.

    :raises SystemExit: a content file is wrong, or Rasa failed; the message says what and where.
    """
    made_from = fingerprint()
    log = RUN_FOLDER / "train.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as output:
        ended = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tools.train_model", "--out", str(MODEL)],
            cwd=PROJECT,
            env={**os.environ, **QUIET},
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if ended.returncode != 0:
        shown = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
        raise SystemExit(f"{shown}\nTraining failed. The whole log: {log}")
    STAMP.write_text(made_from)


def _files() -> Iterator[Path]:
    for name in LEARNT_FROM:
        place = PROJECT / name
        files = [place] if place.is_file() else sorted(place.rglob("*"))
        yield from (file for file in files if file.is_file() and "__pycache__" not in file.parts)


def main() -> None:
    """Train if the model is stale."""
    check_content()
    if is_stale():
        print("Training the model (twenty seconds or more) ...", file=sys.stderr, flush=True)
        train()
        print("Trained.", file=sys.stderr)


if __name__ == "__main__":
    main()
