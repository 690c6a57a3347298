"""Runs the desk's commands: `python -m review help`."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from review import log

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "review.settings")
    log.begin("ingester" if "ingest" in sys.argv else "desk")
    execute_from_command_line([f"{sys.executable} -m review", *sys.argv[1:]])
