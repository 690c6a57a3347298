"""Where each millisecond of a turn goes: the parts of the assistant's work, timed in one process.

    python -m benchmarks.turn_parts [--questions FILE]

Every question is asked once, five to a conversation, so no text is met again and the encoder works for each. Turns whose answer is looked
up at the action server are told apart from those with a fixed reply. What a part calls of another part counts for the other.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import inspect
import time
import uuid
from collections import defaultdict
from pathlib import Path
from typing import Any, Callable, Sequence

from benchmarks.load import TURNS
from benchmarks.one_process import Assistant, assistant_here
from benchmarks.questions import HELD_OUT, questions

LOOK_UP = "look-up: request to the action server"
REST = "the rest: Rasa's processor, events, locks"
WARMING_UP = 20


class Clock:
    """Adds up, turn by turn, the processor time that each part takes for itself."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.turns: list[dict[str, float]] = []
        self._open: list[str] = []
        self._since = 0.0

    def begin_turn(self) -> None:
        """What follows belongs to a new turn."""
        self.turns.append(defaultdict(float))
        self._open, self._since = [REST], time.process_time()

    def end_turn(self) -> None:
        """The turn is over."""
        self._pass_to([])

    def timed(self, part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """`work`, whose time counts for `part`."""

        @functools.wraps(work)
        def plain(*given: Any, **named: Any) -> Any:
            self._pass_to([*self._open, part])
            try:
                return work(*given, **named)
            finally:
                self._pass_to(self._open[:-1])

        @functools.wraps(work)
        async def awaited(*given: Any, **named: Any) -> Any:
            self._pass_to([*self._open, part])
            try:
                return await work(*given, **named)
            finally:
                self._pass_to(self._open[:-1])

        return awaited if inspect.iscoroutinefunction(work) else plain

    def _pass_to(self, parts: list[str]) -> None:
        now = time.process_time()
        if self._open:
            self.turns[-1][self._open[-1]] += now - self._since
        self._open, self._since = parts, now


def put_clocks(agent: Any, clock: Clock) -> None:
    """Time the parts of `agent`, each where Rasa or the graph calls it."""
    processor = agent.processor
    nodes = processor.graph_runner._runner._nodes
    places = [
        (processor, "get_tracker", "store: the conversation at hand"),
        (processor, "save_tracker", "store: events written, one commit"),
        (processor, "run_action_extract_slots", "slots"),
        (processor, "_run_action", "action: reply and its events"),
        (agent.action_endpoint, "request", LOOK_UP),
        (_encoder(nodes), "encode", "read: sentence encoder"),
    ]
    for owner, name, part in places:
        setattr(owner, name, clock.timed(part, getattr(owner, name)))
    for name, node in nodes.items():
        kind = "read" if name.startswith("run_") and not hasattr(node._component, "predict_action_probabilities") else "decide"
        node._fn = clock.timed(f"{kind}: {type(node._component).__name__}", node._fn)


def _encoder(nodes: dict[str, Any]) -> Any:
    owners = (node._component for node in nodes.values() if type(node._component).__name__ == "IntentClassifier")
    return next(owners)._model._encoder


async def measure(assistant: Assistant, texts: Sequence[str], clock: Clock) -> None:
    """Ask every text once."""
    sender = ""
    for number in range(WARMING_UP):
        await assistant.say(f"{uuid.uuid4().hex}", f"does massage help {number}")
    put_clocks(assistant.agent, clock)
    for place, text in enumerate(texts):
        sender = sender if place % TURNS else uuid.uuid4().hex
        clock.begin_turn()
        await assistant.say(sender, text)
        clock.end_turn()


def table(turns: Sequence[dict[str, float]]) -> str:
    """Mean processor time of each part in ms, for turns with a fixed reply and with a looked-up one."""
    kinds = [[turn for turn in turns if LOOK_UP not in turn], [turn for turn in turns if LOOK_UP in turn]]
    means = [mean_ms(kind) for kind in kinds]
    parts = sorted({*means[0], *means[1]}, key=lambda part: (part == REST, part.partition(":")[0], -means[1].get(part, 0.0)))
    lines = [f"{'ms of processor time a turn':48}{'fixed':>9}{'looked up':>11}"]
    lines += [f"{part:48}" + "".join(f"{mean.get(part, 0.0):{width}.2f}" for mean, width in zip(means, (9, 11))) for part in parts]
    totals = [sum(mean.values()) for mean in means]
    return "\n".join([*lines, f"{'all':48}{totals[0]:9.2f}{totals[1]:11.2f}", f"{'turns':48}{len(kinds[0]):9}{len(kinds[1]):11}"])


def mean_ms(turns: Sequence[dict[str, float]]) -> dict[str, float]:
    """Mean processor time of each part in ms."""
    parts = {part for turn in turns for part in turn}
    return {part: 1000 * sum(turn.get(part, 0.0) for turn in turns) / len(turns) for part in parts}


async def run(file: Path) -> str:
    """Measure the questions of a file, a JSON object with `text` a line."""
    texts = questions(file)
    clock = Clock()
    async with assistant_here() as assistant:
        await measure(assistant, texts, clock)
    return table(clock.turns)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Where each millisecond of a turn goes.")
    parser.add_argument("--questions", type=Path, default=HELD_OUT, help="a JSON object with `text` a line")
    print(asyncio.run(run(parser.parse_args().questions)))


if __name__ == "__main__":
    main()
