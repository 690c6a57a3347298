"""What tests of several rooms need, started once, ended with the last test: the running assistant, and a browser."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from content.clinic import load_clinic
from tools.chromium import chromium
from tools.rest_client import RestClient
from tools.running import Running, running_assistant
from tools.serve import free_port

# Files with one test of minutes: begun last, they would keep one processor busy and leave the others without work.
LONG = ("test_on_postgresql.py", "test_teach_loop.py", "test_topology.py", "test_chaos.py", "test_soak.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files; the others keep their order."""
    items.sort(key=lambda item: item.path.name not in LONG)


@pytest.fixture(scope="session")
def assistant_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log file of the `assistant`."""
    return tmp_path_factory.mktemp("assistant") / "assistant.log"


@pytest.fixture(scope="session")
def clinics_own_site() -> str:
    """A site on another port whose pages the `assistant` lets hold the chat; nobody serves it yet."""
    return f"http://localhost:{free_port()}"


@pytest.fixture(scope="session")
def assistant(assistant_log: Path, tmp_path_factory: pytest.TempPathFactory, clinics_own_site: str) -> Iterator[Running]:
    """The whole assistant with a database of its own; it needs the model that `make train` makes."""
    database = tmp_path_factory.mktemp("database") / "conversations.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLINIC_TRUSTED_PROXIES", "127.0.0.1")  # so that each visitor of a test can have an own address
        patch.setenv("CLINIC_ORIGINS", ",".join([*load_clinic().website.origins, clinics_own_site]))
        with running_assistant(database=database, log=assistant_log) as place:
            yield place


@pytest.fixture(scope="session")
def client(assistant: Running) -> RestClient:
    """Talks to the `assistant`."""
    return RestClient(assistant.url)


@pytest.fixture
def sender() -> str:
    """A visitor who has not written before."""
    return uuid.uuid4().hex


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser without a window open. Playwright keeps an event loop running, so it ends with the tests of a file."""
    with sync_playwright() as playwright, chromium(playwright) as running:
        yield running
