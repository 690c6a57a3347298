"""The domain that a model's metadata hold, for the model's graph.

Rasa keeps the domain twice in a model: as plain data beside the graph, and as a YAML file that a component of the graph reads and
validates at each start. Training has validated it, and both are the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelMetadata, ModelStorage
from rasa.graph_components.providers.domain_provider import DomainProvider

_DOMAIN = "domain"


class KnownDomain(DomainProvider):
    """Gives the domain of its configuration, and reads nothing."""

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> KnownDomain:
        """The component with its domain."""
        return cls(model_storage, resource, config[_DOMAIN])


def with_known_domain(metadata: ModelMetadata) -> GraphSchema:
    """The graph that a model predicts with, in which `KnownDomain` stands for Rasa's component."""
    known = {"uses": KnownDomain, "config": {_DOMAIN: metadata.domain}}
    nodes = metadata.predict_schema.nodes.items()
    return GraphSchema({name: replace(node, **known) if node.uses is DomainProvider else node for name, node in nodes})
