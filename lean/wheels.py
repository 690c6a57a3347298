"""Writes the stand-ins as wheels into a folder: `python lean/wheels.py FOLDER`. Needs nothing but Python.

A wheel is a ZIP file with the modules and three texts on them (the binary distribution format of the Python packaging standards).
"""

from __future__ import annotations

import base64
import hashlib
import sys
import zipfile
from pathlib import Path
from typing import Mapping

from stand_ins import PACKAGES, LeftOutPackage

MACHINERY = Path(__file__).parent / "clinic_stand_ins.py"
_WHEEL = "Wheel-Version: 1.0\nGenerator: clinic\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def write_wheel(folder: Path, distribution: str, version: str, modules: Mapping[str, str]) -> None:
    """Write a wheel into `folder` with `modules`: the text of each file, by its path."""
    name = distribution.replace("-", "_")
    about = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\nSummary: Stands in where nothing uses it\n"
    files = {**modules, f"{about}/METADATA": metadata, f"{about}/WHEEL": _WHEEL}
    record = [f"{path},sha256={_digest(text)},{len(text.encode())}" for path, text in files.items()]
    files[f"{about}/RECORD"] = "\n".join([*record, f"{about}/RECORD,,", ""])
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)


def modules_of(package: LeftOutPackage) -> dict[str, str]:
    """The files of a stand-in; every module that it has in name only is put there by the import of one of its files."""
    start = "from clinic_stand_ins import"
    named = f"{start} take_the_place_of\n\ntake_the_place_of({package.named!r})\n"
    # `google` is shared with other distributions and has no file of its own.
    tops = {"/".join(name.split(".")[: 2 if name.startswith("google.") else 1]) for name in package.named}
    files = {f"{top}/__init__.py": named for top in sorted(tops)}
    files.update({f"{name}/__init__.py": f"{start} refuse\n\nrefuse({name!r})\n" for name in package.refused})
    return files


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def main() -> None:
    """Write all of them into the folder that is named."""
    folder = Path(sys.argv[1])
    write_wheel(folder, "clinic-stand-ins", "1", {MACHINERY.name: MACHINERY.read_text(encoding="utf-8")})
    for package in PACKAGES:
        write_wheel(folder, package.distribution, f"{package.version}+standin", modules_of(package))


if __name__ == "__main__":
    main()
