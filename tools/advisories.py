"""Advisories that were looked at and accepted (`security/accepted-advisories.yml`), and what is locked."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Sequence

import yaml

from tools.serve import PROJECT

FILE = PROJECT / "security" / "accepted-advisories.yml"
LOCKS = (PROJECT / "requirements.txt", PROJECT / "requirements-dev.txt")
_KEYS = {"package", "version", "fixed_in", "ids", "reason"}
_LOCKED = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==([^ \\\n]+)", re.MULTILINE)


@dataclass(frozen=True)
class Accepted:
    """Advisories of one locked package that share a reason; `not_imported` are modules that no running server loads."""

    package: str
    version: str
    fixed_in: str
    ids: Sequence[str]
    reason: str
    not_imported: Sequence[str] = ()

    def is_locked_in(self, locked: Mapping[str, str]) -> bool:
        """Whether the package is still locked in this version."""
        return locked.get(name_of(self.package)) == self.version


@dataclass(frozen=True)
class Looked:
    """All that was accepted, when it was looked at, and where."""

    at: dt.date
    source: str
    accepted: Sequence[Accepted]

    def accepts(self, package: str, version: str, names: Sequence[str]) -> bool:
        """Whether an advisory that has these names was accepted for this version of the package."""
        found = (each for each in self.accepted if (name_of(each.package), each.version) == (name_of(package), version))
        return any(set(each.ids) & set(names) for each in found)


def load(file: Path = FILE) -> Looked:
    """Read the file.

    :raises SystemExit: an entry lacks something, or has something unknown.
    """
    fields = yaml.safe_load(file.read_text(encoding="utf-8"))
    return Looked(fields["looked_at"], fields["source"], [_entry(file, each) for each in fields["accepted"]])


def locked(*locks: Path) -> dict[str, str]:
    """The version of each package in the lock files, by its normalised name."""
    return {name_of(name): version for lock in locks or LOCKS for name, version in _LOCKED.findall(lock.read_text(encoding="utf-8"))}


def name_of(package: str) -> str:
    """A package's name as the index normalises it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", package).lower()


def as_table(looked: Looked) -> str:
    """The accepted advisories as a table in Markdown."""
    rows = [f"| {each.package} {each.version} | {', '.join(each.ids)} | {each.fixed_in} | {each.reason} |" for each in looked.accepted]
    return "\n".join(["| Locked | Advisories | Mended in | Why it cannot be reached |", "|---|---|---|---|", *rows])


def _entry(file: Path, fields: Mapping[str, Any]) -> Accepted:
    lacking, unknown = _KEYS - set(fields), set(fields) - _KEYS - {"not_imported"}
    if lacking or unknown:
        raise SystemExit(f"{file.name}: {fields.get('package', 'an entry')}: {', '.join(sorted(lacking | unknown))} is missing or unknown")
    return Accepted(**{**fields, "version": str(fields["version"]), "fixed_in": str(fields["fixed_in"])})
