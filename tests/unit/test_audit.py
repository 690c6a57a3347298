"""The audit tells what is known and not accepted, and never that all is well when it could not ask."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from tools.advisories import FILE, Accepted, Looked, as_table, load, locked, name_of
from tools.audit import FOUND, NOT_ASKED, WELL, Result, outdated_in, read_npm_audit, read_pip_audit, report

PROJECT = Path(__file__).parents[2]
SECURITY = (PROJECT / "SECURITY.md").read_text(encoding="utf-8")
LOOKED = Looked(dt.date(2026, 11, 26), "a test", [Accepted("Sanic_Cors", "2.0.1", "nothing yet", ["CVE-1", "GHSA-1"], "no origin is given")])
# pip-audit 2.10.1 printed these: --format json --aliases on --desc off.
KNOWN = {"name": "sanic-cors", "version": "2.0.1", "vulns": [{"id": "GHSA-1", "fix_versions": [], "aliases": []}]}
ALIAS = {**KNOWN, "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.0"], "aliases": ["CVE-1"]}]}
NEW = {"name": "jinja2", "version": "3.1.6", "vulns": [{"id": "GHSA-2", "fix_versions": ["99.0"], "aliases": ["CVE-2"]}]}
OTHER_VERSION = {**KNOWN, "version": "2.0.2"}
FINE = {"name": "yarl", "version": "1.25.1", "vulns": []}
SKIPPED = {"name": "blis", "skip_reason": "Dependency not found on PyPI and could not be audited: blis (0.7.11)"}
NPM_FINE = json.dumps({"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {"dependencies": {"total": 3}}})
NPM_FOUND = json.dumps({"auditReportVersion": 2, "vulnerabilities": {"esbuild": {"severity": "moderate"}}, "metadata": {"dependencies": {"total": 3}}})
NPM_DOWN = json.dumps({"statusCode": 405, "error": {"summary": "", "detail": ""}})


def audited(*dependencies: object) -> Result:
    return read_pip_audit(json.dumps({"dependencies": dependencies, "fixes": []}), "", "requirements.txt", LOOKED)


@pytest.mark.parametrize("known", [KNOWN, ALIAS], ids=["by its name", "by another name"])
def test_what_was_accepted_is_well(known: object) -> None:
    assert report(audited(known, FINE), []) == WELL


@pytest.mark.parametrize("known", [NEW, OTHER_VERSION], ids=["a new one", "another version"])
def test_what_was_not_accepted_fails(known: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(audited(known, FINE), []) == FOUND
    assert "Not accepted" in capsys.readouterr().out


def test_what_could_not_be_asked_about_proves_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(audited(SKIPPED, FINE), []) == NOT_ASKED
    told = capsys.readouterr().out
    assert "NOTHING IS PROVEN" in told and "blis" in told and "Nothing is known" not in told


@pytest.mark.parametrize("printed", ["", "Traceback", "[]", "null", "{}"])
def test_an_auditor_that_broke_off_proves_nothing(printed: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = read_pip_audit(printed, "ConnectionError: no such host\n", "requirements.txt", LOOKED)
    assert report(result, []) == NOT_ASKED
    assert "no such host" in capsys.readouterr().out


def test_nothing_asked_is_not_well() -> None:
    assert report(Result(), []) == NOT_ASKED


def test_an_advisory_counts_more_than_a_service_that_is_away() -> None:
    result = audited(NEW)
    result.add(read_npm_audit(NPM_DOWN, LOOKED))
    assert report(result, []) == FOUND


@pytest.mark.parametrize(("printed", "code"), [(NPM_FINE, WELL), (NPM_FOUND, FOUND), (NPM_DOWN, NOT_ASKED), ("", NOT_ASKED), ("npm error", NOT_ASKED)])
def test_the_widgets_packages_are_audited_too(printed: str, code: int) -> None:
    assert report(read_npm_audit(printed, LOOKED), []) == code


def test_an_accepted_version_that_is_no_longer_locked_fails() -> None:
    outdated = outdated_in(LOOKED, {"sanic-cors": "2.2.0"})
    assert outdated == ["Sanic_Cors 2.0.1 is no longer locked; take it out"]
    assert report(audited(FINE), outdated) == FOUND
    assert outdated_in(LOOKED, {"sanic-cors": "2.0.1"}) == []


def test_every_accepted_advisory_is_of_a_package_as_it_is_locked() -> None:
    assert outdated_in(load(), locked()) == []


def test_every_accepted_advisory_says_why_and_has_a_name() -> None:
    for each in load().accepted:
        assert each.ids and len(each.reason) > 40 and all(name.startswith(("CVE-", "GHSA-", "PYSEC-")) for name in each.ids)


def test_an_entry_that_lacks_its_reason_is_refused(tmp_path: Path) -> None:
    file = tmp_path / FILE.name
    file.write_text("looked_at: 2026-11-26\nsource: x\naccepted:\n  - {package: a, version: 1.0, fixed_in: 2.0, ids: [CVE-1]}\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="a: reason is missing"):
        load(file)


def test_the_page_on_security_shows_the_same_advisories() -> None:
    looked = load()
    assert as_table(looked) in SECURITY
    assert looked.at.isoformat() in SECURITY and " ".join(looked.source.split()) in " ".join(SECURITY.split())


def test_names_are_compared_as_the_index_does() -> None:
    assert name_of("Sanic_Cors") == name_of("sanic.cors") == "sanic-cors"
