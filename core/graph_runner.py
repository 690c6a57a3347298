"""Runs a model's graph in an order that is found once, not anew for each message.

Rasa's runner hands the graph to dask, which sorts it, keeps books on each node and starts an executor, twice a turn. The nodes
run one after another all the same.
"""

from __future__ import annotations

from typing import Any, Mapping, NamedTuple, Sequence

from rasa.engine.exceptions import GraphComponentException
from rasa.engine.graph import GraphNode, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.exceptions import RasaException


class Step(NamedTuple):
    """A node, and whose outputs it gets under which names."""

    name: str
    node: GraphNode
    needs: Mapping[str, str]

    def run(self, outputs: Mapping[str, Any]) -> tuple[str, Any]:
        """The node's name and output, as the node gives it; its component is called at once where the node adds nothing.

        :raises GraphComponentException: the component failed.
        """
        node = self.node
        if not node._eager or node._hooks or any(need not in outputs for need in self.needs.values()):
            # What nobody gives is passed by its name, as Rasa's nodes expect it.
            named: tuple[str, Any] = node(*(outputs.get(need, need) for need in self.needs.values()))
            return named
        try:
            return self.name, node._fn(node._component, **{name: outputs[need][1] for name, need in self.needs.items()})
        except RasaException:
            raise
        except Exception as error:
            raise GraphComponentException(f"Error running graph component for node {self.name}.") from error


class PlannedGraphRunner:
    """Stands where Rasa's processor has its `GraphRunner`, with the components that one has loaded."""

    def __init__(self, loaded: DaskGraphRunner) -> None:
        """Take over the nodes of `loaded`."""
        self._schema: GraphSchema = loaded._graph_schema
        self._nodes = loaded._instantiated_nodes
        self._plans: dict[tuple[str, ...], Sequence[Step]] = {}

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The outputs of `targets`, or of the model's own, by node.

        :param inputs: outputs that are given, by the name under which nodes need them.
        """
        wanted = tuple(targets or self._schema.target_names)
        outputs: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        for step in self._plan(wanted):
            if step.name not in outputs:
                outputs[step.name] = step.run(outputs)
        return dict(outputs[name] for name in wanted)

    def _plan(self, wanted: tuple[str, ...]) -> Sequence[Step]:
        if wanted not in self._plans:
            ordered: dict[str, Step] = {}
            for name in wanted:
                self._add(name, ordered)
            self._plans[wanted] = list(ordered.values())
        return self._plans[wanted]

    def _add(self, name: str, ordered: dict[str, Step]) -> None:
        """Put the node `name` behind all that it needs; a graph of Rasa has no circle."""
        if name in ordered or name not in self._schema.nodes:
            return
        needs = self._schema.nodes[name].needs
        for need in needs.values():
            self._add(need, ordered)
        ordered[name] = Step(name, self._nodes[name], needs)
