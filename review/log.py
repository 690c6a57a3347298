"""The desk's log, set up before anything else is: also an error in the settings must not show what they hold."""

from __future__ import annotations

import logging

from watch import logs

# Below this they write much, and axes addresses with the first link's token.
LEVELS = {"axes": logging.WARNING, "django.template": logging.INFO, "django.utils.autoreload": logging.INFO}


def begin(part: str) -> None:
    """Set up the log of this process, which is a `part` of the assistant: desk or ingester."""
    logs.configure(part)
    for name, level in LEVELS.items():
        logging.getLogger(name).setLevel(level)
