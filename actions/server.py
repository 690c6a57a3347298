"""Serves the actions; on the loopback address unless told otherwise, where Rasa's own command listens on every address."""

from __future__ import annotations

from watch import logs

if __name__ == "__main__":  # before the libraries come in: some of them warn as they do, past every log
    logs.configure("actions")

import argparse

from rasa_sdk.endpoint import create_app
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from actions.calls import add_checks
from actions.metrics import add_metrics
from web.protocol import CarefulProtocol
from web.refusals import ServerRefusals

HOST = "127.0.0.1"
# Rasa gives a look-up ten seconds behind nginx; none takes one.
SECONDS_TO_FINISH_LOOK_UPS = 10.0


def application() -> Sanic:
    """The action server, with the addresses by which an orchestrator sees that it lives and is ready.

    It has nothing but its content, which was loaded and checked before it listens; so whoever lives is ready.
    """
    app = create_app("actions", cors_origins=[])
    app.error_handler = ServerRefusals()  # in place of rasa_sdk's own, which tells the whole call back
    add_checks(app)
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = SECONDS_TO_FINISH_LOOK_UPS

    async def well(request: Request) -> HTTPResponse:
        return json_response({"status": "ok"}, headers={"Cache-Control": "no-store"})

    for what in ("live", "ready"):
        app.add_route(well, f"/health/{what}", ["GET"], name=f"health_{what}")
    add_metrics(app)
    return app


def main() -> None:
    """Serve until stopped; on SIGTERM the look-ups under way are finished first."""
    parser = argparse.ArgumentParser(description="Serve the actions.")
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    logs.configure("actions")
    application().run(arguments.host, arguments.port, access_log=False, protocol=CarefulProtocol)


if __name__ == "__main__":
    main()
