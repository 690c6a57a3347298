"""What is in deploy/ agrees with the code, and with itself. It is read, not run: neither Docker nor a cluster is needed here."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.nginx import PLACE, TEMPLATE, machines_configuration
from tools.schedule import WORK

PROJECT = Path(__file__).parents[2]
DEPLOY = PROJECT / "deploy"
ROOMS = ("actions", "benchmarks", "channels", "content", "core", "nlu", "review", "tools", "watch", "web")
VARIABLE = re.compile(r"\bCLINIC_[A-Z_]+\b")
SETTING = re.compile(r"^#?(CLINIC_[A-Z_]+)=(.*)$", re.MULTILINE)
COMPOSE = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("clinic-assistant")}
KUBERNETES = sorted((DEPLOY / "kubernetes").glob("*.yml"))
OBJECTS = [each for file in KUBERNETES for each in yaml.safe_load_all(file.read_text(encoding="utf-8"))]
UNITS = sorted((DEPLOY / "systemd").iterdir())
PORTS = {"assistant": 5005, "actions": 5055, "desk": 5006}
TOKENS = re.compile(r"TOKEN|SECRET|VERIFY|DATABASE|REDIS_URL|TWILIO_ACCOUNT")
MODULE = re.compile(r"-m,? ([a-z_.]+)(?:,? ([a-z]+))?")


def of_kind(kind: str) -> dict[str, Any]:
    return {each["metadata"]["name"]: each for each in OBJECTS if each["kind"] == kind}


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything that describes a pod, with its name."""
    for each in OBJECTS:
        spec = each.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        if "template" in spec:
            yield each["metadata"]["name"], spec["template"]


def settings_in(name: str) -> dict[str, str]:
    return dict(SETTING.findall((DEPLOY / name).read_text(encoding="utf-8")))


def commands() -> list[str]:
    """Every command of ours in compose, Kubernetes and systemd, as one line each."""
    composed = [" ".join(service["command"]) for service in OURS.values()]
    clustered = [" ".join(each["command"]) for _, pod in pods() for each in containers(pod) if each["image"] == "clinic-assistant"]
    lines = [line for file in UNITS for line in file.read_text().splitlines() if line.startswith("ExecStart=")]
    started = [line.split("/.venv/bin/python ", 1)[1] for line in lines if "/.venv/bin/python " in line]
    return [*composed, *clustered, *started]


def containers(pod: dict[str, Any]) -> list[dict[str, Any]]:
    return [*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]]


def test_the_examples_name_every_variable_that_the_code_reads_and_no_other() -> None:
    files = [file for room in ROOMS for file in (PROJECT / room).rglob("*.py")]
    read = {name for file in [*files, PROJECT / "endpoints.yml"] for name in VARIABLE.findall(file.read_text(encoding="utf-8"))}
    assert settings_in("clinic.env.example").keys() | settings_in("secrets.env.example").keys() == read


def test_secrets_stand_apart_and_none_is_given_away() -> None:
    plain, secret = settings_in("clinic.env.example"), settings_in("secrets.env.example")
    assert not plain.keys() & secret.keys()
    assert [name for name in plain if TOKENS.search(name)] == []
    assert [name for name in secret if not TOKENS.search(name)] == []
    assert [name for name, value in secret.items() if value and "PASSWORD" not in value and not value.startswith("redis://127.0.0.1")] == []


@pytest.mark.parametrize("file", [DEPLOY / "compose.yml", *KUBERNETES], ids=lambda file: file.name)
def test_no_secret_and_no_unknown_variable_is_written_into_a_manifest(file: Path) -> None:
    known = settings_in("clinic.env.example")
    assert set(VARIABLE.findall(file.read_text(encoding="utf-8"))) <= known.keys()


def test_every_command_is_one_that_the_project_has() -> None:
    assert len(commands()) > 15
    for command in commands():
        module, argument = MODULE.search(command.replace(",", "")).groups()  # type: ignore[union-attr]
        path = PROJECT / module.replace(".", "/")
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), command
        if module == "review" and argument != "migrate":
            assert list((PROJECT / "review").glob(f"*/management/commands/{argument}.py")), command
        if module == "tools.schedule":
            assert argument in {*WORK, "follow"}, command


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_of_compose_has_a_limit_and_comes_back(name: str) -> None:
    service = SERVICES[name]
    assert service["mem_limit"]
    assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in ("migrate", "ingester", "schedule")])
def test_every_server_of_compose_is_asked_how_it_is(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


def test_compose_lets_nobody_in_but_through_nginx() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"nginx": ["443:443"], "grafana": ["127.0.0.1:3000:3000"]}
    assert {name for name, service in SERVICES.items() if "profiles" in service} == {"prometheus", "grafana"}
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert {name for name, service in SERVICES.items() if "outside" in service["networks"]} == {"nginx"}
    assert {name for name, service in SERVICES.items() if "platforms" in service["networks"]} == {"assistant-1", "assistant-2", "schedule"}


def test_compose_gives_what_nginx_leads_to_an_address_that_stays() -> None:
    fixed = {name: service["networks"]["inside"]["ipv4_address"] for name, service in SERVICES.items() if "-" in name or name in ("desk", "nginx")}
    assert len(set(fixed.values())) == len(fixed) == 6
    assert SERVICES["assistant-1"]["environment"]["CLINIC_TRUSTED_PROXIES"] == fixed["nginx"]


