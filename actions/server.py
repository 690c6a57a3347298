"""Serves the actions on the loopback address alone; Rasa's own command listens on every address of the machine."""

from __future__ import annotations

import argparse
import logging

from rasa_sdk.endpoint import create_app


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description="Serve the actions on 127.0.0.1.")
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    create_app("actions", cors_origins=[]).run("127.0.0.1", arguments.port, access_log=False)


if __name__ == "__main__":
    main()
