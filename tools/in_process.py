"""The whole assistant in this process: the server's own agent and the actions, with no HTTP between them.

For measuring many questions quickly. Pipeline, policies, actions, replies and the tracker store are those that visitors meet, so a
turn is read from the store as `make eval` reads it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Optional, Sequence

import structlog
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa_sdk.executor import ActionExecutor
from threadpoolctl import threadpool_limits

from channels.guard import Accepted, admit
from core.lock_store import ClinicLockStore
from core.look_up import KeptEndpoint
from core.response_generator import ClinicResponseGenerator
from core.server import ClinicAgent
from core.tracker_store import ClinicTrackerStore
from tools.judging import Question
from tools.scores import Judged
from tools.serve import MODEL
from tools.turns import last_turn
from watch.structured import configure_structlog


class ActionsHere(KeptEndpoint):
    """Runs actions where the assistant would call its action server; what goes there and back passes through JSON as it would."""

    def __init__(self) -> None:
        """Load the project's actions."""
        super().__init__("http://actions.invalid", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(self, *options: Any, **named: Any) -> Optional[Any]:
        """Run the action that the request asks for; its events and replies."""
        return json.loads(json.dumps(await self._executor.run(json.loads(json.dumps(named["json"])))))


class AssistantHere:
    """A loaded assistant that is asked question after question."""

    def __init__(self, model: Path, database: Path) -> None:
        """Load `model`; the conversations go into the SQLite file `database`."""
        self._database = database
        self._agent = ClinicAgent(
            generator=ClinicResponseGenerator(),
            tracker_store=ClinicTrackerStore(db=str(database)),
            lock_store=ClinicLockStore(variables={}),
            action_endpoint=ActionsHere(),
        )
        self._agent.load_model(model)

    def judged(self, questions: Sequence[Question], file: str = "") -> list[Judged]:
        """Put each question in a conversation of its own and judge the recorded turn."""
        return asyncio.run(self._judged(questions, file))

    async def _judged(self, questions: Sequence[Question], file: str) -> list[Judged]:
        return [await self._judge(question, file) for question in questions]

    async def _judge(self, question: Question, file: str) -> Judged:
        sender = uuid.uuid4().hex
        for text in (*question.context, question.text):
            admission = admit(text)
            if isinstance(admission, Accepted):
                message = UserMessage(admission.text, CollectingOutputChannel(), sender, input_channel="rest")
                await self._agent.handle_message(message)
        return Judged.of(question, last_turn(self._database, sender), file)


@contextmanager
def assistant_here(model: Path = MODEL) -> Iterator[AssistantHere]:
    """Load the trained model, without Rasa's lines of details; throw the conversations away afterwards."""
    lines = structlog.get_config()
    configure_structlog(logging.WARNING)
    try:
        with tempfile.TemporaryDirectory(prefix="clinic-here-") as folder, threadpool_limits(limits=1):
            yield AssistantHere(model, Path(folder) / "conversations.db")
    finally:
        structlog.configure(**lines)
