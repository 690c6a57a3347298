"""What a graph component needs when a test builds it by hand, and visitors of the website."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource

from tests.component.messaging_channels import Channel, Channels, all_channels
from tests.platforms.everything import CHANNELS
from tools.running import Running
from tools.website_client import WebsiteChat, WebsiteClient


class Bench:
    """Builds components over one model storage, as Rasa's graph would."""

    def __init__(self, folder: Path) -> None:
        """An empty storage in `folder`."""
        self.storage = LocalModelStorage.create(folder)
        self.resource = Resource("component")
        self._context = ExecutionContext(GraphSchema({}))

    def create(self, component: type[GraphComponent], **config: Any) -> Any:
        """An untrained component, with its own defaults and `config`."""
        return component.create({**component.get_default_config(), **config}, self.storage, self.resource, self._context)

    def load(self, component: type[GraphComponent], **config: Any) -> Any:
        """The component that was stored here."""
        return component.load({**component.get_default_config(), **config}, self.storage, self.resource, self._context)

    def lose(self, name: str) -> None:
        """Remove one file of what was stored."""
        with self.storage.write_to(self.resource) as folder:
            (folder / name).unlink()


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A place to build components, new for each test."""
    return Bench(tmp_path)


@pytest.fixture(scope="module")
def shared_bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A place to build components that only read from it."""
    return Bench(tmp_path_factory.mktemp("storage"))


@pytest.fixture
def website(assistant: Running) -> WebsiteClient:
    """A browser on the clinic's page, at an address that nobody has used before."""
    return WebsiteClient(assistant.url, {"X-Forwarded-For": f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1"})


@pytest.fixture
def chat(website: WebsiteClient) -> WebsiteChat:
    """A conversation on the website that has just begun."""
    return website.chat(page="https://www.willowlane.example/prices?name=Ann", lang="en-GB")


@pytest.fixture(scope="session")
def channels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Channels]:
    """An assistant with all messaging channels on."""
    with all_channels(tmp_path_factory.mktemp("messaging")) as running:
        yield running


@pytest.fixture(params=CHANNELS)
def channel(channels: Channels, request: pytest.FixtureRequest) -> Iterator[Channel]:
    """Each messaging channel in turn; its platform behaves well again afterwards."""
    platform = channels.platforms[request.param]
    yield Channel(channels, platform)
    platform.far.behave()
