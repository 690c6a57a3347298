"""Lets a message in danger through a limit on the rate of messages, and no flood of them to the processor."""

from __future__ import annotations

import time
from functools import cache
from typing import Literal

from channels.guard import readable
from channels.rates_memory import Counts
from nlu.danger_check import sounds_dangerous

# Of one process, in a minute: texts that go through, and the time in which texts are looked at.
MOST_PASSES = 60
MOST_MILLISECONDS = 6_000
_MINUTE = 60

# passes: it goes on as any other message. held: it sounds dangerous, but too many have passed. calm: it does not, or there
# was no time to look.
Verdict = Literal["passes", "held", "calm"]


class DangerPasses:
    """What becomes of texts that are over a rate."""

    def __init__(self) -> None:
        """Count from now on."""
        self._counts = Counts()

    def of(self, text: str) -> Verdict:
        """Look at what a visitor typed, and count it."""
        if self._counts.get("milliseconds") >= MOST_MILLISECONDS:
            return "calm"
        begun = time.monotonic()
        is_dangerous = sounds_dangerous(readable(text))
        self._counts.incr("milliseconds", _MINUTE, amount=round(1_000 * (time.monotonic() - begun)) + 1)
        if not is_dangerous:
            return "calm"
        return "passes" if self._counts.incr("passes", _MINUTE) <= MOST_PASSES else "held"


@cache
def danger_passes() -> DangerPasses:
    """The passes of this process; the first call builds the patterns, so call it before the first visitor writes."""
    sounds_dangerous("")
    return DangerPasses()
