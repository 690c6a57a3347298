"""Each route that a server registers is tried by a test of this room."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.urls import get_resolver

import tests.fuzz
from tests.fuzz.routes import tried
from tests.platforms.everything import new_platforms, variables_of
from tools.serve import MODEL

PROJECT = Path(__file__).parents[2]
# In a process of its own: Sanic keeps each application that it has made.
LIST = r"""
import json, re, sys
from pathlib import Path
IMPORT
plain = [(re.sub("<([a-z]+):[^>]*>", r"<\1>", route.path), sorted(route.methods)) for route in app.router.routes]
print(json.dumps([f"{method} /{path}" for path, methods in plain for method in methods]))
"""
ELSEWHERE = {"CLINIC_ACTION_URL": "http://127.0.0.1:1", "CLINIC_DATABASE": ":memory:"}  # nobody is asked
ASSISTANT = "from core.server import application; app = application(Path(sys.argv[1]))"
ACTIONS = "from actions.server import application; app = application()"

for module in pkgutil.iter_modules(tests.fuzz.__path__):
    if module.name.startswith("test_") and module.name not in __name__:
        importlib.import_module(f"tests.fuzz.{module.name}")


def registered(import_application: str) -> set[str]:
    """Method and address of each route of a Sanic server with everything on."""
    variables = {**os.environ, **variables_of(new_platforms()), "CLINIC_SECRET": "not a secret: for the checks alone, 1234", **ELSEWHERE}
    for name in [name for name in variables if name.endswith("_SERVER")]:
        del variables[name]
    program = LIST.replace("IMPORT", import_application)
    command = [sys.executable, "-W", "ignore", "-c", program, str(MODEL)]
    done = subprocess.run(command, cwd=PROJECT, env=variables, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    return set(json.loads(done.stdout.splitlines()[-1]))


def _without_slash(route: str) -> str:
    """Sanic keeps an address without the slash at its end."""
    return route if route.endswith(" /") else route.rstrip("/")


def named(patterns: Any, before: str = "") -> Iterator[str]:
    """Name of each of Django's routes."""
    for pattern in patterns.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from named(pattern, before + (f"{pattern.namespace}:" if pattern.namespace else ""))
        else:
            yield before + pattern.name


def test_every_route_of_the_assistant_is_tried() -> None:
    assert registered(ASSISTANT) == {_without_slash(route) for route in tried["assistant"]}


def test_every_route_of_the_action_server_is_tried() -> None:
    assert registered(ACTIONS) == {_without_slash(route) for route in tried["actions"]}


def test_every_page_of_the_desk_is_tried() -> None:
    assert set(named(get_resolver())) == tried["desk"]
