"""What the 200th turn of a conversation costs beside its 5th.

    python -m benchmarks.growth [--conversations N]

Each conversation begins while the one before it ends: its 5th turn and the other's 200th are taken one right after the other,
with the same words, so that what else the machine does meets both alike. Medians are printed.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import statistics
import sys
from typing import Callable

from benchmarks.contenders import OUR_TEXTS
from benchmarks.one_process import Assistant, Cost, assistant_here

EARLY, LATE = 5, 200
MOST_GROWTH = 1.3
CONVERSATIONS = 20


async def measure(assistant: Assistant, conversations: int) -> tuple[list[Cost], list[Cost]]:
    """Costs of the early and of the late turn of `conversations` conversations, in pairs."""
    early: list[Cost] = []
    late: list[Cost] = []
    for number in range(conversations + 1):
        ending, beginning = f"growth-{number - 1}", f"growth-{number}"
        if number:
            await _talk(assistant, ending, EARLY + 1, LATE - EARLY)
        for turn in range(1, EARLY + 1):
            text = OUR_TEXTS[(number + turn) % len(OUR_TEXTS)]
            two = [(beginning, early), (ending, late)] if number else [(beginning, early)]
            for sender, costs in two if number % 2 else two[::-1]:
                cost = await assistant.say(sender, text)
                if turn == EARLY and number:
                    costs.append(cost)
        print(f"\r{number} of {conversations} conversations", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return early, late


async def _talk(assistant: Assistant, sender: str, first: int, last: int) -> None:
    for _, text in zip(range(first, last + 1), itertools.cycle(OUR_TEXTS)):
        await assistant.say(sender, text)


def table(early: list[Cost], late: list[Cost]) -> str:
    """Medians in ms, their ratio, and whether the bound is kept."""
    kinds: dict[str, Callable[[Cost], float]] = {"processor": lambda cost: cost.processor, "passed": lambda cost: cost.passed}
    lines = [f"{'ms a turn':12}{f'turn {EARLY}':>10}{f'turn {LATE}':>10}{'ratio':>8}   at most {MOST_GROWTH}"]
    for name, of in kinds.items():
        first, last = (1000 * statistics.median(map(of, costs)) for costs in (early, late))
        lines.append(f"{name:12}{first:10.2f}{last:10.2f}{last / first:8.2f}   {'kept' if last / first <= MOST_GROWTH else 'MISSED'}")
    return "\n".join(lines)


async def run(conversations: int) -> str:
    """Measure so many conversations."""
    async with assistant_here() as assistant:
        return table(*await measure(assistant, conversations))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What the 200th turn of a conversation costs beside its 5th.")
    parser.add_argument("--conversations", type=int, default=CONVERSATIONS)
    print(asyncio.run(run(parser.parse_args().conversations)))


if __name__ == "__main__":
    main()
