"""The units of systemd in deploy/ agree with the guide, and with each other. They are read, not run."""

from __future__ import annotations

import configparser
import re
import subprocess
from pathlib import Path

import pytest

from tests.unit.test_deploy_files import DEPLOY, PROJECT, UNITS


def unit(file: Path) -> configparser.RawConfigParser:
    parsed = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    parsed.read_string(file.read_text(encoding="utf-8"))
    return parsed


def test_workers_on_the_ports_that_the_guide_names_get_a_processor_each() -> None:
    [start] = [line for line in (DEPLOY / "systemd" / "clinic-assistant@.service").read_text().splitlines() if line.startswith("ExecStart=")]
    said = (PROJECT / "docs" / "deploy.md").read_text(encoding="utf-8")
    for ports in (re.findall(r"clinic-assistant@(\d+)", said), *(each.split() for each in re.findall(r'"([\d ]+)"', said))):
        chosen = [subprocess.run(["sh", "-c", f"echo {_processor(start, port)}"], capture_output=True, text=True, check=True).stdout for port in ports]
        assert len({int(number) % len(ports) for number in chosen}) == len(ports) > 1


def _processor(start: str, port: str) -> str:
    """The worker's number among the processors, as the shell gets it to work out."""
    return start.split("--processor ", 1)[1].rstrip("'").replace("%i", port).replace("$$", "$")


@pytest.mark.parametrize("file", [file for file in UNITS if file.suffix == ".service" and "failed" not in file.name], ids=lambda file: file.name)
def test_every_unit_runs_as_its_own_user_with_the_settings_of_this_machine(file: Path) -> None:
    service = unit(file)["Service"]
    assert service["User"] == "clinic"
    assert service["NoNewPrivileges"] == "yes" and service["ProtectSystem"] == "strict"
    text = file.read_text(encoding="utf-8")
    assert "EnvironmentFile=/etc/clinic/clinic.env" in text
    assert ("EnvironmentFile=/etc/clinic/secrets.env" in text) == ("actions" not in file.name)
    if service.get("Type") != "oneshot":
        assert (service["Restart"], unit(file)["Unit"]["StartLimitIntervalSec"]) == ("always", "0")  # it never gives up
        assert service["MemoryMax"]


def test_units_that_are_named_by_others_are_there() -> None:
    names = {file.name for file in UNITS}
    named = {name for file in UNITS for name in re.findall(r"\b(clinic[a-z-]*@?)[0-9%a-z]*\.(service|timer|target)", file.read_text())}
    assert {f"{stem}.{kind}" for stem, kind in named} <= names
