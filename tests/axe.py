"""Asks axe what it finds wrong on a page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],  # to describe all that is well takes three times as long as to look
}


def violations(page: Page) -> list[tuple[str, list[Any]]]:
    """Rules of WCAG 2.2 AA and good practice that the page breaks, each with the elements that do."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
