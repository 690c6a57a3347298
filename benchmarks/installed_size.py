"""How large an installation is: the files of the distributions that somebody who only runs an assistant has, by their own records.

The environments here hold the tools of tests too, and share what both need. So the sizes are added up: for this assistant over what
`requirements.txt` and the stand-ins of `lean/` name, for Rasa's default over `rasa` and all that it requires, as installed.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from benchmarks.contenders import PROJECT, WITH_TENSORFLOW
from lean.stand_ins import PACKAGES

_ENTRY = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==", re.MULTILINE)
# Run by the environment that is measured: it knows its own distributions. Bytecode counts, as pip writes it on installing.
_OF_NAMED = """
import json, sys
from importlib.metadata import distribution
files = {file.locate().resolve() for name in json.load(sys.stdin) for file in distribution(name).files or ()}
print(sum(file.stat().st_size for file in files if file.is_file()))
"""
_REQUIRED_BY_RASA = """
import json
from importlib.metadata import distribution
from packaging.requirements import Requirement
found, new = {}, [("rasa", "")]
while new:
    name, extra = new.pop()
    if (name, extra) in found:
        continue
    found[name, extra] = True
    for line in distribution(name).requires or ():
        asked = Requirement(line)
        if asked.marker is None or asked.marker.evaluate({"extra": extra}):
            new += [(asked.name.lower(), each) for each in ("", *asked.extras)]
print(json.dumps(sorted({name for name, extra in found})))
"""


def ours_mb(python: Path) -> float:
    """MB of what the assistant runs on, in the environment of `python`."""
    locked = _ENTRY.findall((PROJECT / "requirements.txt").read_text())
    return _size_mb(python, [*locked, "clinic-stand-ins", *(package.distribution for package in PACKAGES)])


def default_mb(python: Path = WITH_TENSORFLOW) -> float:
    """MB of Rasa and all that it requires, TensorFlow among it, in the environment of `python`."""
    names = subprocess.run([str(python), "-W", "ignore", "-c", _REQUIRED_BY_RASA], capture_output=True, text=True, check=True).stdout
    return _size_mb(python, json.loads(names))


def _size_mb(python: Path, distributions: list[str]) -> float:
    """MB of the files of `distributions`, each file once."""
    command = [str(python), "-W", "ignore", "-c", _OF_NAMED]
    return int(subprocess.run(command, input=json.dumps(distributions), capture_output=True, text=True, check=True).stdout) / 1e6
