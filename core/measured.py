"""Parts of Rasa's processor that time themselves: the model's graph, and the way to the action server."""

from __future__ import annotations

import logging
import time
from typing import Any, Optional

from core.graph_runner import PlannedGraphRunner
from core.look_up import KeptEndpoint
from core.metrics import ERRORS, observe
from watch.conversation import HEADER, current_mark
from watch.metrics import kind_of

logger = logging.getLogger(__name__)


class MeasuredGraphRunner:
    """Runs a model's graph; what aims at the end of the pipeline is understanding, all else deciding."""

    def __init__(self, runner: PlannedGraphRunner, pipelines_end: str) -> None:
        """Time the runs of `runner`."""
        self._runner, self._pipelines_end = runner, [pipelines_end]

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """As `PlannedGraphRunner.run`."""
        started = time.perf_counter()
        try:
            return self._runner.run(inputs, targets)
        finally:
            observe("understanding" if targets == self._pipelines_end else "deciding", time.perf_counter() - started)


class MeasuredEndpoint(KeptEndpoint):
    """The action server; its lines in the log can be followed together with the assistant's."""

    async def request(self, *arguments: Any, **named: Any) -> Optional[Any]:
        """As `KeptEndpoint.request`.

        :raises aiohttp.ClientError: as there; it is counted and goes into the log without its text.
        """
        started, mark = time.perf_counter(), current_mark()
        headers = {**named.pop("headers", {}), **({HEADER: mark} if mark else {})}
        try:
            return await super().request(*arguments, headers=headers, **named)
        except Exception as error:
            ERRORS.labels(kind_of(error)).inc()
            logger.error("The action server gave no answer", exc_info=error)
            raise
        finally:
            observe("action", time.perf_counter() - started)
