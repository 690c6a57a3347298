"""What a graph component needs when a test builds it by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

Build = Callable[..., Any]


@pytest.fixture
def model_storage(tmp_path: Path) -> ModelStorage:
    """An empty model storage on the disk."""
    return LocalModelStorage.create(tmp_path)


@pytest.fixture
def resource() -> Resource:
    """Where a component keeps what it learnt."""
    return Resource("component")


@pytest.fixture
def execution_context() -> ExecutionContext:
    """The context of a graph with nothing in it."""
    return ExecutionContext(GraphSchema({}))


@pytest.fixture
def create(model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> Build:
    """Builds an untrained component, with the component's own defaults and `config`."""

    def build(component: type[GraphComponent], **config: Any) -> Any:
        return component.create({**component.get_default_config(), **config}, model_storage, resource, execution_context)

    return build


@pytest.fixture
def load(model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> Build:
    """Loads what a component of the same test has stored."""

    def build(component: type[GraphComponent], **config: Any) -> Any:
        return component.load({**component.get_default_config(), **config}, model_storage, resource, execution_context)

    return build
