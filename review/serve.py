"""Serves the desk's pages on the loopback address: `python -m review.serve --port 5006`. A proxy with TLS stands in front."""

from __future__ import annotations

import argparse
import signal
from types import FrameType

import waitress

from review.wsgi import application

HOST, PORT, THREADS = "127.0.0.1", 5006, 8


def main() -> None:
    """Serve until ended; on SIGTERM the pages under way are finished first."""
    parser = argparse.ArgumentParser(description="Serve the staff desk's pages.")
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=PORT)
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, _end)
    waitress.serve(
        application,
        host=arguments.host,
        port=arguments.port,
        threads=THREADS,
        ident="desk",
        clear_untrusted_proxy_headers=False,  # the settings say how many proxies are believed
    )


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    main()
