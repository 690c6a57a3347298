"""Prometheus finds every server of deploy/, and nobody else does."""

from __future__ import annotations

import pytest
import yaml

from tests.unit.test_deploy_files import DEPLOY, OURS, PORTS, TEMPLATE, of_kind


@pytest.mark.parametrize("name", PORTS)
def test_prometheus_is_told_where_each_server_is_and_let_in(name: str) -> None:
    annotations = of_kind("Deployment")[name]["spec"]["template"]["metadata"]["annotations"]
    assert annotations == {"prometheus.io/scrape": "true", "prometheus.io/port": str(PORTS[name]), "prometheus.io/path": "/metrics"}
    policy = of_kind("NetworkPolicy")["metrics"]["spec"]
    assert name in policy["podSelector"]["matchExpressions"][0]["values"]
    assert {"port": PORTS[name]} in policy["ingress"][0]["ports"]
    composed = yaml.safe_load((DEPLOY / "prometheus" / "targets-compose.yml").read_text(encoding="utf-8"))
    targets = next(group["targets"] for group in composed if group["labels"]["part"] == name)
    assert targets == [f"{service}:{PORTS[name]}" for service in OURS if service.rstrip("-12") == name]


def test_nobody_outside_can_ask_for_the_numbers() -> None:
    chat, desk, actions = TEMPLATE.read_text(encoding="utf-8").split("\n    server {")[1:]
    assert "metrics" not in chat and "location / { return 404; }" in chat
    assert "location = /metrics { return 404; }" in desk
    assert "metrics" not in actions and "location / { return 404; }" in actions
