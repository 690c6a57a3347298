"""The assistant in this process, so that what a turn costs can be taken apart; its action server is a process of its own, as always."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, AsyncIterator

from benchmarks import processes
from tools.serve import HOST, MODEL, PROJECT

SECONDS_TO_START = 60.0


@dataclass(frozen=True)
class Cost:
    """What a turn cost: processor time of this process, and time that passed, in seconds."""

    processor: float
    passed: float


@dataclass(frozen=True)
class Assistant:
    """A loaded assistant."""

    agent: Any

    async def say(self, sender: str, text: str) -> Cost:
        """What it costs to answer `text`.

        :raises RuntimeError: there was no answer.
        """
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        replies = CollectingOutputChannel()
        passed, processor = time.perf_counter(), time.process_time()
        await self.agent.handle_message(UserMessage(text, replies, sender, input_channel="rest"))
        cost = Cost(time.process_time() - processor, time.perf_counter() - passed)
        if not replies.messages:
            raise RuntimeError(f"no answer to {text!r}")
        return cost


@asynccontextmanager
async def assistant_here() -> AsyncIterator[Assistant]:
    """Load the trained model and start an action server; end it and throw the conversations away afterwards."""
    with tempfile.TemporaryDirectory(prefix="clinic-here-") as name:
        port = processes.free_port()
        address = f"http://{HOST}:{port}"
        os.environ.update(processes.QUIET, CLINIC_ACTION_URL=f"{address}/webhook", CLINIC_DATABASE=str(Path(name) / "conversations.db"))
        command = [sys.executable, "-W", "ignore", "-m", "actions.server", "--port", str(port)]
        actions = processes.start(command, PROJECT, Path(name) / "actions.log")
        try:
            await _wait(f"{address}/health/ready", actions)
            assistant = _loaded()
            try:
                yield assistant
            finally:
                await assistant.agent.action_endpoint.close()
        finally:
            processes.end(actions)


def _loaded() -> Assistant:
    warnings.filterwarnings("ignore")
    with warnings.catch_warnings(record=True):  # a library asks for all warnings when it is imported
        from rasa.core.utils import AvailableEndpoints
        from threadpoolctl import threadpool_limits

        from core.server import load
        from watch.structured import configure_structlog

        # As the server sets them up, apart from the line that it logs a turn.
        logging.basicConfig(level=logging.WARNING, force=True)
        configure_structlog(logging.WARNING)
        threadpool_limits(limits=1)
        return Assistant(load(MODEL, AvailableEndpoints.read_endpoints(str(PROJECT / "endpoints.yml"))))


async def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except OSError:
            await asyncio.sleep(0.1)
    raise SystemExit("The action server did not start.")
