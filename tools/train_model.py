"""Trains the model: `python -m tools.train_model --out models/assistant.tar.gz`. What `rasa train --force` does, in less time."""

from __future__ import annotations

import argparse
import logging
import os
from pathlib import Path

from rasa.shared.exceptions import RasaException
from rasa.utils.common import configure_logging_and_warnings
from rasa.utils.log_utils import configure_structlog

from core.training import train

PROJECT = Path(__file__).parent.parent


def main() -> None:
    """Train on the project's configuration, domain and data, and store the model where told."""
    parser = argparse.ArgumentParser(description="Train the assistant's model.")
    parser.add_argument("--out", type=Path, required=True, help="the model's file, such as models/assistant.tar.gz")
    parser.add_argument("--project", type=Path, default=PROJECT, help="where config.yml, domain.yml and data are (default: here)")
    wanted = parser.parse_args()
    level = logging.getLevelName(os.environ.get("LOG_LEVEL", "INFO"))
    configure_logging_and_warnings(level, warn_only_once=True, filter_repeated_logs=True)
    configure_structlog(level)
    try:
        train(wanted.out.resolve(), wanted.project)
    except RasaException as error:
        raise SystemExit(f"{type(error).__name__}: {error}") from error


if __name__ == "__main__":
    main()
