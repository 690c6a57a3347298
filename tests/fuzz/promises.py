"""Which statuses and codes the operator's page documents, read from its tables."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "operator.md"
_TABLE = re.compile(r"^\| Status[^|]*\| `error.code` \| [^\n]*\n\|[-|]+\n((?:\|.*\n)+)", re.MULTILINE)
_STATUS, _CODE = re.compile(r"\d{3}"), re.compile(r"`([a-z_]+)`")
# The tables in the order of the page.
TABLES = ("website", "webhooks", "rest", "any")

Codes = dict[int, set[str]]


def codes() -> dict[str, Codes]:
    """For each kind of address the codes that may come with a status; those of any address are among them."""
    found = dict(zip(TABLES, map(_codes_of, _TABLE.findall(PAGE.read_text(encoding="utf-8"))), strict=True))
    return {name: _joined(table, found["any"]) for name, table in found.items()}


def _codes_of(rows: str) -> Codes:
    table: Codes = {}
    for row in rows.splitlines():
        statuses, named = row.split("|")[1:3]
        for status in _STATUS.findall(statuses):
            table.setdefault(int(status), set()).update(_CODE.findall(named))
    return table


def _joined(one: Codes, other: Codes) -> Codes:
    return {status: one.get(status, set()) | other.get(status, set()) for status in {*one, *other}}


CODES = codes()
