"""The assistant and its action server with faults that words of a visitor set off: what fails carries those words in its error.

`python -m tests.component.faulty_parts assistant|actions ...`, with the arguments of the real start, which does all the rest.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

from watch import logs

NLU_FAULT, ACTION_FAULT, TASK_FAULT = "parsnipone", "parsniptwo", "parsnipthree"


def assistant() -> None:
    """Understanding fails at NLU_FAULT, a task of the event loop at TASK_FAULT."""
    import asyncio

    from rasa.shared.nlu.constants import TEXT

    import nlu.matchers
    from core import server

    class Failing(nlu.matchers.ContentMatcher):
        def process(self, messages: list[Any], tracker: Any = None) -> list[Any]:
            text = str(messages[0].get(TEXT))
            if TASK_FAULT in text:
                asyncio.get_running_loop().create_task(_fail(text))
            if NLU_FAULT in text:
                _fail_now(text)
            return super().process(messages, tracker)

    nlu.matchers.ContentMatcher = Failing  # type: ignore[misc]
    server.main()


def actions() -> None:
    """The action that looks up opening hours fails at ACTION_FAULT."""
    from actions import clinic, server

    looked_up = clinic.hours

    def hours(text: str) -> dict[str, Any]:
        if ACTION_FAULT in text:
            _fail_now(text)
        return looked_up(text)

    clinic.hours = hours
    server.main()


async def _fail(text: str) -> None:
    _fail_now(text)


def _fail_now(text: str) -> None:
    words = text  # a local variable with what the visitor wrote
    logging.getLogger("some.library").error(f"{words} is too much for me")
    raise ValueError(f"cannot read {words}")


if __name__ == "__main__":
    part = sys.argv.pop(1)
    logs.configure(part)  # as early as the real start does it
    {"assistant": assistant, "actions": actions}[part]()