def test_compose_fills_in_every_place_of_nginxs_template_with_services_that_are_there() -> None:
    given = SERVICES["nginx"]["environment"]
    assert set(PLACE.findall(TEMPLATE.read_text(encoding="utf-8"))) == {name for name in given if not name.startswith("NGINX_")}
    named = re.findall(r"server ([a-z0-9-]+):(\d+)", " ".join(given[name] for name in ("ASSISTANTS", "ACTIONS", "DESK")))
    assert {name for name, _ in named} == {name for name in OURS if name.rstrip("-12") in PORTS}
    assert [name for name, port in named if int(port) != PORTS[name.rstrip("-12")]] == []


def test_every_manifest_is_in_the_kustomization() -> None:
    resources = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yml").read_text(encoding="utf-8"))["resources"]
    assert sorted([*resources, "kustomization.yml"]) == [file.name for file in KUBERNETES]


@pytest.mark.parametrize(("name", "pod"), pods(), ids=lambda each: each if isinstance(each, str) else "")
def test_every_pod_has_limits_and_no_rights_that_it_does_not_need(name: str, pod: dict[str, Any]) -> None:
    assert pod["spec"]["securityContext"]["runAsNonRoot"] is True
    assert pod["spec"]["automountServiceAccountToken"] is False
    for container in containers(pod):
        assert container["resources"]["limits"]["memory"] and container["resources"]["requests"]["cpu"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


@pytest.mark.parametrize("name", PORTS)
def test_every_server_in_the_cluster_has_probes_a_service_a_budget_and_a_port_that_agrees(name: str) -> None:
    container = of_kind("Deployment")[name]["spec"]["template"]["spec"]["containers"][0]
    assert container["startupProbe"]["httpGet"]["path"] == container["livenessProbe"]["httpGet"]["path"] == "/health/live"
    assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"
    assert container["command"][-1] == str(PORTS[name])
    assert container["ports"] == [{"name": "http", "containerPort": PORTS[name]}]
    assert of_kind("Service")[name]["spec"]["ports"][0]["port"] == PORTS[name]
    assert of_kind("PodDisruptionBudget")[name]
    assert of_kind("NetworkPolicy")[name]["spec"]["ingress"][0]["ports"] == [{"port": PORTS[name]}]


@pytest.mark.parametrize("name", ["assistant", "actions"])
def test_what_carries_the_load_grows_with_it(name: str) -> None:
    scaler = of_kind("HorizontalPodAutoscaler")[name]["spec"]
    assert scaler["scaleTargetRef"]["name"] == name
    assert 2 <= scaler["minReplicas"] < scaler["maxReplicas"]
    assert "replicas" not in of_kind("Deployment")[name]["spec"]  # each apply would undo what the autoscaler did


def test_every_label_that_is_selected_is_on_a_pod() -> None:
    labels = {pod["metadata"]["labels"]["part"] for _, pod in pods()}
    text = "\n".join(file.read_text(encoding="utf-8") for file in KUBERNETES)
    assert set(re.findall(r"(?:selector|matchLabels): \{part: ([a-z]+)\}", text)) <= labels
    assert set(of_kind("NetworkPolicy")["database"]["spec"]["podSelector"]["matchExpressions"][0]["values"]) <= labels


def test_nobody_talks_to_anybody_unless_a_policy_says_so() -> None:
    assert of_kind("NetworkPolicy")["nobody"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_secrets_come_into_pods_by_reference_alone_and_not_to_action_servers() -> None:
    assert of_kind("Secret") == {}
    for name, pod in pods():
        sources = [source for container in containers(pod) for source in container.get("envFrom", [])]
        assert all("env" not in container for container in containers(pod))
        assert bool(sources) == (name not in ("actions", "redis"))


def test_the_regular_work_is_done_in_the_cluster_and_by_timers() -> None:
    commands_of_jobs = [job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["command"][-1] for job in of_kind("CronJob").values()]
    assert sorted(commands_of_jobs) == sorted([*WORK["nightly"], *WORK["weekly"]])
    timers = {file.stem.removeprefix("clinic-") for file in UNITS if file.suffix == ".timer"}
    assert timers == WORK.keys()


def test_only_known_paths_lead_into_the_cluster() -> None:
    paths = {path["path"] for name in ("chat", "callback") for path in of_kind("Ingress")[name]["spec"]["rules"][0]["http"]["paths"]}
    channels = {f"/webhooks/{name}/webhook" for name in ("telegram", "whatsapp", "sms", "messenger", "slack")}
    assert paths == {"/chat/", "/clinic/", "/webhooks/website/", "/webhooks/website/callback", *channels}


def test_the_image_holds_every_room_that_runs_and_makes_the_model_inside() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = set(re.findall(r"^COPY ([a-z]+) \1$", text, re.MULTILINE))
    assert copied == {"actions", "channels", "content", "core", "data", "nlu", "review", "site", "tools", "watch", "web"}
    assert "USER 10001" in text and "tools.train" in text and "tools.widget" in text
    assert {"models", ".venv*", ".run"} <= set((DEPLOY / "Dockerfile.dockerignore").read_text().splitlines())


def test_nginx_of_one_machine_listens_to_the_internet_over_tls_alone() -> None:
    text = machines_configuration([5005, 5015], [5055], "chat.clinic.example", "desk.clinic.example", Path("/etc/letsencrypt/live"))
    assert re.findall(r"listen (.*);", text) == ["443 ssl", "443 ssl", "127.0.0.1:5054"]
    assert "/webhooks/rest" not in text and not PLACE.search(text)


@pytest.mark.parametrize("script", [DEPLOY / "replace.sh", *sorted((PROJECT / "tools").glob("*.sh"))], ids=lambda script: script.name)
def test_every_script_is_one_that_a_shell_can_read(script: Path) -> None:
    subprocess.run(["sh", "-n", str(script)], check=True)
    assert script.stat().st_mode & 0o100
