"""What Prometheus and Grafana ask for exists, is explained to the operator, and has labels out of short lists."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

import actions.metrics
import channels.metrics
import core.metrics
import review.metrics
import watch.metrics
from channels.messaging.messages import Kind
from content.topics import TOPICS
from tests.unit.test_docs import PROJECT, TEXT

MODULES: tuple[ModuleType, ...] = (actions.metrics, channels.metrics, core.metrics, review.metrics, watch.metrics)
OWN = {metric._name: metric for module in MODULES for metric in vars(module).values() if isinstance(metric, MetricWrapperBase)}
OF_THE_DESK = {**review.metrics.OF_THE_DATABASE, **review.metrics.QUEUES, review.metrics.ANSWERS: ""}
ENDINGS = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
SERIES = {name + ending for name, metric in OWN.items() for ending in ENDINGS[metric._type]} | OF_THE_DESK.keys()
SHOWN = {name + ("_total" if metric._type == "counter" else "") for name, metric in OWN.items()} | OF_THE_DESK.keys()
LABELS = {label for metric in OWN.values() for label in metric._labelnames} | {"channel", "direction", "le", "instance", "part"}
PROCESS = {"process_resident_memory_bytes", "process_cpu_seconds_total"}
DASHBOARD = json.loads((PROJECT / "deploy" / "grafana" / "clinic-assistant.json").read_text(encoding="utf-8"))
PROMETHEUS = PROJECT / "deploy" / "prometheus"
RULES = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
PROMTOOL = shutil.which("promtool") or str(PROJECT / ".tools" / "prometheus" / "usr" / "bin" / "promtool")
WORDS = frozenset(
    "sum by rate increase max min count absent histogram_quantile and or unless topk scalar vector changes on group_left".split()
)


def panels() -> Iterator[dict[str, Any]]:
    yield from (panel for panel in DASHBOARD["panels"] if panel["type"] != "row")


def expressions() -> dict[str, str]:
    asked = {f"{panel['title']} {target['refId']}": target["expr"] for panel in panels() for target in panel["targets"]}
    noted = {each["name"]: each["expr"] for each in DASHBOARD["annotations"]["list"]}
    return {**asked, **noted, **{rule["alert"]: rule["expr"] for rule in RULES}}


EXPRESSIONS = expressions()


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_a_query_asks_for_series_and_labels_that_exist(name: str) -> None:
    bare = re.sub(r'"[^"]*"', '""', re.sub(r"\[[^\]]*\]", "", EXPRESSIONS[name]))
    labels = set(re.findall(r"(\w+) *(?:=~|!=|=)", bare)) | {each.strip() for found in re.findall(r"by \(([^)]*)\)", bare) for each in found.split(",")}
    series = set(re.findall(r"\b[a-z_]{3,}\b", bare)) - WORDS - labels
    assert series
    assert series <= SERIES | PROCESS
    assert labels <= LABELS


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_a_query_asks_for_values_of_labels_that_exist(name: str) -> None:
    known = {
        "outcome": {*core.metrics.OUTCOMES, "again", "sent", "failed"},
        "reason": {*channels.metrics.REASONS, "held", "lost", "no_redis"},
        "direction": {"in", "out"},
        "channel": {"website"},
        "status": {"401", "403", "503"},
    }
    for label, values in re.findall(r'(\w+)(?:=~|!=|=)"([^"]*)"', EXPRESSIONS[name]):
        assert set(values.split("|")) <= known[label]


def test_the_dashboard_shows_every_metric() -> None:
    asked = "\n".join(EXPRESSIONS.values())
    assert [name for name in OWN if name not in asked and name != "clinic_delivery_seconds" and name != "clinic_desk_requests"] == []
    assert [name for name in OF_THE_DESK if name not in asked] == []


def test_the_dashboard_lets_one_choose_where_its_numbers_come_from() -> None:
    assert DASHBOARD["schemaVersion"] >= 38  # Grafana 10
    variable = DASHBOARD["templating"]["list"][0]
    assert (variable["name"], variable["type"], variable["query"]) == ("datasource", "datasource", "prometheus")
    sources = [panel["datasource"] for panel in panels()] + [target["datasource"] for panel in panels() for target in panel["targets"]]
    assert {json.dumps(source) for source in sources} == {json.dumps({"type": "prometheus", "uid": "${datasource}"})}
    numbers = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(numbers)) == len(numbers)
    assert [panel["title"] for panel in panels() if not panel["description"]] == []


def test_no_two_panels_lie_on_each_other() -> None:
    taken = [
        (x, y)
        for place in (panel["gridPos"] for panel in DASHBOARD["panels"])
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(taken)) == len(taken)
    assert max(x for x, _ in taken) == 23


def test_every_alert_says_what_to_do_and_how_urgent_it_is() -> None:
    assert [rule["alert"] for rule in RULES if not rule["annotations"]["summary"] or rule["labels"]["severity"] not in ("page", "ticket")] == []


def test_every_metric_is_explained_to_the_operator_and_no_other() -> None:
    named = set(re.findall(r"`(clinic_[a-z_]+)`", TEXT[PROJECT / "docs" / "operator.md"]))
    assert named == SHOWN


def test_every_alert_is_explained_to_the_operator_and_no_other() -> None:
    section = TEXT[PROJECT / "docs" / "operator.md"].split("### When Prometheus calls")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == {rule["alert"] for rule in RULES}


def test_no_label_is_one_that_could_tell_who_or_what_was_said() -> None:
    assert {label for metric in OWN.values() for label in metric._labelnames} == {
        *("channel", "outcome", "topic", "part", "kind", "reason", "model", "rasa", "python", "status", "what", "by"),
        *("level", "logger", "action", "method"),
    }
    assert len(TOPICS) < 60 and len(watch.metrics.KINDS) < 30 and len(watch.metrics.LOGGERS) < 20 and len(Kind.__args__) < 20  # type: ignore[attr-defined]


def test_prometheus_takes_the_alerts_and_the_configuration(tmp_path: Path) -> None:
    for file in PROMETHEUS.iterdir():
        shutil.copy(file, tmp_path)
    shutil.copy(PROMETHEUS / "targets-machine.yml", tmp_path / "targets.yml")
    checked = subprocess.run([PROMTOOL, "check", "config", str(tmp_path / "prometheus.yml")], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{len(RULES)} rules found" in checked.stdout
