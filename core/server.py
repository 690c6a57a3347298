"""Serves the assistant: `python -m core.server --port 5005`. What `rasa run` does, without three of its habits.

`rasa run` wraps the tracker store so that it falls back to memory when the database fails, and what visitors said since then is
gone with the process; it serves on without a model when it could not read it; and it knows nothing of health. The configuration
is Rasa's: `endpoints.yml`, `credentials.yml`, a trained model.
"""

from __future__ import annotations

from watch import logs

if __name__ == "__main__":  # before the libraries come in: some of them warn as they do, past every log
    logs.configure("assistant")

import argparse
import logging
from pathlib import Path
from typing import Any, Optional, Union

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.utils.common import configure_logging_and_warnings
from sanic import Sanic
from threadpoolctl import threadpool_limits

from core.health import add_health
from core.http_channels import application_of, channels_of
from core.measured import MeasuredEndpoint
from core.memory import give_back
from core.metrics import Turn, add_metrics, describe_model
from core.one_processor import keep_to
from core.prepared_statements import PreparedStatements
from core.processor import ClinicProcessor
from watch.conversation import about
from watch.structured import configure_structlog
from web.protocol import CarefulProtocol
from web.refusals import ServerRefusals

logger = logging.getLogger(__name__)
PROJECT = Path(__file__).parent.parent
HOST, PORT = "127.0.0.1", 5005
# A turn takes a fraction of a second; one that waits for a database may take its patience.
SECONDS_TO_FINISH_TURNS = 20.0
CONNECTIONS_WAITING = 1024
# More than any body that a channel takes; those that read theirs piece by piece have limits of their own.
MOST_BYTES = 300_000


class ClinicAgent(Agent):
    """Rasa's agent, whose tracker store may fail: its channels then tell the visitor to try again."""

    @staticmethod
    def _create_tracker_store(store: Optional[TrackerStore], domain: Domain) -> TrackerStore:
        if store is None:
            raise SystemExit("The assistant cannot start. `tracker_store` is missing in endpoints.yml.")
        store.domain = domain
        return store

    def load_model(self, model_path: Union[str, Path], fingerprint: Optional[str] = None) -> None:
        """Load a model as Rasa does, into a processor of ours."""
        self.processor = ClinicProcessor(
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            action_endpoint=self.action_endpoint,
            generator=self.nlg,
        )
        self.domain = self.tracker_store.domain = self.processor.domain
        self.nlg.responses = self.domain.responses
        self._set_fingerprint(fingerprint)
        describe_model(self.processor.model_metadata)

    async def handle_message(self, message: UserMessage) -> Optional[list[dict[str, Any]]]:
        """Handle a message as Rasa does; the turn is counted, timed and has its line in the log."""
        with about(message.sender_id), Turn(message.input_channel):
            return await super().handle_message(message)


def load(model: Path, endpoints: AvailableEndpoints) -> ClinicAgent:
    """An agent with its model, and what `endpoints` name.

    :raises Exception: the model cannot be read.
    """
    agent = ClinicAgent(
        generator=endpoints.nlg,
        tracker_store=TrackerStore.create(endpoints.tracker_store),
        lock_store=LockStore.create(endpoints.lock_store),
        action_endpoint=MeasuredEndpoint.like(endpoints.action),
    )
    agent.load_model(model)
    return agent


def application(model: Path, project: Path = PROJECT) -> Sanic:
    """The server with its channels; the model is loaded when it starts."""
    endpoints = AvailableEndpoints.read_endpoints(str(project / "endpoints.yml"))
    app = application_of(channels_of(project / "credentials.yml"))
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = SECONDS_TO_FINISH_TURNS
    app.config.REQUEST_MAX_SIZE = MOST_BYTES
    app.error_handler = ServerRefusals()
    add_health(app)
    add_metrics(app)

    async def open_all(app: Sanic, loop: Any) -> None:
        app.ctx.agent = load(model, endpoints)
        give_back()
        logger.info("Rasa server is up and running.")

    async def close_all(app: Sanic, loop: Any) -> None:
        agent = getattr(app.ctx, "agent", None)
        for let_go in (agent.lock_store.close, agent.action_endpoint.close) if agent else ():
            await let_go()

    app.register_listener(open_all, "before_server_start")
    app.register_listener(close_all, "after_server_stop")
    return app


def main() -> None:
    """Serve until ended; on SIGTERM take no new turn, finish those under way, end."""
    parser = argparse.ArgumentParser(description="Serve the assistant.")
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--model", type=Path, default=PROJECT / "models" / "assistant.tar.gz")
    parser.add_argument("--processor", type=int, help="keep to one of the machine's processors, counted around: a number for each worker")
    arguments = parser.parse_args()
    if arguments.processor is not None:
        keep_to(arguments.processor)
    level = logs.configure("assistant")
    configure_logging_and_warnings(level, warn_only_once=True, filter_repeated_logs=False)
    configure_structlog(level)
    logs.take_in_all_loggers()
    # A turn's matrices are small: several threads on one only wait for each other, and burn a processor doing so.
    threadpool_limits(limits=1)
    PreparedStatements()
    app = application(arguments.model)
    address = {"host": arguments.host, "port": arguments.port, "backlog": CONNECTIONS_WAITING}
    app.run(**address, workers=1, access_log=False, protocol=CarefulProtocol)


if __name__ == "__main__":
    main()
