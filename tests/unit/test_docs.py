"""Names in the README and in docs/ are those of the project."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).parents[2]
PAGES = [PROJECT / "README.md", PROJECT / "SECURITY.md", PROJECT / "lean" / "README.md", PROJECT / "widget" / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]
TEXT = {page: page.read_text(encoding="utf-8") for page in PAGES}
ALL = "\n".join(TEXT.values())
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE))
ROOMS = ("actions", "benchmarks", "channels", "content", "core", "data", "deploy", "docs", "lean", "nlu", "review", "security", "site", "tests", "tools", "watch", "web", "widget")
# Made by a run, so not in the repository.
MADE = {".run", ".venv", ".venv-tensorflow", "models", "results"}
SET_FROM_OUTSIDE = re.compile(r"\bCLINIC_[A-Z_]+\b")


def named_files(text: str) -> set[str]:
    """Every path in back-ticks that begins in one of the rooms or is a file of the top level."""
    quoted = re.findall(r"`([\w./*-]+)`", text)
    return {name for name in quoted if (name.split("/")[0] in ROOMS and "/" in name) or re.fullmatch(r"[\w-]+\.(yml|md|toml)", name)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    def is_there(name: str) -> bool:
        folders = (PROJECT, *(PROJECT / room for room in ("content", "data", "deploy", "deploy/kubernetes", "nlu")))
        return any(list(folder.glob(name.rstrip("/"))) for folder in folders)

    assert [name for name in sorted(named_files(TEXT[page])) if name.split("/")[0] not in MADE and not is_there(name)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", TEXT[page])
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_make_target_that_a_page_names_is_there() -> None:
    named = set(re.findall(r"`make ([a-z]+)", ALL))
    assert named
    assert named <= TARGETS


def test_every_make_target_is_explained() -> None:
    assert [target for target in sorted(TARGETS) if f"`make {target}" not in ALL] == []


def test_every_variable_that_the_code_reads_is_in_the_operators_page_and_no_other() -> None:
    code = [file for room in ROOMS for file in (PROJECT / room).rglob("*.py") if room not in ("tests", "docs")]
    read = {name for file in [*code, PROJECT / "endpoints.yml"] for name in SET_FROM_OUTSIDE.findall(file.read_text(encoding="utf-8"))}
    assert set(SET_FROM_OUTSIDE.findall(TEXT[PROJECT / "docs" / "operator.md"])) == read


def test_every_component_and_policy_is_in_the_architecture() -> None:
    config = yaml.safe_load((PROJECT / "config.yml").read_text(encoding="utf-8"))
    names = [part["name"].split(".")[-1] for part in (*config["pipeline"], *config["policies"])]
    assert [name for name in names if name not in TEXT[PROJECT / "docs" / "architecture.md"]] == []


def test_every_section_of_the_clinics_file_is_explained() -> None:
    sections = yaml.safe_load((PROJECT / "content" / "clinic.yml").read_text(encoding="utf-8"))
    page = TEXT[PROJECT / "docs" / "content-editing.md"]
    assert [name for name in sections if f"`{name}`" not in page] == []
