"""Runs a model's graph in an order that is found once, not anew for each message.

Rasa's runner hands the graph to dask, which sorts it, keeps books on each node and starts an executor, twice a turn. The nodes
run one after another all the same.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

from rasa.engine.graph import GraphNode, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner


class Step(NamedTuple):
    """A node, and whose outputs it gets."""

    name: str
    node: GraphNode
    needs: Sequence[str]


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
        for name, node, needs in self._plan(wanted):
            if name not in outputs:
                # What nobody gives is passed by its name, as Rasa's nodes expect it.
                outputs[name] = node(*(outputs.get(need, need) for need in needs))
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
        needs = list(self._schema.nodes[name].needs.values())
        for need in needs:
            self._add(need, ordered)
        ordered[name] = Step(name, self._nodes[name], needs)
